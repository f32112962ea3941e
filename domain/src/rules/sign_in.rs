//! When one correct method alone doesn't sign in (S3, S9).

use std::time::Duration;

/// The time in which a sign-in must be completed after its first step.
pub const COMPLETED_WITHIN: Duration = Duration::from_mins(10);
/// The time after an account's first sign-in in a browser in which signing out also makes the account forget the browser (S10).
pub const FORGOTTEN_WITHIN: Duration = Duration::from_hours(24);
/// More wrong passwords than typing mistakes explain.
const SUSPICIOUS_FAILURES: u32 = 3;

/// Two-step verification, as it applies to one browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TwoStep {
    /// It is off.
    #[default]
    Off,
    /// On: a second step is required.
    On,
    /// On, but this browser is trusted and skips the second step (S4).
    TrustedBrowser,
}

/// The facts about a sign-in after its first step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether a second step is required after any first step.
    pub two_step: TwoStep,
    /// Whether the account has signed in before. It may know no browser any more: that must not make a stolen password enough.
    pub has_signed_in: bool,
    /// Whether the account knows this browser.
    pub knows_this_browser: bool,
    /// Whether this browser was last seen in another country.
    pub moved: bool,
    /// Wrong passwords in the last day, before the correct one.
    pub failures: u32,
}

impl Circumstances {
    /// Whether a password signs in by itself. `has_further_method`: whether the account has another method to ask for.
    pub fn is_password_enough(self, has_further_method: bool) -> bool {
        self.two_step != TwoStep::On && !(self.ask_a_code() && has_further_method)
    }

    /// Whether a verification code is required in addition to the password (S9).
    fn ask_a_code(self) -> bool {
        let is_new = self.has_signed_in && !self.knows_this_browser;
        is_new || self.moved || self.failures >= SUSPICIOUS_FAILURES
    }
}

/// The facts that decide whether a sign-in is one on a shared computer (S11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComputerUse {
    /// Whether the person has just declared the computer to be shared.
    pub is_declared: bool,
    /// Whether somebody has declared it so before.
    pub was_declared: bool,
    /// Whether accounts are signed in, or a sign-in to another one waits (S13), whose people were promised that their sessions end.
    pub has_accounts: bool,
}

impl ComputerUse {
    /// Whether the sign-in makes or leaves its browser one on a shared computer.
    pub fn is_shared(self) -> bool {
        self.is_declared || (self.was_declared && self.has_accounts)
    }
}

#[cfg(test)]
mod tests {
    use super::{Circumstances, ComputerUse, TwoStep};

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
    fn a_computer_stays_shared_until_everyone_has_signed_out() {
        let ordinary = ComputerUse::default();
        let declared = ComputerUse { is_declared: true, ..ordinary };
        assert!(declared.is_shared() && ComputerUse { has_accounts: true, ..declared }.is_shared());
        let was_declared = ComputerUse { was_declared: true, ..ordinary };
        let promised = ComputerUse { has_accounts: true, ..was_declared };
        assert!(promised.is_shared(), "another account doesn't change what the first was promised");
        assert!(!was_declared.is_shared() && !ComputerUse { has_accounts: true, ..ordinary }.is_shared());
    }

    #[test]
    fn a_second_step_is_asked_wherever_the_browser_is_not_trusted() {
        let on = Circumstances { two_step: TwoStep::On, ..Circumstances::default() };
        assert!(!on.is_password_enough(true) && !on.is_password_enough(false));
        let trusted = Circumstances { two_step: TwoStep::TrustedBrowser, ..on };
        assert!(trusted.is_password_enough(true));
        assert!(!Circumstances { failures: 3, ..trusted }.is_password_enough(true), "after failures one code is asked");
        assert!(Circumstances { failures: 3, ..trusted }.is_password_enough(false), "where there is one");
    }
}
