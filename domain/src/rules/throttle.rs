//! Limits on tries: so many in so long, then wait; or longer and longer delays.

use crate::{Moment, Problem, time::whole_seconds};
use std::time::Duration;

/// So many tries in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Tries in one window; 0 means no limit.
    pub most: u32,
    /// The window's length.
    pub per: Duration,
}

/// Tries counted since the window opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub tries: u32,
    /// When the first of them was; with [`Growing`] delays, the last.
    pub since: Moment,
}

impl Limit {
    /// Whether one more try may be made.
    pub fn allows(self, count: Count, now: Moment) -> Result<(), Problem> {
        let left = self.per.saturating_sub(now.since(count.since));
        if self.most == 0 || count.tries < self.most || left.is_zero() {
            return Ok(());
        }
        Err(Problem::TooMany { retry_after_s: whole_seconds(left).max(1) })
    }

    /// The count after a try that counts.
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
    /// Failures without a delay.
    pub free: u32,
}

/// The delay after the first failure that is not free; each is twice the one before.
const FIRST_DELAY: Duration = Duration::from_secs(30);
/// The longest delay.
const LONGEST_DELAY: Duration = Duration::from_hours(1);
/// Failures are forgotten so long after the last.
pub const FAILURES_KEPT: Duration = Duration::from_hours(24);

impl Growing {
    /// Whether one more try may be made.
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

/// Either kind of limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// So many in so long.
    Limit(Limit),
    /// Delays that grow.
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
    /// Whether one more try may be made.
    pub fn allows(self, count: Count, now: Moment) -> Result<(), Problem> {
        match self {
            Self::Limit(limit) => limit.allows(count, now),
            Self::Growing(growing) => growing.allows(count, now),
        }
    }

    /// The count after a try that counts; `None` when nothing is counted.
    pub fn after(self, count: Count, now: Moment) -> Option<Count> {
        match self {
            Self::Limit(Limit { most: 0, .. }) => None,
            Self::Limit(limit) => Some(limit.after(count, now)),
            Self::Growing(growing) => Some(growing.after(count, now)),
        }
    }
}
