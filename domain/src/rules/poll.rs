//! The polling interval of devices (RFC 8628 §3.5).

use crate::Moment;
use std::time::Duration;

/// Seconds between two polls, as sent to the device.
pub const INTERVAL: Duration = Duration::from_secs(5);
/// The tolerance for early polls, since timers and networks jitter at both ends of an interval (D1 requires at least 500 ms).
pub const GRACE: Duration = Duration::from_secs(1);

/// Whether a poll gets `slow_down`. `last` is the poll before it; the first poll is never too early.
pub fn too_soon(last: Option<Moment>, now: Moment) -> bool {
    last.is_some_and(|last| now.since(last) < INTERVAL.saturating_sub(GRACE))
}
