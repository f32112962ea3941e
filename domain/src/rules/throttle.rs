//! Limits on attempts: a number per time window, or growing delays.

use crate::{Moment, Problem, time::whole_seconds};
use std::time::Duration;

/// A number of attempts per time window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The attempts in one window; 0 means no limit.
    pub most: u32,
    /// The window's length.
    pub per: Duration,
}

/// The attempts counted since the window opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number of attempts.
    pub tries: u32,
    /// The time of the first attempt; with [`Growing`] delays, of the last.
    pub since: Moment,
}

impl Limit {
    /// Whether another attempt is allowed.
    pub fn allows(self, count: Count, now: Moment) -> Result<(), Problem> {
        let left = self.per.saturating_sub(now.since(count.since));
        if self.most == 0 || count.tries < self.most || left.is_zero() {
            return Ok(());
        }
        Err(Problem::TooMany { retry_after_s: whole_seconds(left).max(1) })
    }

    /// The count after an attempt.
    #[must_use]
    pub fn after(self, count: Count, now: Moment) -> Count {
        if count.tries == 0 || now.since(count.since) >= self.per {
            Count { tries: 1, since: now }
        } else {
            Count { tries: count.tries.saturating_add(1), ..count }
        }
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
/// The time after the last failure when all failures are forgotten.
pub const FAILURES_KEPT: Duration = Duration::from_hours(24);

impl Growing {
    /// Whether another attempt is allowed.
    pub fn allows(self, count: Count, now: Moment) -> Result<(), Problem> {
        let Some(steps) = count.tries.checked_sub(self.free.max(1)) else { return Ok(()) };
        let delay = FIRST_DELAY.saturating_mul(1 << steps.min(16)).min(LONGEST_DELAY);
        match delay.saturating_sub(now.since(count.since)) {
            Duration::ZERO => Ok(()),
            left => Err(Problem::TooMany { retry_after_s: whole_seconds(left) }),
        }
    }

    /// The count after a failure.
    #[must_use]
    pub fn after(self, count: Count, now: Moment) -> Count {
        let before = if now.since(count.since) >= FAILURES_KEPT { 0 } else { count.tries };
        Count { tries: before.saturating_add(1), since: now }
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
    pub fn allows(self, count: Count, now: Moment) -> Result<(), Problem> {
        match self {
            Self::Limit(limit) => limit.allows(count, now),
            Self::Growing(growing) => growing.allows(count, now),
        }
    }

    /// The count after an attempt; `None` if it isn't counted.
    pub fn after(self, count: Count, now: Moment) -> Option<Count> {
        match self {
            Self::Limit(Limit { most: 0, .. }) => None,
            Self::Limit(limit) => Some(limit.after(count, now)),
            Self::Growing(growing) => Some(growing.after(count, now)),
        }
    }
}
