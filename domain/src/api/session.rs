//! Who is signed in in this browser (S2).

use super::endpoints;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/session", Anyone, ReadSession => Session;
    Write "/api/session/sign-in-with-password", Anyone, SignInWithPassword => Session, refuses [TooMany, WrongPassword];
    Write "/api/session/choose-account", Anyone, ChooseAccount => Session, refuses [NotSignedIn];
    Write "/api/session/sign-out", Anyone, SignOut => Session;
    Write "/api/session/sign-out-everywhere", SignedIn, SignOutEverywhere => Session;
    Read "/api/session/list", SignedIn, ListSessions => SessionList;
    Write "/api/session/end", SignedIn, EndSession => SessionList;
}

/// Reads who is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadSession {}

/// The accounts that are signed in in this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    /// All of them, the longest signed in first.
    pub accounts: Vec<Account>,
    /// The id of the one in use.
    pub current: Option<String>,
    /// Whether a sign-in waits for one more proof (S9): see [`super::verify`].
    #[serde(default)]
    pub pending: bool,
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
    /// Opaque and stable.
    pub id: String,
    /// Its sign-in name.
    pub name: String,
}

/// Signs in by name and password; the account becomes the one in use.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInWithPassword {
    /// Email address or phone number.
    #[validate(custom(function = field::email_or_phone))]
    pub name: String,
    /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
    #[validate(custom(function = field::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Password.
    #[validate(custom(function = field::password))]
    pub password: String,
}

/// Uses another of the accounts that are signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseAccount {
    /// Its id.
    pub account: String,
}

/// Signs one account out of this browser.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOut {
    /// Its id.
    pub account: String,
}

/// Signs the account out of all browsers, this one included.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOutEverywhere {}

/// Asks where the account is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

/// Where an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionList {
    /// The one that was used last comes first.
    pub sessions: Vec<SessionItem>,
}

/// A browser that the account is signed in in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionItem {
    /// Opaque.
    pub id: String,
    /// Whether it is the browser that asks.
    pub here: bool,
    /// Seconds since its owner signed in.
    pub signed_in_s_ago: u64,
    /// Seconds since it was last used, to the hour.
    pub used_s_ago: u64,
}

/// Signs the account out of one browser.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// Its id.
    pub id: String,
}
