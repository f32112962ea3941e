//! Texts by blocks of numbers, so that none is sent where nobody enters codes (U9).

use super::error::{Result, Stop};
use super::tables::text_traffic::{self, StoppedBlock};
use super::tx::Tx;
use super::{Counted, Store};
use crate::secrets::SealPurpose;
use domain::contact::{Contact, Phone};
use domain::rules::challenge::Budget;
use domain::rules::pumping::COUNTED_OVER;
use domain::{Moment, Problem};

/// The texts of one network to one block.
pub struct OfNetwork {
    /// As far as they count against the block.
    pub counted: Counted,
    /// As far as they are sent.
    pub allowed: Counted,
}

/// Counts one text before it is sent, or refuses it; its block and network are locked. Answers the block if this one text made it stop. Browsers that the account knows
/// are no pumps: they are never refused.
pub(super) fn count(
    tx: &Tx,
    phone: &Phone,
    by: Budget,
    most: u32,
    OfNetwork { counted, allowed }: &OfNetwork,
    now: Moment,
) -> Result<Option<String>, Stop> {
    let traffic = text_traffic::of_block(tx, phone.block())?.at(now);
    let is_used_up = traffic.stopped.is_some() || allowed.refusal(tx, now)?.is_some();
    if is_used_up && by == Budget::Strangers {
        return Err(Problem::TextsUnavailable.into());
    }
    allowed.add(tx, now)?;
    // One network alone does not stop a block: its neighbours would be without texts.
    let counts = counted.refusal(tx, now)?.is_none();
    if counts {
        counted.add(tx, now)?;
    }
    let next = if counts { traffic.after_text(most, now) } else { traffic };
    text_traffic::put(tx, phone.block(), next)?;
    let just_stopped = traffic.stopped.is_none() && next.stopped.is_some();
    Ok(just_stopped.then(|| phone.block().to_owned()))
}

/// Counts one code that was entered; its block is locked.
pub(super) fn count_entry(tx: &Tx, phone: &Phone, now: Moment) -> Result<()> {
    let traffic = text_traffic::of_block(tx, phone.block())?.at(now);
    text_traffic::put(tx, phone.block(), traffic.after_entry())
}

impl Store {
    /// What is locked before the texts to a contact's block are counted.
    pub(super) fn key_of_block(&self, to: &Contact) -> Option<[u8; 16]> {
        let Contact::Phone(phone) = to else { return None };
        Some(self.0.key.hash(SealPurpose::Attempt, format!("block {}", phone.block()).as_bytes()))
    }

    /// The blocks that get no texts now.
    pub async fn stopped_blocks(&self) -> Result<Vec<StoppedBlock>> {
        let now = self.0.clock.now();
        self.read(move |tx| text_traffic::stopped_after(tx, now - COUNTED_OVER)).await
    }

    /// Lets texts go to a block again, from a count of zero; `false` when it was not stopped.
    pub async fn allow_block(&self, block: String) -> Result<bool, Stop> {
        self.write(move |tx| Ok(text_traffic::delete_stopped(tx, &block)?)).await
    }
}
