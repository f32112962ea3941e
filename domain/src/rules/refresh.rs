//! Refresh tokens: each is used once and brings the next (RFC 9700 §4.14.2). All that came from one link are a family.

use super::policy::Policy;
use crate::Moment;

/// A family of refresh tokens as far as the rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The number of the token that is good now.
    pub generation: u32,
    /// When the one before it was used; for the first, when it was made.
    pub rotated: Moment,
}

/// What a genuine token of a family is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// The good one: it brings the next.
    Next,
    /// The one just used, again: the same answer, since the first may be lost.
    Again,
    /// An older one: somebody else has a copy, and nobody can tell who is the thief. The family ends.
    Stolen,
    /// The family has been idle for too long.
    Idle,
}

impl Family {
    /// What the token with this number is worth now.
    pub fn worth(self, generation: u32, now: Moment, policy: &Policy) -> Worth {
        let age = now.since(self.rotated);
        if generation == self.generation {
            if age >= policy.refresh_idle { Worth::Idle } else { Worth::Next }
        } else if generation.checked_add(1) == Some(self.generation) && age <= policy.refresh_retry {
            Worth::Again
        } else {
            Worth::Stolen
        }
    }
}
