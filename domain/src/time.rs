//! Points in time. The domain never reads a clock.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How far a stored time can be ahead of now. A time that is further ahead was stored while the clock was wrong, and isn't believed (O10).
/// Five minutes, so that a clock that is set back a little doesn't end what devices and messages are in the middle of.
pub const MOST_AHEAD: Duration = Duration::from_mins(5);

/// Milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// The time since `earlier`; zero if it is in the future, because the clocks of two servers differ a little.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Whether something can have happened at this stored time: it isn't too far ahead of now.
    pub fn is_believed(self, now: Moment) -> bool {
        self <= now + MOST_AHEAD
    }

    /// This stored time of something that has happened; `now` if it isn't believed.
    #[must_use]
    pub fn or_now(self, now: Moment) -> Moment {
        if self.is_believed(now) { self } else { now }
    }

    /// Whether something that happened at this stored time is less than `span` ago; `false` if the time isn't believed.
    pub fn is_within(self, span: Duration, now: Moment) -> bool {
        self.is_believed(now) && now.since(self) < span
    }

    /// Whether something that expires at this stored time is still valid. `false` if it isn't believed, because more than its whole
    /// `life` would be left. So `life` never changes: what a shorter one has ended could become valid again.
    pub fn is_valid(self, life: Duration, now: Moment) -> bool {
        now < self && (self - life).is_believed(now)
    }

    /// This stored expiry time of something that began at `begun`. If that isn't believed, it expired long ago.
    #[must_use]
    pub fn if_begun(self, begun: Moment, now: Moment) -> Moment {
        if begun.is_believed(now) { self } else { Moment::default() }
    }

    /// Whole seconds since 1970, for JWT and OAuth.
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

impl std::ops::Add<Duration> for Moment {
    type Output = Moment;

    fn add(self, span: Duration) -> Moment {
        Moment(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl std::ops::Sub<Duration> for Moment {
    type Output = Moment;

    fn sub(self, span: Duration) -> Moment {
        Moment(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// Seconds to wait, rounded up, so that "try again in 1 s" is never too early.
pub fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
