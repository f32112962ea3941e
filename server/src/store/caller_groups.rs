//! Whose counts an attempt spends: the one place that decides it, from its purpose and from the standing of its browser (S8).

use super::{AccountId, BrowserSession};
use domain::rules::challenge::{Budget, ChallengePurpose};
use domain::rules::security_info::FirstStep;

/// A group of callers whose attempts are counted together. Strangers can't use up the counts of a caller who has completed the first step.
/// An intruder with the password can't use up the counts of a caller who is signed in, or whose first step was a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallerGroup {
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
    /// All groups whose failures make an account's owner wait.
    pub(super) const OF_ACCOUNT: [Self; 7] = [
        Self::Strangers,
        Self::Known,
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

    /// Whether they have learned that there is an account, so that it can have a count of its own.
    pub(super) fn know_the_account(self) -> bool {
        !matches!(self, Self::Strangers | Self::Known)
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
}

/// Whether the account's sign-in that waits in a browser began with a code.
pub(super) fn began_by_code(account: &AccountId, browser: &BrowserSession) -> bool {
    let waiting = browser.pending.as_ref().filter(|waiting| waiting.account == *account);
    waiting.is_some_and(|waiting| waiting.first != FirstStep::Password)
}

/// The key of a count: the group of callers, and the name or account that they try.
pub(super) fn key(group: CallerGroup, target: &str) -> String {
    format!("{} {target}", group.name())
}
