//! The clock: the only place that reads the system's time (N7).

use domain::Moment;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A moment as the standard library's type, for other libraries.
pub fn system_time(at: Moment) -> SystemTime {
    let span = Duration::from_millis(at.0.unsigned_abs());
    if at.0 < 0 { UNIX_EPOCH - span } else { UNIX_EPOCH + span }
}

/// A clock. Clones share their time.
#[derive(Clone, Debug)]
pub struct Clock(TimeSource);

#[derive(Clone, Debug)]
enum TimeSource {
    /// The system's time, plus the time that `dev-tools` have added.
    System { ahead_ms: Arc<AtomicI64> },
    /// A fixed time that changes only when a test advances it.
    Still { now_ms: Arc<AtomicI64> },
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(TimeSource::System { ahead_ms: Arc::default() })
    }

    /// A clock that is stopped at `now`.
    pub fn still_at(now: Moment) -> Self {
        Self(TimeSource::Still { now_ms: Arc::new(AtomicI64::new(now.0)) })
    }

    /// The time since this process first asked, which no change of the system's time affects. For durations.
    pub fn uptime(&self) -> Duration {
        match &self.0 {
            TimeSource::System { .. } => monotonic(),
            TimeSource::Still { now_ms } => Duration::from_millis(now_ms.load(Relaxed).unsigned_abs()),
        }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        match &self.0 {
            TimeSource::System { ahead_ms } => Moment(system_ms() + ahead_ms.load(Relaxed)),
            TimeSource::Still { now_ms } => Moment(now_ms.load(Relaxed)),
        }
    }

    /// Moves the time forward, for all clones.
    pub fn advance(&self, span: Duration) {
        let (TimeSource::System { ahead_ms: time } | TimeSource::Still { now_ms: time }) = &self.0;
        time.fetch_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX), Relaxed);
    }
}

#[expect(clippy::disallowed_methods, reason = "the injected clock's source")]
fn monotonic() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    FIRST.get_or_init(Instant::now).elapsed()
}

#[expect(clippy::disallowed_methods, reason = "the injected clock's source")]
fn system_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
