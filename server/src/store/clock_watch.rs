//! The watch over the system's clock: expired data is deleted only while the clock can be trusted (O10).

use super::Store;
use super::error::{Result, Stop};
use super::tables::meta;
use super::tx::Tx;
use crate::clock::Clock;
use crate::dates::date_and_time;
use domain::Moment;
use domain::rules::clock::{ClockGap, ClockReading};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The shortest time between two recorded times.
const TIME_NOTED_EVERY: Duration = Duration::from_mins(1);

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

    /// Whether the clock is trusted, although the newest time in the store may differ much. Logs a change.
    fn trusts(&self, now: ClockReading, newest: Option<Moment>) -> bool {
        let gap = newest.and_then(|newest| Some((newest, ClockGap::between(now.wall, newest)?)));
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.in_step_since = watched.in_step_since.in_step_until(now);
        let gap = gap.filter(|_| !watched.in_step_since.is_long_before(now));
        if watched.holds_back != gap.is_some() {
            watched.holds_back = gap.is_some();
            log_change(now.wall, gap);
        }
        gap.is_none()
    }
}

fn log_change(now: Moment, gap: Option<(Moment, ClockGap)>) {
    let Some((newest, gap)) = gap else {
        return tracing::info!("the clock is trusted; expired data is deleted again");
    };
    let (by, direction) = match gap {
        ClockGap::Past(by) => (by, "past"),
        ClockGap::Before(by) => (by, "before"),
    };
    let (clock, newest) = (date_and_time(now), date_and_time(newest));
    tracing::warn!(
        by_s = by.as_secs(),
        "the clock says {clock}, which is far {direction} the newest time in the store, {newest}, so no expired data is deleted until the \
         clock has kept time for an hour; if it is right, run `countersign store accept-clock --now` with today's date in UTC"
    );
}

/// Whether the clock is far before the newest time in the store, so that stored times that are ahead of it are most likely right.
pub(super) fn is_behind(tx: &Tx, now: Moment) -> Result<bool> {
    let newest = meta::newest_time(tx)?;
    Ok(newest.is_some_and(|newest| matches!(ClockGap::between(now, newest), Some(ClockGap::Before(_)))))
}

impl Store {
    /// Whether the clock can be trusted to delete expired data. If so, the time is recorded as the newest one.
    pub(super) async fn trusts_clock(&self) -> Result<bool, Stop> {
        let now = read(&self.0.clock);
        let newest = self.newest_time().await?;
        if !self.0.clock_watch.trusts(now, newest) {
            return Ok(false);
        }
        let is_recent = |newest: Moment| newest <= now.wall && now.wall.since(newest) < TIME_NOTED_EVERY;
        if !newest.is_some_and(is_recent) {
            self.0.engine.write_one(move |tx| meta::set_newest_time(tx, now.wall)).await?;
        }
        Ok(true)
    }

    /// The newest time in the store; `None` if none was recorded yet.
    pub async fn newest_time(&self) -> Result<Option<Moment>> {
        self.read(meta::newest_time).await
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
