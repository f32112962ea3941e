//! Limits on attempts: a number per time window, or growing delays.

mod sliding;

pub use sliding::{Limit, SLOTS_COUNTED};

use crate::{Moment, Problem, time::whole_seconds};
use std::borrow::Cow;
use std::time::Duration;

/// The longest window of any limit, in seconds.
pub const LONGEST_WINDOW_S: u32 = 24 * 60 * 60;
/// The longest window of any limit, and the time after the last failure when growing delays forget all failures. Older counts have no
/// effect.
pub const LONGEST_WINDOW: Duration = Duration::from_secs(LONGEST_WINDOW_S as u64);

/// The attempts that count against a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number of attempts.
    pub tries: u32,
    /// The time of the last attempt; with slots, the start of the last slot.
    pub since: Moment,
    /// The times of all attempts.
    pub past: Past,
}

/// When the attempts of a [`Count`] were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Past {
    /// Unknown, as with [`Growing`] delays and in counts of older versions: a [`Limit`] counts all of them at `since`.
    #[default]
    Unknown,
    /// How many milliseconds before `since` each attempt but the last was made, newest first.
    Times(Vec<u32>),
    /// The numbers of attempts in the last slots, newest first.
    Slots([u32; SLOTS_COUNTED]),
}

impl Count {
    /// The count as it is believed now. If the clock was ahead when an attempt was counted (O10), all attempts move back with the last one,
    /// which counts as made now.
    pub fn as_of(&self, now: Moment) -> Cow<'_, Self> {
        if self.since.is_believed(now) { Cow::Borrowed(self) } else { Cow::Owned(Self { since: now, ..self.clone() }) }
    }
}

/// Delays that grow with each failure (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growing {
    /// The failures without a delay.
    pub free: u32,
}

/// The delay after the first failure that has one. Each further one is twice as long.
const FIRST_DELAY: Duration = Duration::from_secs(30);
/// The longest delay.
const LONGEST_DELAY: Duration = Duration::from_hours(1);

impl Growing {
    /// Whether another attempt is allowed.
    pub fn allows(self, count: &Count, now: Moment) -> Result<(), Problem> {
        let Some(steps) = count.tries.checked_sub(self.free.max(1)) else { return Ok(()) };
        let delay = FIRST_DELAY.saturating_mul(1 << steps.min(16)).min(LONGEST_DELAY);
        match delay.saturating_sub(now.since(count.as_of(now).since)) {
            Duration::ZERO => Ok(()),
            left => Err(Problem::TooMany { retry_after_s: whole_seconds(left) }),
        }
    }

    /// The count after a failure.
    #[must_use]
    pub fn after(self, count: &Count, now: Moment) -> Count {
        Count { tries: self.counted(count, now).saturating_add(1), since: now, past: Past::Unknown }
    }

    /// The count without one attempt, when the count was `before`. Without other attempts in the meantime, it is `before` again.
    #[must_use]
    pub fn without(self, count: &Count, before: &Count) -> Count {
        let since = if count.tries == before.tries.saturating_add(1) { before.since } else { count.since };
        Count { tries: count.tries.saturating_sub(1), since, past: Past::Unknown }
    }

    /// The number of failures that aren't forgotten.
    pub fn counted(self, count: &Count, now: Moment) -> u32 {
        if now.since(count.since) >= LONGEST_WINDOW { 0 } else { count.tries }
    }
}

/// A limit of either kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A number of attempts per time window.
    Limit(Limit),
    /// Growing delays.
    Growing(Growing),
}

impl From<Limit> for Rule {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

impl From<Growing> for Rule {
    fn from(growing: Growing) -> Self {
        Self::Growing(growing)
    }
}

impl Rule {
    /// Whether another attempt is allowed.
    pub fn allows(self, count: &Count, now: Moment) -> Result<(), Problem> {
        match self {
            Self::Limit(limit) => limit.allows(count, now),
            Self::Growing(growing) => growing.allows(count, now),
        }
    }

    /// The count after an attempt; `None` if it isn't counted.
    pub fn after(self, count: &Count, now: Moment) -> Option<Count> {
        match self {
            Self::Limit(Limit { most: 0, .. }) => None,
            Self::Limit(limit) => Some(limit.after(count, now)),
            Self::Growing(growing) => Some(growing.after(count, now)),
        }
    }

    /// The count without one attempt that was counted at `tried`, when the count was `before`.
    #[must_use]
    pub fn without(self, count: &Count, before: &Count, tried: Moment) -> Count {
        match self {
            Self::Limit(limit) => limit.without(count, before, tried),
            Self::Growing(growing) => growing.without(count, before),
        }
    }

    /// The number of attempts that still count.
    pub fn counted(self, count: &Count, now: Moment) -> u32 {
        match self {
            Self::Limit(limit) => limit.counted(count, now),
            Self::Growing(growing) => growing.counted(count, now),
        }
    }
}
