//! Whether the system's clock can be trusted to delete expired data (O10). A clock that is wrong for a moment must not delete anything.

use crate::Moment;
use std::time::Duration;

/// How far a correct clock can be past the newest time in the store. A server that was off for longer deletes nothing at first.
pub const MOST_PAST: Duration = Duration::from_hours(24);
/// How far a correct clock can be before the newest time in the store.
pub const MOST_BEFORE: Duration = Duration::from_hours(1);
/// The time for which a clock with such a gap must be in step with the monotonic clock until it is trusted.
pub const IN_STEP_FOR: Duration = Duration::from_hours(1);
/// The most by which the two clocks can differ and still be in step, because the system's clock is adjusted a little all the time.
const DRIFT: Duration = Duration::from_mins(1);

/// How a clock differs from the newest time in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockGap {
    /// It is too far past it.
    Past(Duration),
    /// It is too far before it.
    Before(Duration),
}

impl ClockGap {
    /// The gap, if it is too large for a correct clock.
    pub fn between(now: Moment, newest: Moment) -> Option<Self> {
        let (past, before) = (now.since(newest), newest.since(now));
        if past > MOST_PAST {
            Some(Self::Past(past))
        } else if before > MOST_BEFORE {
            Some(Self::Before(before))
        } else {
            None
        }
    }
}

/// The system's clock and the monotonic clock at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The system's clock.
    pub wall: Moment,
    /// The monotonic clock.
    pub monotonic: Duration,
}

impl ClockReading {
    /// The reading from which both clocks are in step until `now`: this one, or `now` if the system's clock was set in between.
    #[must_use]
    pub fn in_step_until(self, now: Self) -> Self {
        let wall = i128::from(now.wall.0) - i128::from(self.wall.0);
        let monotonic = now.monotonic.saturating_sub(self.monotonic).as_millis();
        let differ = wall.abs_diff(i128::try_from(monotonic).unwrap_or(i128::MAX));
        if differ > DRIFT.as_millis() { now } else { self }
    }

    /// Whether enough time has passed since this reading to trust a clock that was in step.
    pub fn is_long_before(self, now: Self) -> bool {
        now.monotonic.saturating_sub(self.monotonic) >= IN_STEP_FOR
    }
}
