//! Step-up: a fresh proof by one of the account's ways, for what a session alone may not do (I3, L5).

use super::policy::Policy;
use crate::Moment;

/// Whether a session has shown a proof that is fresh still; `None`: it has shown none yet.
pub fn is_fresh(proved: Option<Moment>, now: Moment, policy: &Policy) -> bool {
    proved.is_some_and(|proved| now.since(proved) < policy.step_up_for)
}
