//! The hold: the waiting period before an account's security info is removed or replaced (H1–H5), and changes that are blocked (I8).

mod outcome;
mod step;

pub use outcome::HoldOutcome;

use super::notice::NoticeKind;
use super::policy::Policy;
use super::security_info::Credentials;
use crate::Moment;
use crate::contact::Contact;
use serde::{Deserialize, Serialize};

/// The change that takes effect at the end of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldChange {
    /// The last established method is removed (I4).
    Removal,
    /// A new contact replaces all methods, because the owner has none of them any more (S3).
    Replacement,
    /// The same, begun by an operator's command, while its contact isn't verified. Then it is a [`Self::Replacement`].
    Recovery,
}

/// A hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The change.
    pub change: HeldChange,
    /// The time when it began.
    pub started: Moment,
    /// Its end, as it was set when it began. Only the time in which the account is disabled is added.
    pub ends: Moment,
    /// The number of warnings that were sent, or that would have been due before it began.
    pub warned: u8,
}

/// Whether an account can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStanding {
    /// It can.
    Enabled,
    /// An operator has disabled it at this time.
    Disabled(Moment),
    /// It was deleted.
    Deleted,
}

/// How an account's security info is protected at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Whether the account can be used.
    pub account: AccountStanding,
    /// The hold that runs.
    pub hold: Option<Hold>,
    /// Since when changes are blocked, after "This wasn't me".
    pub blocked: Option<Moment>,
    /// The time when the last canceled hold was canceled (H5).
    pub canceled: Option<Moment>,
}

/// What a person has shown to be allowed to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifiedWith {
    /// The password, or a method that wasn't old when the hold began or changes were blocked.
    NewMethod,
    /// The contact in whose message changes were blocked, or another address of its mailbox.
    BlockingContact,
    /// Another method that was old then: see [`old_methods`](super::security_info::Credentials::old_methods).
    OldMethod,
    /// The link in a message about the hold, which only old contacts get.
    Link,
}

/// Something that happens to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEvent {
    /// Its owner signs in or out, or links or removes a device.
    Use,
    /// Its owner asks for a change to its security info that would take effect at once.
    Change,
    /// Its owner removes the last established method.
    Remove,
    /// A person with a right first step, who has none of its methods, has verified a new contact.
    NoneOfThese,
    /// A person cancels the hold.
    Cancel(VerifiedWith),
    /// A person resets the password.
    ResetPassword(VerifiedWith),
    /// A person presses "This wasn't me" behind the link in a notice.
    ThisWasNotMe,
    /// A person ends the block.
    Unblock(VerifiedWith),
    /// An operator begins a recovery with a new contact.
    Recover,
    /// The person at that contact confirms it, with the link in the message to it.
    ConfirmContact,
    /// An operator disables it.
    Disable,
    /// An operator enables it again.
    Enable,
    /// It is deleted.
    Delete,
    /// Time has passed.
    Tick,
}

/// What is done about an event, in the same transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldEffect {
    /// The account's contacts get a notice.
    Tell(NoticeKind),
    /// The held change takes effect.
    Apply(HeldChange),
    /// All sessions end, no browser is known or trusted any more, and approvals that no device has collected are void (D7).
    EndSessions,
    /// Devices that were linked since the disputed change are unlinked (D7).
    UnlinkDisputed,
}

/// Why an event is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoldRefusal {
    /// A hold runs.
    #[error("a hold runs")]
    Running {
        /// Its end.
        until: Moment,
    },
    /// Changes are blocked.
    #[error("changes are blocked")]
    Blocked,
    /// A hold was canceled a short time ago.
    #[error("a hold was canceled a short time ago")]
    TooSoon {
        /// When another one can begin.
        until: Moment,
    },
    /// This needs an old method.
    #[error("this needs an old method")]
    NeedsOldMethod,
    /// This needs an old method other than the contact in whose message changes were blocked.
    #[error("this needs another old method")]
    NeedsOtherMethod,
    /// No hold runs.
    #[error("no hold runs")]
    NoHold,
    /// Changes aren't blocked.
    #[error("changes aren't blocked")]
    NotBlocked,
    /// An operator has disabled the account.
    #[error("the account is disabled")]
    Disabled,
    /// The account was deleted.
    #[error("the account was deleted")]
    Deleted,
}

