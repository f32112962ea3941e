//! Trusted browsers, which skip the second step of two-step verification (S4).

use super::policy::Policy;
use crate::Moment;

/// The trust in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The time when it began.
    pub since: Moment,
    /// The time until which it was to last, as the settings were then.
    pub until: Moment,
}

impl Trust {
    /// The time when it ends, as the settings are now. It never lasts longer than it was to, so time alone makes no browser trusted again,
    /// whether the settings have become stricter or not.
    pub fn end(self, policy: &Policy) -> Moment {
        self.until.min(self.since + policy.trusted_for)
    }

    /// Whether the browser is trusted. If the clock was ahead when that began, it isn't (O10).
    pub fn holds(self, now: Moment, policy: &Policy) -> bool {
        self.since.is_believed(now) && now < self.end(policy)
    }
}
