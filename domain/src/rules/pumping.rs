//! The guard against SMS pumping: texts sent to numbers whose owner earns money with each (U9).

use crate::Moment;
use std::time::Duration;

/// The time over which texts are counted, and for which a block is stopped.
pub const COUNTED_OVER: Duration = Duration::from_hours(24);

/// The texts sent to one block of numbers, and how many of their codes were entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Texts requested since `since`.
    pub sent: u32,
    /// Codes entered since then.
    pub entered: u32,
    /// The time when the count began.
    pub since: Moment,
    /// The time when the block was stopped.
    pub stopped: Option<Moment>,
}

impl Traffic {
    /// The count without entries that are too old.
    #[must_use]
    pub fn at(self, now: Moment) -> Self {
        let is_over = now.since(self.stopped.unwrap_or(self.since)) >= COUNTED_OVER;
        if is_over { Self { since: now, ..Self::default() } } else { self }
    }

    /// The count after one more text. Some people enter their codes: each one allows `most` more texts for its block. A block that has used
    /// up its allowance is stopped; 0 turns the guard off.
    #[must_use]
    pub fn after_text(self, most: u32, now: Moment) -> Self {
        let next = Self { sent: self.sent.saturating_add(1), ..self };
        let earned = most.saturating_mul(next.entered.saturating_add(1));
        let is_pumped = most > 0 && next.sent >= earned;
        Self { stopped: next.stopped.or(is_pumped.then_some(now)), ..next }
    }

    /// The count after a code was entered, which shows that people use the block.
    #[must_use]
    pub fn after_entry(self) -> Self {
        Self { entered: self.entered.saturating_add(1), stopped: None, ..self }
    }
}