impl HoldEvent {
    /// Whether it shows that somebody still uses the account, so that it isn't closed (I9). A sign-in does as well.
    pub fn cancels_closing(self) -> bool {
        matches!(self, Self::NoneOfThese | Self::ThisWasNotMe | Self::Recover)
    }
}

impl VerifiedWith {
    /// What a person has shown who has verified with these methods. `since` is the time when changes were blocked or the hold began, and
    /// `blocked_by` the contact in whose message they were blocked.
    pub fn of(
        verified: &[i64],
        info: &Credentials,
        since: Moment,
        blocked_by: Option<&Contact>,
        policy: &Policy,
    ) -> Self {
        let is_old = info.old_methods(since, policy).any(|old| verified.contains(&old.id));
        let unblocks = |contact: &Contact| {
            info.unblocking_methods(since, contact, policy).any(|method| verified.contains(&method.id))
        };
        match blocked_by {
            _ if !is_old => Self::NewMethod,
            Some(contact) if !unblocks(contact) => Self::BlockingContact,
            _ => Self::OldMethod,
        }
    }

    fn is_old(self) -> bool {
        self != Self::NewMethod
    }
}

impl Hold {
    /// A hold that begins now.
    fn new(change: HeldChange, now: Moment, policy: &Policy) -> Self {
        Self { change, started: now, ends: now + policy.hold_for, warned: 0 }
    }

    /// When its warnings are due, the earliest first. One that doesn't lie within the hold isn't sent: the hold is shorter.
    pub fn warnings(&self, policy: &Policy) -> [Option<Moment>; 2] {
        let due = policy.hold_warned_before.map(|before| self.ends - before);
        due.map(|due| Some(due).filter(|due| self.started < *due && *due < self.ends))
    }

    /// When something is to be done about it: the next warning, or its end.
    pub fn next_due(&self, policy: &Policy) -> Moment {
        self.warnings(policy).into_iter().skip(self.warned.into()).flatten().next().unwrap_or(self.ends)
    }

    /// The hold after the warnings that are due, and whether one must be sent. Two that are due together, after a time without a server, are
    /// one message.
    fn warn(self, now: Moment, policy: &Policy) -> (Self, bool) {
        let warnings = self.warnings(policy);
        let passed = warnings.iter().take_while(|due| due.is_none_or(|due| due <= now)).count();
        let is_due = warnings.iter().take(passed).skip(self.warned.into()).any(Option::is_some);
        let warned = u8::try_from(passed).unwrap_or(u8::MAX).max(self.warned);
        (Self { warned, ..self }, is_due)
    }

    /// This hold, if it began at a time that isn't believed (O10): it begins now, and lasts as long as it was to. Only while the clock is
    /// trusted, because a clock that is behind would bring its end forward.
    #[must_use]
    pub fn brought_back(self, now: Moment) -> Self {
        if self.started.is_believed(now) {
            return self;
        }
        Self { started: now, ends: now + self.ends.since(self.started), ..self }
    }

    /// What is done at its end.
    fn end(self) -> Vec<HoldEffect> {
        if self.change == HeldChange::Recovery {
            // Nobody has confirmed the contact: an operator's typing mistake must not give the account to a stranger.
            return vec![HoldEffect::Tell(NoticeKind::HoldCanceled)];
        }
        let ends_sessions = (self.change != HeldChange::Removal).then_some(HoldEffect::EndSessions);
        let applied = [HoldEffect::Apply(self.change), HoldEffect::Tell(NoticeKind::HoldApplied)];
        ends_sessions.into_iter().chain(applied).collect()
    }
}

impl Protection {
    /// The protection of an account that nothing has happened to.
    pub const NONE: Self = Self { account: AccountStanding::Enabled, hold: None, blocked: None, canceled: None };

    /// The end of the hold, as clients learn it (D4).
    pub fn restricted_until(&self) -> Option<Moment> {
        self.hold.map(|hold| hold.ends)
    }
}
