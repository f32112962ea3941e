//! The closing of an account: a time in which signing in cancels it, and then its end (I9).

use super::policy::Policy;
use crate::Moment;

/// The closing of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The time when its owner closed it.
    pub started: Moment,
    /// Its end, as it was set then. Only the time in which the account is disabled is added.
    pub ends: Moment,
}

impl Closing {
    /// A closing that begins now.
    pub fn begin(now: Moment, policy: &Policy) -> Self {
        Self { started: now, ends: now + policy.closes_after }
    }

    /// Whether the account is to be deleted.
    pub fn is_over(&self, now: Moment) -> bool {
        now >= self.ends
    }

    /// This closing after a time in which the account was disabled, which doesn't count, because its owner couldn't sign in.
    #[must_use]
    pub fn resumed(self, disabled: Moment, now: Moment) -> Self {
        Self { ends: self.ends + now.since(disabled), ..self }
    }

    /// This closing, if it began at a time that isn't believed (O10): it begins now, and lasts as long as it was to. Only while the clock is
    /// trusted, because a clock that is behind would bring its end forward.
    #[must_use]
    pub fn brought_back(self, now: Moment) -> Self {
        if self.started.is_believed(now) {
            return self;
        }
        Self { started: now, ends: now + self.ends.since(self.started) }
    }
}
