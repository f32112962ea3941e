//! Refresh tokens: each works once and returns the next (RFC 9700 §4.14.2). All tokens of one grant form a family.

use super::policy::Policy;
use crate::Moment;
use std::time::Duration;

/// The longest time until [`last_access_expires`] that the settings allow: an hour, and a minute in which a lost answer is repeated.
pub const LONGEST_LAST_ACCESS: Duration = Duration::from_mins(61);

/// The facts about a family of refresh tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The number of the current token.
    pub generation: u32,
    /// The time when the previous token was used; for the first token, when it was issued.
    pub rotated: Moment,
}

/// The state of a genuine token of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// The current token: it returns the next.
    Next,
    /// A token that was issued after the current one: the store was restored from a backup, and this token is the current one.
    Newer,
    /// The previous token, sent again: it gets the same answer, since the first can have been lost.
    Again,
    /// The previous token, but the time when it was used isn't believed (O10), so nobody can tell whether this is a retry. It gets nothing,
    /// and ends nothing.
    Unclear,
    /// An older token: it was copied, and nobody can tell which holder is the thief. The family ends.
    Stolen,
    /// The family has been idle for too long.
    Idle,
}

/// Whether the answer to a request at this stored time may have been lost, so that the same request gets the same answer (D2, D8). `false`
/// if the time isn't believed (O10).
pub fn may_be_lost(answered: Moment, now: Moment, policy: &Policy) -> bool {
    answered.is_believed(now) && now.since(answered) <= policy.refresh_retry
}

/// When the last access token of a grant without refresh tokens expires: the one that was collected again at the last moment (D8).
pub fn last_access_expires(collected: Moment, policy: &Policy) -> Moment {
    collected + policy.refresh_retry + policy.access_token
}

impl Family {
    /// The state of the token with this number.
    pub fn worth(self, generation: u32, now: Moment, policy: &Policy) -> Worth {
        let age = now.since(self.rotated);
        let is_previous = generation.checked_add(1) == Some(self.generation);
        if generation > self.generation {
            Worth::Newer // however old the backup is
        } else if generation == self.generation {
            if age >= policy.refresh_idle { Worth::Idle } else { Worth::Next }
        } else if is_previous && !self.rotated.is_believed(now) {
            Worth::Unclear
        } else if is_previous && age <= policy.refresh_retry {
            Worth::Again
        } else {
            Worth::Stolen
        }
    }
}
