//! Whose counts an attempt spends: the one place that decides it, from its purpose and from the standing of its browser (S8).

use super::{AccountId, BrowserSession};
use domain::rules::challenge::{Budget, ChallengePurpose};
use domain::rules::security_info::FirstStep;

/// A group of callers whose attempts are counted together. Strangers can't use up the counts of a caller who has completed the first step.
/// An intruder with the password can't use up the counts of a caller who is signed in, or whose first step was a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerGroup {
    /// Callers in browsers that the account doesn't know.
    Strangers,
    /// Callers in browsers that the account knows.
    Known,
    /// Signed-in callers who add a sign-in method.
    Adding,
    /// Signed-in callers who step up.
    SteppingUp,
    /// The same with a replaced cookie, which can be a thief's copy.
    SteppingUpReplaced,
    /// Callers after the first step, in browsers that the account knows.
    VerifyingKnown,
    /// Callers in other browsers whose first step was a code.
    VerifyingAfterCode,
    /// Callers in other browsers whose first step was the password.
    Verifying,
}

impl CallerGroup {
    /// All groups.
    pub(super) const ALL: [Self; 8] = [
        Self::Strangers,
        Self::Known,
        Self::Adding,
        Self::SteppingUp,
        Self::SteppingUpReplaced,
        Self::VerifyingKnown,
        Self::VerifyingAfterCode,
        Self::Verifying,
    ];

    pub(super) fn of(purpose: ChallengePurpose, standing: Standing, began_by_code: bool) -> Self {
        match (purpose, standing) {
            (ChallengePurpose::StepUp, Standing::Replaced) => Self::SteppingUpReplaced,
            (ChallengePurpose::StepUp, Standing::Known | Standing::Unknown) => Self::SteppingUp,
            (ChallengePurpose::Verify, Standing::Known) => Self::VerifyingKnown,
            (ChallengePurpose::Verify, _) if began_by_code => Self::VerifyingAfterCode,
            (ChallengePurpose::Verify, Standing::Unknown | Standing::Replaced) => Self::Verifying,
            (_, Standing::Unknown | Standing::Replaced) => Self::Strangers,
            (_, Standing::Known) => Self::Known,
        }
    }

    /// The name in the keys of stored counts, so it never changes.
    fn name(self) -> &'static str {
        match self {
            Self::Strangers => "strangers",
            Self::Known => "known",
            Self::Adding => "adding",
            Self::SteppingUp => "stepping-up",
            Self::SteppingUpReplaced => "stepping-up-replaced",
            Self::VerifyingKnown => "proved-known",
            Self::VerifyingAfterCode => "proved-by-code",
            Self::Verifying => "proved",
        }
    }

    /// Whether they type a sign-in name. All others are signed in, or have completed the first step.
    pub(super) fn type_a_name(self) -> bool {
        matches!(self, Self::Strangers | Self::Known)
    }

    /// The key of what they do with a sign-in name or a contact. Strangers have one for all accounts, so that they can't tell these apart.
    /// All others know the account, so it has its own: a contact can be a method of several accounts, and a name can change hands.
    pub(super) fn key_of_contact(self, account: Option<&AccountId>, contact: &str) -> String {
        match account {
            Some(account) if self != Self::Strangers => self.key(&format!("{} {contact}", account.as_str())),
            _ => self.key(contact),
        }
    }

    /// The key of what they do with an account as a whole, from its keyed hash.
    pub(super) fn key_of_account(self, hash: &[u8; 16]) -> String {
        self.key(&crate::secrets::hex(hash))
    }

    /// The key of an account's codes that aren't sent.
    pub(super) fn key_of_unsent_code(self, account: &AccountId, code: UnsentCode) -> String {
        format!("{} {}", self.key(account.as_str()), code.name())
    }

    fn key(self, target: &str) -> String {
        format!("{} {target}", self.name())
    }
}

/// A code that isn't sent in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsentCode {
    /// The code of an authenticator app.
    Authenticator,
    /// A recovery code.
    Recovery,
}

impl UnsentCode {
    /// Both kinds.
    pub(super) const ALL: [Self; 2] = [Self::Authenticator, Self::Recovery];

    /// The name in the keys of stored counts, so it never changes.
    fn name(self) -> &'static str {
        match self {
            Self::Authenticator => "authenticator",
            Self::Recovery => "recovery code",
        }
    }
}

/// The browser of an attempt, as limits see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The account knows it.
    Known,
    /// The account doesn't know it, for example because it is new or on a shared computer.
    Unknown,
    /// Its cookie was replaced.
    Replaced,
}

impl Standing {
    pub(super) fn of(browser: Option<&BrowserSession>, is_known: bool) -> Self {
        match browser {
            Some(browser) if browser.has_replaced_cookie() => Self::Replaced,
            Some(_) if is_known => Self::Known,
            Some(_) | None => Self::Unknown,
        }
    }

    pub(super) fn budget(self) -> Budget {
        if self == Self::Known { Budget::Known } else { Budget::Strangers }
    }

    /// The ID of the browser's row, if the account knows the browser.
    pub(super) fn known_browser(self, browser: Option<&BrowserSession>) -> Option<i64> {
        browser.filter(|_| self == Self::Known).map(BrowserSession::id)
    }
}

/// Whether the account's sign-in that waits in a browser began with a code.
pub(super) fn began_by_code(account: &AccountId, browser: &BrowserSession) -> bool {
    browser.waiting(Some(account.as_str())).is_some_and(|waiting| waiting.first != FirstStep::Password)
}
