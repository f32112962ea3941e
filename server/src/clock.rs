//! The clock: the only place that reads the system's time (N7).

use domain::Moment;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A moment as the standard library's type, for other libraries.
pub fn system_time(at: Moment) -> SystemTime {
    let span = Duration::from_millis(at.0.unsigned_abs());
    if at.0 < 0 { UNIX_EPOCH - span } else { UNIX_EPOCH + span }
}

/// A clock. Clones share their time.
#[derive(Clone, Debug)]
pub struct Clock {
    source: TimeSource,
    /// What is added to the source's time.
    ahead_ms: Arc<AtomicI64>,
    /// What is added to the source's uptime.
    passed_ms: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum TimeSource {
    /// The system's clocks. The monotonic one starts with the clock.
    System { started: Instant },
    /// A fixed time. Only tests add to it.
    Still { at: Moment },
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::from(TimeSource::System { started: instant() })
    }

    /// A clock that is stopped at `now`.
    pub fn still_at(now: Moment) -> Self {
        Self::from(TimeSource::Still { at: now })
    }

    fn from(source: TimeSource) -> Self {
        Self { source, ahead_ms: Arc::default(), passed_ms: Arc::default() }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        let now = match self.source {
            TimeSource::System { .. } => system_ms(),
            TimeSource::Still { at } => at.0,
        };
        Moment(now + self.ahead_ms.load(Relaxed))
    }

    /// The time that has passed since the clock was made, as the monotonic clock says. Setting the system's time doesn't affect it.
    pub fn uptime(&self) -> Duration {
        let since = match self.source {
            TimeSource::System { started } => instant().duration_since(started),
            TimeSource::Still { .. } => Duration::ZERO,
        };
        since + Duration::from_millis(self.passed_ms.load(Relaxed).unsigned_abs())
    }

    /// Lets time pass, for all clones.
    pub fn advance(&self, span: Duration) {
        let ms = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.passed_ms.fetch_add(ms, Relaxed);
        self.ahead_ms.fetch_add(ms, Relaxed);
    }

    /// Sets the time without letting any pass, for all clones: as when the system's clock is wrong, or is corrected.
    pub fn set(&self, to: Moment) {
        self.ahead_ms.fetch_add(to.0 - self.now().0, Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "the injected clock's source")]
fn system_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "the injected clock's source")]
fn instant() -> Instant {
    Instant::now()
}
