//! Limits on tries: so many in so long, then wait.

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
    /// When the first of them was.
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
