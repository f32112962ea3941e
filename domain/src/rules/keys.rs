//! The lifetime of signing keys (D2): published before they sign, kept until their last token has expired.

use super::policy::Policy;
use crate::Moment;
use crate::time::MOST_AHEAD;
use std::time::Duration;

/// The time for which a key signs, before the server makes the next one.
pub const REPLACED_AFTER: Duration = Duration::from_hours(24 * 90);

/// The longest time for which a new key can be published before it signs, in minutes.
pub const LONGEST_PUBLISHED_AHEAD_MIN: u32 = 24 * 60;
/// The longest time for which a new key can be published before it signs.
const LONGEST_PUBLISHED_AHEAD: Duration = Duration::from_mins(LONGEST_PUBLISHED_AHEAD_MIN as u64);

/// The stage of a signing key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStage {
    /// Published, but not signing yet.
    Waiting,
    /// Signing.
    Signing,
    /// No longer signing; its last tokens haven't expired yet.
    Leaving,
    /// Retired; its last token has expired.
    Over,
}

/// The stage of a key that signs from `signs_from` to `until`, when the next one starts. Tokens have the lifetime `life`.
pub fn stage(signs_from: Moment, until: Option<Moment>, life: Duration, now: Moment) -> KeyStage {
    match until.filter(|until| now >= *until) {
        Some(until) if now.since(until) >= life => KeyStage::Over,
        Some(_) => KeyStage::Leaving,
        None if now >= signs_from => KeyStage::Signing,
        None => KeyStage::Waiting,
    }
}

/// The latest time from which a key can sign. A key that signs later was published while the clock was ahead (O10), and is left out when
/// the next key is due. It still signs when its time comes.
pub fn latest_start(now: Moment) -> Moment {
    now + LONGEST_PUBLISHED_AHEAD + MOST_AHEAD
}

/// Whether it is time to publish the successor of the newest key.
pub fn is_due(newest_signs_from: Moment, now: Moment, policy: &Policy) -> bool {
    now >= newest_signs_from + REPLACED_AFTER - policy.key_published_ahead
}
