//! The guard against pumping: texts sent to numbers whose owner earns with each (U9).

use crate::Moment;
use std::time::Duration;

/// Texts are counted over so long, and a block that was stopped rests as long.
pub const COUNTED_OVER: Duration = Duration::from_hours(24);

/// The texts to one block of numbers, and the codes of theirs that were entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Texts asked for since `since`.
    pub sent: u32,
    /// Codes entered since then.
    pub entered: u32,
    /// When the count began.
    pub since: Moment,
    /// When it was stopped.
    pub stopped: Option<Moment>,
}

impl Traffic {
    /// As it counts now: what is too old is forgotten.
    #[must_use]
    pub fn at(self, now: Moment) -> Self {
        let is_over = now.since(self.stopped.unwrap_or(self.since)) >= COUNTED_OVER;
        if is_over { Self { since: now, ..Self::default() } } else { self }
    }

    /// After one more text. Of people some enter their codes: each that does earns `most` texts more for its block, and a block that
    /// has used up what it has is stopped; 0 turns the guard off.
    #[must_use]
    pub fn after_text(self, most: u32, now: Moment) -> Self {
        let next = Self { sent: self.sent.saturating_add(1), ..self };
        let earned = most.saturating_mul(next.entered.saturating_add(1));
        let is_pumped = most > 0 && next.sent >= earned;
        Self { stopped: next.stopped.or(is_pumped.then_some(now)), ..next }
    }

    /// After a code was entered: there are people.
    #[must_use]
    pub fn after_entry(self) -> Self {
        Self { entered: self.entered.saturating_add(1), stopped: None, ..self }
    }
}
