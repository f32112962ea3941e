//! The accounts that are signed in in this browser (S2).

use super::{check, endpoints, repeatable};
use crate::browser::BrowserName;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read UNATTENDED "/api/session", Anyone, ReadSession => Session;
    Write REPEATABLE "/api/session/sign-in-with-password", Anyone, SignInWithPassword => Session,
        refuses [TooMany, WrongPassword, AccountDisabled, SignInTooLate];
    Write "/api/session/choose-account", Anyone, ChooseAccount => Session, refuses [NotSignedIn, StepUpNeeded];
    Write "/api/session/sign-out", Anyone, SignOut => Session;
    Write "/api/session/sign-out-everywhere", SignedIn, SignOutEverywhere => Session;
    Read "/api/session/list", SignedIn, ListSessions => SessionList;
    Write "/api/session/end", SignedIn, EndSession => SessionList;
}

/// Reads which accounts are signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadSession {}

/// The accounts that are signed in in this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// The accounts, in the order in which they signed in.
    pub accounts: Vec<Account>,
    /// The ID of the account in use.
    pub current: Option<String>,
    /// Whether a sign-in waits for another verification (S9): see [`super::verify`]. In the answer to a sign-in or a verification, whether
    /// one of its account does; to the choice of an account, never. In other answers, whether any does in this browser.
    #[serde(default, rename = "pending")]
    pub sign_in_waits: bool,
    /// Whether this browser is on a shared computer (S11). Its sessions end with it, or when it isn't used for a while.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

impl Session {
    /// The account in use.
    pub fn account(&self) -> Option<&Account> {
        let current = self.current.as_deref()?;
        self.accounts.iter().find(|account| account.id == current)
    }
}

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// An opaque, stable ID.
    pub id: String,
    /// The sign-in name.
    pub name: String,
}

repeatable! {
    /// Signs in with a name and a password. The account becomes the one in use.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct SignInWithPassword {
        /// The email address or phone number.
        #[validate(custom(function = check::email_or_phone))]
        pub name: String,
        /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
        #[validate(custom(function = check::country))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<String>,
        /// The password.
        #[validate(custom(function = check::password))]
        pub password: String,
        /// Whether it is a shared computer: then the session ends with the browser (S11).
        #[serde(default)]
        pub shared: bool,
    }
}

/// Switches to another account that is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseAccount {
    /// The account's ID.
    pub account: String,
}

/// Signs one account out of this browser.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    /// The account's ID.
    pub account: String,
}

/// Signs the account out of all browsers, this one included.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOutEverywhere {}

/// Lists the browsers in which the account is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

/// The browsers in which an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionList {
    /// The sessions, the most recently used first.
    pub sessions: Vec<SessionItem>,
}

/// A browser in which the account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionItem {
    /// An opaque ID.
    pub id: String,
    /// What the browser is called.
    #[serde(default)]
    pub name: BrowserName,
    /// The place of the account's last sign-in in it, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether it is the browser of the request.
    #[serde(rename = "here")]
    pub is_this_browser: bool,
    /// Seconds since the sign-in.
    pub signed_in_s_ago: u64,
    /// Seconds since it was last used, in whole hours.
    pub used_s_ago: u64,
}

/// Signs the account out of one browser.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// The session's ID.
    pub id: String,
}
