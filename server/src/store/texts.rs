//! Counts of texts by block of numbers, so that none are sent to blocks whose codes aren't entered (U9).

use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::text_traffic::{self, StoppedBlock};
use super::tx::Tx;
use super::{Counted, Store};
use crate::secrets::SealPurpose;
use domain::contact::{Contact, Phone};
use domain::rules::challenge::Budget;
use domain::rules::pumping::COUNTED_OVER;
use domain::{Moment, Problem};

/// The counts of texts from one network to one block.
pub struct OfNetwork {
    /// The texts that count against the block.
    pub counted: Counted,
    /// All texts.
    pub allowed: Counted,
}

/// Counts one text before it is sent, or rejects it. Its block and network must be locked. Returns the block if this text stopped it.
/// A stopped block still gets the texts of browsers that the account knows.
pub(super) fn count(
    tx: &Tx,
    phone: &Phone,
    by: Budget,
    most: u32,
    OfNetwork { counted, allowed }: &OfNetwork,
    now: Moment,
) -> Result<Option<String>, Stop> {
    let traffic = text_traffic::of_block(tx, phone.block())?.at(now);
    let is_stopped = traffic.stopped.is_some() && by == Budget::Strangers;
    if is_stopped || allowed.refusal(tx, now)?.is_some() {
        return Err(Problem::TextsUnavailable.into());
    }
    allowed.add(tx, now)?;
    // One network alone can't stop a block, which would cut off everyone with a number in it.
    let counts = counted.refusal(tx, now)?.is_none();
    if counts {
        counted.add(tx, now)?;
    }
    let next = if counts { traffic.after_text(most, now) } else { traffic };
    text_traffic::put(tx, phone.block(), next)?;
    let just_stopped = traffic.stopped.is_none() && next.stopped.is_some();
    Ok(just_stopped.then(|| phone.block().to_owned()))
}

/// Counts one entered code. Its block must be locked.
pub(super) fn count_entry(tx: &Tx, phone: &Phone, now: Moment) -> Result<()> {
    let traffic = text_traffic::of_block(tx, phone.block())?.at(now);
    text_traffic::put(tx, phone.block(), traffic.after_entry())
}

impl Store {
    /// The key to lock before the texts to a contact's block are counted.
    pub(super) fn key_of_block(&self, to: &Contact) -> Option<[u8; 16]> {
        let Contact::Phone(phone) = to else { return None };
        Some(self.block_key(phone.block()))
    }

    fn block_key(&self, block: &str) -> [u8; 16] {
        self.0.key.hash(SealPurpose::Attempt, format!("block {block}").as_bytes())
    }

    /// The blocks that get no texts at the moment.
    pub async fn stopped_blocks(&self) -> Result<Vec<StoppedBlock>> {
        let now = self.0.clock.now();
        self.read(move |tx| text_traffic::stopped_after(tx, now - COUNTED_OVER)).await
    }

    /// Allows texts to a block again, with new counts; `false` if it wasn't stopped.
    pub async fn allow_block(&self, block: String) -> Result<bool, Stop> {
        let key = self.block_key(&block);
        self.write(move |tx| {
            tx.lock(Lock::Key(&key))?;
            Ok(text_traffic::delete_stopped(tx, &block)?)
        })
        .await
    }
}
