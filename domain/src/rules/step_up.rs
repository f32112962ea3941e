//! Step-up: a fresh verification, for actions that a session alone doesn't allow (I3, L5).

use super::policy::Policy;
use crate::Moment;

/// Whether the session's last verification is still fresh; `None` if it has none.
pub fn is_fresh(proved: Option<Moment>, now: Moment, policy: &Policy) -> bool {
    proved.is_some_and(|proved| now.since(proved) < policy.step_up_for)
}
