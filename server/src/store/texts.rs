//! Counts of texts by prefix of their numbers, so that none are sent to prefixes whose codes aren't entered (U9).

use super::ahead::now_after;
use super::attempts;
use super::error::{Result, Stop};
use super::tables::text_prefix::{self, StoppedPrefix};
use super::tx::Tx;
use super::{Counted, Store};
use crate::secrets::SealPurpose;
use domain::rules::policy::Policy;
use domain::rules::pumping::{COUNTED_OVER, Prefix, PrefixKind, Traffic};
use domain::{Moment, Problem};

/// The counts of a text; empty for an email.
#[derive(Default)]
pub struct TextCounts {
    pub(super) prefixes: Vec<CountedPrefix>,
    /// All texts from the same network to the same block. Notices have none.
    pub(super) allowed: Option<Counted>,
    /// The texts to the same phone while a prefix is stopped: the account's, and all. Strangers have none.
    pub(super) while_stopped: Vec<Counted>,
}

/// A prefix to count a text for.
pub(super) struct CountedPrefix {
    pub(super) prefix: Prefix,
    pub(super) key: [u8; 16],
    /// The texts from the same network, or the notices to the same phone, that count against the prefix.
    pub(super) counted: Counted,
}

impl TextCounts {
    /// The keys to lock.
    pub(super) fn keys(&self) -> impl Iterator<Item = &[u8; 16]> {
        let counts = self.prefixes.iter().map(|prefix| &prefix.counted).chain(&self.allowed).chain(&self.while_stopped);
        self.prefixes.iter().map(|prefix| &prefix.key).chain(counts.map(Counted::key))
    }

    /// Whether one of the prefixes is stopped.
    pub(super) fn is_stopped(&self, tx: &Tx, policy: &Policy, now: Moment) -> Result<bool> {
        let traffic = self.prefixes.iter().map(|counted| traffic(tx, &counted.prefix, policy, now));
        Ok(traffic.collect::<Result<Vec<_>>>()?.iter().any(|traffic| traffic.stopped.is_some()))
    }

    /// Counts one text. Returns the prefixes that it stopped.
    pub(super) fn add(&self, tx: &Tx, policy: &Policy, now: Moment) -> Result<Vec<Prefix>> {
        let mut stopped = Vec::new();
        for CountedPrefix { prefix, counted, .. } in &self.prefixes {
            // Nobody can stop a prefix alone, which would cut off everyone with a number in it.
            if counted.refusal(tx, now)?.is_some() {
                continue;
            }
            counted.add(tx, now)?;
            let before = traffic(tx, prefix, policy, now)?;
            let next = before.after_text(prefix.kind.most(policy), before.counted);
            text_prefix::put(tx, prefix, next)?;
            if before.stopped.is_none() && next.stopped.is_some() {
                stopped.push(prefix.clone());
            }
        }
        Ok(stopped)
    }
}

/// Counts one text with a code before it is sent, or rejects it. Its keys must be locked. Returns the prefixes that it stopped. While one is
/// stopped, browsers that the account knows still get a few texts, so that strangers can't lock an owner out (S8).
pub(super) fn count(tx: &Tx, counts: &TextCounts, policy: &Policy, now: Moment) -> Result<Vec<Prefix>, Stop> {
    let is_used_up = |counts: &[Counted]| -> Result<bool> { Ok(attempts::refusal(tx, counts, now)?.is_some()) };
    let TextCounts { allowed, while_stopped, .. } = counts;
    let is_stopped = counts.is_stopped(tx, policy, now)?;
    let is_refused = is_stopped && (while_stopped.is_empty() || is_used_up(while_stopped)?);
    if is_refused || is_used_up(allowed.as_slice())? {
        return Err(Problem::TextsUnavailable.into());
    }
    let also = allowed.iter().chain(while_stopped.iter().filter(|_| is_stopped));
    also.into_iter().try_for_each(|count| count.add(tx, now))?;
    Ok(counts.add(tx, policy, now)?)
}

/// Counts one entered code. The keys of its prefixes must be locked.
pub(super) fn count_entry(tx: &Tx, prefixes: &[Prefix], policy: &Policy, now: Moment) -> Result<()> {
    let mut each = prefixes.iter();
    each.try_for_each(|prefix| text_prefix::put(tx, prefix, traffic(tx, prefix, policy, now)?.after_entry()))
}

fn traffic(tx: &Tx, prefix: &Prefix, policy: &Policy, now: Moment) -> Result<Traffic> {
    let before = text_prefix::traffic(tx, prefix)?;
    Ok(before.at(prefix.kind.most(policy), now_after(tx, before.counted, now)?))
}

impl Store {
    /// The key to lock before the texts to a prefix are counted.
    pub(super) fn prefix_key(&self, Prefix { kind, text }: &Prefix) -> [u8; 16] {
        self.0.key.hash(SealPurpose::Attempt, format!("{} {text}", kind.name()).as_bytes())
    }

    /// The prefixes that get no texts at the moment.
    pub async fn stopped_prefixes(&self) -> Result<Vec<StoppedPrefix>> {
        let now = self.0.clock.now();
        self.read(move |tx| text_prefix::stopped_after(tx, now - COUNTED_OVER)).await
    }

    /// Allows texts to a prefix again, with new counts; `false` if it wasn't stopped.
    pub async fn allow_prefix(&self, text: String) -> Result<bool, Stop> {
        let kinds = [PrefixKind::Block, PrefixKind::Range, PrefixKind::Country];
        let keys = kinds.map(|kind| self.prefix_key(&Prefix { kind, text: text.clone() }));
        self.write(move |tx| {
            attempts::lock(tx, &keys)?;
            Ok(text_prefix::delete_stopped(tx, &text)?)
        })
        .await
    }
}
