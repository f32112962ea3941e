//! Notices about changes to an account: who gets them, and the links in them (I8, H2).

use super::link::UNDONE_WITHIN;
use super::policy::Policy;
use super::security_info::{Credentials, MethodKind};
use crate::Moment;
use crate::contact::Contact;
use serde::{Deserialize, Serialize};

/// The purpose of a link in a notice: what the button of its page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// It unlinks a device (L6).
    UnlinkDevice,
    /// It ends all sessions and blocks changes: "This wasn't me" (I8).
    ThisWasNotMe,
    /// It cancels a hold (H2).
    CancelHold,
}

/// The notices that are counted together. None delays one of another class, so that nobody hides a notice among many (U9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeClass {
    /// Those about devices.
    Device,
    /// Those about the account itself.
    Account,
    /// Those about holds and blocks.
    Protection,
}

macro_rules! link_purpose {
    () => {
        None
    };
    ($link:ident) => {
        Some(LinkPurpose::$link)
    };
}

/// Defines the kinds of notices: the name of each, its class, and the purpose of its link.
macro_rules! notices {
    ($($(#[$about:meta])+ $Kind:ident = $name:literal: $class:ident $(, $link:ident)?;)+) => {
        /// What an account's contacts are told about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum NoticeKind { $($(#[$about])+ $Kind,)+ }

        impl NoticeKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$Kind,)+];

            /// The name in messages, in logs and in the store, which never changes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Kind => $name,)+ }
            }

            /// The class in which it is counted.
            pub fn class(self) -> NoticeClass {
                match self { $(Self::$Kind => NoticeClass::$class,)+ }
            }

            /// The purpose of the link in it. Only old contacts get the link.
            pub fn link(self) -> Option<LinkPurpose> {
                match self { $(Self::$Kind => link_purpose!($($link)?),)+ }
            }
        }
    };
}

notices! {
    /// A device was linked.
    DeviceLinked = "device-linked": Device, UnlinkDevice;
    /// A sign-in method was added.
    MethodAdded = "method-added": Account, ThisWasNotMe;
    /// A sign-in method was removed.
    MethodRemoved = "method-removed": Account, ThisWasNotMe;
    /// A contact was turned on or off as a sign-in name.
    SignInNameChanged = "sign-in-name-changed": Account, ThisWasNotMe;
    /// The password was changed or reset.
    PasswordChanged = "password-changed": Account, ThisWasNotMe;
    /// Two-step verification was turned on.
    TwoStepOn = "two-step-on": Account, ThisWasNotMe;
    /// Two-step verification was turned off.
    TwoStepOff = "two-step-off": Account, ThisWasNotMe;
    /// New recovery codes were made.
    RecoveryCodesMade = "recovery-codes-made": Account, ThisWasNotMe;
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery-code-used": Account, ThisWasNotMe;
    /// The account was used in a browser that it didn't know.
    NewBrowser = "new-browser": Account, ThisWasNotMe;
    /// The account was signed out of all browsers.
    SignedOutEverywhere = "signed-out-everywhere": Account, ThisWasNotMe;
    /// A hold has begun.
    HoldStarted = "hold-started": Protection, CancelHold;
    /// A hold ends soon.
    HoldWarning = "hold-warning": Protection, CancelHold;
    /// A hold goes on after a time in which the account was disabled, with a later end.
    HoldResumed = "hold-resumed": Protection, CancelHold;
    /// A hold was canceled.
    HoldCanceled = "hold-canceled": Protection, ThisWasNotMe;
    /// The change of a hold has taken effect.
    HoldApplied = "hold-applied": Protection;
    /// Changes were blocked: "This wasn't me".
    ChangesBlocked = "changes-blocked": Protection;
    /// Changes are possible again.
    ChangesUnblocked = "changes-unblocked": Protection, ThisWasNotMe;
    /// The account is to be closed (I9).
    ClosingBegun = "closing-begun": Protection, ThisWasNotMe;
    /// The account isn't to be closed any more.
    ClosingCanceled = "closing-canceled": Protection;
    /// The account was closed.
    AccountClosed = "account-closed": Protection;
}

/// A contact that gets a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The contact.
    pub contact: Contact,
    /// Whether its notice has the link.
    pub has_link: bool,
}

/// The contacts that get a notice: those of all methods before the change, then `further` ones, such as sign-in names that aren't methods, a
/// contact that was just added, or the one that waits in a hold. Only those that were old at `at` get its link, because an intruder can have
/// added the others; `at` is the time of the change, or when the hold began.
pub fn recipients(
    before: &Credentials,
    further: &[Contact],
    kind: NoticeKind,
    at: Moment,
    policy: &Policy,
) -> Vec<Recipient> {
    let of_methods = before.methods.iter().filter_map(|method| match &method.kind {
        MethodKind::Contact(contact) => {
            let is_old = before.old_methods(at, policy).any(|old| old.id == method.id);
            Some(Recipient { contact: contact.clone(), has_link: is_old && kind.link().is_some() })
        }
        MethodKind::Authenticator | MethodKind::Passkey => None,
    });
    let mut all: Vec<Recipient> = of_methods.collect();
    for contact in further {
        if !all.iter().any(|recipient| recipient.contact == *contact) {
            all.push(Recipient { contact: contact.clone(), has_link: false });
        }
    }
    all
}

/// A link in a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeLink {
    /// Its purpose.
    pub purpose: LinkPurpose,
    /// The time of the change that it is about; of a hold, when that began.
    pub about: Moment,
    /// The time when it was used.
    pub used: Option<Moment>,
}

/// Why a link can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// It was used before.
    #[error("the link was used")]
    Used,
    /// It is too old, or its hold has ended.
    #[error("the link has expired")]
    Expired,
}

impl NoticeLink {
    /// The link after its button was pressed, once. A link about a hold works until the end of that hold, and any other for thirty days.
    /// `hold` is the time when the hold began that runs at present.
    pub fn press(self, hold: Option<Moment>, now: Moment) -> Result<Self, LinkRefusal> {
        let works = match self.purpose {
            LinkPurpose::CancelHold => hold == Some(self.about),
            LinkPurpose::UnlinkDevice | LinkPurpose::ThisWasNotMe => self.about.is_within(UNDONE_WITHIN, now),
        };
        match (self.used, works) {
            (Some(_), _) => Err(LinkRefusal::Used),
            (None, false) => Err(LinkRefusal::Expired),
            (None, true) => Ok(Self { used: Some(now), ..self }),
        }
    }
}
