//! When a right password alone does not sign in (S9).

/// So many wrong passwords are more than mistyping.
const SUSPICIOUS_FAILURES: u32 = 3;

/// What is known of a sign-in whose password was right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
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
    /// Whether one security code is asked, too.
    pub fn ask_a_code(self) -> bool {
        let is_new = self.has_signed_in && !self.knows_this_browser;
        is_new || self.moved || self.failures >= SUSPICIOUS_FAILURES
    }
}

#[cfg(test)]
mod tests {
    use super::Circumstances;

    #[test]
    fn a_code_is_asked_where_the_owner_would_hardly_sign_in_like_this() {
        let usual = Circumstances { has_signed_in: true, knows_this_browser: true, moved: false, failures: 2 };
        assert!(!usual.ask_a_code());
        assert!(!Circumstances::default().ask_a_code(), "the first sign-in of an account");
        assert!(Circumstances { knows_this_browser: false, ..usual }.ask_a_code());
        assert!(Circumstances { moved: true, ..usual }.ask_a_code());
        assert!(Circumstances { failures: 3, ..usual }.ask_a_code());
    }
}
