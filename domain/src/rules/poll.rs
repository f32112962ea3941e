//! How often a device may ask (RFC 8628 §3.5).

use crate::Moment;
use std::time::Duration;

/// Seconds between two polls, as told to the device.
pub const INTERVAL: Duration = Duration::from_secs(5);
/// A poll may come this much early: timers and networks jitter on both ends of an interval (D1 asks for 500 ms at least).
pub const GRACE: Duration = Duration::from_secs(1);

/// Whether a poll deserves `slow_down`; `last` is the poll before it, and the first is never too soon.
pub fn too_soon(last: Option<Moment>, now: Moment) -> bool {
    last.is_some_and(|last| now.since(last) < INTERVAL.saturating_sub(GRACE))
}
