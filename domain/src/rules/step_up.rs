//! Step-up: a fresh verification, for actions that a session alone doesn't allow (I3, L5).

use super::policy::Policy;
use crate::Moment;

/// Whether the session's last verification is still fresh; `None` if it has none. A verification whose time isn't believed has
/// expired.
pub fn is_fresh(stepped_up: Option<Moment>, now: Moment, policy: &Policy) -> bool {
    stepped_up.is_some_and(|stepped_up| stepped_up.is_within(policy.step_up_for, now))
}
