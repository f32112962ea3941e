//! The life of signing keys (D2): published before they sign, kept until what they signed has ended.

use super::policy::Policy;
use crate::Moment;
use std::time::Duration;

/// A key signs for so long, then the server makes the next.
pub const REPLACED_AFTER: Duration = Duration::from_hours(24 * 90);

/// Where in its life a signing key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Published; signs later.
    Waiting,
    /// Signs.
    Signing,
    /// Signs no more; its last tokens are still about.
    Leaving,
    /// Its last token has ended.
    Over,
}

/// The stage of a key that signs from `signs_from` on, `until` the next one does; tokens live for `life`.
pub fn stage(signs_from: Moment, until: Option<Moment>, life: Duration, now: Moment) -> Stage {
    match until.filter(|until| now >= *until) {
        Some(until) if now.since(until) >= life => Stage::Over,
        Some(_) => Stage::Leaving,
        None if now >= signs_from => Stage::Signing,
        None => Stage::Waiting,
    }
}

/// Whether it is time to publish the key that follows the newest.
pub fn is_due(newest_signs_from: Moment, now: Moment, policy: &Policy) -> bool {
    now >= newest_signs_from + REPLACED_AFTER - policy.key_published_ahead
}
