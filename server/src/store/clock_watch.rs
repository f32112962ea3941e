//! The watch over the system's clock: expired data is deleted only while the clock can be trusted (O10).

use super::Store;
use super::error::{Result, Stop};
use super::tables::meta;
use crate::clock::Clock;
use domain::Moment;
use domain::rules::clock::{ClockGap, ClockReading};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The shortest time between two recorded times.
const NOTED_EVERY: Duration = Duration::from_mins(1);

/// What this process has seen of the clock.
pub(super) struct ClockWatch(Mutex<Watched>);

struct Watched {
    /// Since when the system's clock has been in step with the monotonic one.
    in_step_since: ClockReading,
    /// Whether nothing is deleted at present.
    holds_back: bool,
}

impl ClockWatch {
    pub(super) fn begin(clock: &Clock) -> Self {
        Self(Mutex::new(Watched { in_step_since: read(clock), holds_back: false }))
    }

    /// Whether the clock is trusted, although the newest time in the store differs as `gap` says. Logs a change.
    fn trusts(&self, now: ClockReading, gap: Option<ClockGap>) -> bool {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.in_step_since = watched.in_step_since.in_step_until(now);
        let gap = gap.filter(|_| !watched.in_step_since.is_long_before(now));
        if watched.holds_back != gap.is_some() {
            watched.holds_back = gap.is_some();
            log_change(gap);
        }
        gap.is_none()
    }
}

fn log_change(gap: Option<ClockGap>) {
    let (by, direction) = match gap {
        Some(ClockGap::Past(by)) => (by, "past"),
        Some(ClockGap::Before(by)) => (by, "before"),
        None => return tracing::info!("the clock is trusted; expired data is deleted again"),
    };
    tracing::warn!(
        by_s = by.as_secs(),
        "the clock is far {direction} the newest time in the store, so no expired data is deleted until this server has run for an hour; \
         if the clock is right, run `countersign store accept-clock`"
    );
}

impl Store {
    /// Whether the clock can be trusted to delete expired data. If so, the time is recorded as the newest one.
    pub(super) async fn trusts_clock(&self) -> Result<bool, Stop> {
        let now = read(&self.0.clock);
        let newest = self.read(meta::newest_time).await?;
        let gap = newest.and_then(|newest| ClockGap::between(now.wall, newest));
        if !self.0.clock_watch.trusts(now, gap) {
            return Ok(false);
        }
        let is_recent = |newest: Moment| newest <= now.wall && now.wall.since(newest) < NOTED_EVERY;
        if !newest.is_some_and(is_recent) {
            self.0.engine.write_one(move |tx| meta::set_newest_time(tx, now.wall)).await?;
        }
        Ok(true)
    }

    /// Trusts the clock, whatever the newest time in the store is. A running server notices it.
    pub async fn accept_clock(&self) -> Result<(), Stop> {
        let now = self.0.clock.now();
        self.0.engine.write_one(move |tx| meta::set_newest_time(tx, now)).await
    }
}

fn read(clock: &Clock) -> ClockReading {
    ClockReading { wall: clock.now(), monotonic: clock.uptime() }
}
