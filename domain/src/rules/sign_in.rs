//! When one right proof alone does not sign in (S3, S9).

use std::time::Duration;

/// A sign-in whose first proof was right is completed within this time, or begun anew.
pub const COMPLETED_WITHIN: Duration = Duration::from_mins(10);
/// So many wrong passwords are more than mistyping.
const SUSPICIOUS_FAILURES: u32 = 3;

/// Two-step verification, as far as one browser is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TwoStep {
    /// It is off.
    #[default]
    Off,
    /// A second step is asked.
    On,
    /// It is on, and this browser is spared (S4).
    TrustedHere,
}

/// What is known of a sign-in whose first proof was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether a second step is asked for whatever the first was.
    pub two_step: TwoStep,
    /// Whether the account has ever been signed in to.
    pub has_signed_in: bool,
    /// Whether it knows this one.
    pub knows_this_browser: bool,
    /// Whether this browser was last seen in another country.
    pub moved: bool,
    /// Wrong passwords before this right one, in the last day.
    pub failures: u32,
}

impl Circumstances {
    /// Whether a password signs in by itself. `has_more`: whether there is anything else that could be asked.
    pub fn is_password_enough(self, has_more: bool) -> bool {
        self.two_step != TwoStep::On && !(self.ask_a_code() && has_more)
    }

    /// Whether one security code is asked beside a password (S9).
    fn ask_a_code(self) -> bool {
        let is_new = self.has_signed_in && !self.knows_this_browser;
        is_new || self.moved || self.failures >= SUSPICIOUS_FAILURES
    }
}

#[cfg(test)]
mod tests {
    use super::{Circumstances, TwoStep};

    #[test]
    fn a_code_is_asked_where_the_owner_would_hardly_sign_in_like_this() {
        let usual = Circumstances {
            has_signed_in: true,
            knows_this_browser: true,
            moved: false,
            failures: 2,
            ..Circumstances::default()
        };
        assert!(!usual.ask_a_code());
        assert!(!Circumstances::default().ask_a_code(), "the first sign-in of an account");
        assert!(Circumstances { knows_this_browser: false, ..usual }.ask_a_code());
        assert!(Circumstances { moved: true, ..usual }.ask_a_code());
        assert!(Circumstances { failures: 3, ..usual }.ask_a_code());
    }

    #[test]
    fn a_second_step_is_asked_wherever_the_browser_is_not_trusted() {
        let on = Circumstances { two_step: TwoStep::On, ..Circumstances::default() };
        assert!(!on.is_password_enough(true) && !on.is_password_enough(false));
        let trusted = Circumstances { two_step: TwoStep::TrustedHere, ..on };
        assert!(trusted.is_password_enough(true));
        assert!(!Circumstances { failures: 3, ..trusted }.is_password_enough(true), "after failures one code is asked");
        assert!(Circumstances { failures: 3, ..trusted }.is_password_enough(false), "where there is one");
    }
}
