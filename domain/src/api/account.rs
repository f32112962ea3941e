//! Accounts and passwords: created (S5) and reset (S6) with a code that verifies a contact; changed by a signed-in person (I7). An account's
//! data, and its end (I9).

mod own_data;

pub use own_data::{OwnAccount, OwnActivity, OwnBrowser, OwnData, OwnDevice, OwnMethod, OwnSession, ReadOwnData};

use super::session::Session;
use super::single_use_code::CodeRecipient;
use super::{check, endpoints, repeatable};
use crate::code::OneTimeCode;
use crate::field::Parsed;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write REPEATABLE "/api/account/create", Anyone, CreateAccount => Session, refuses (SENT_CODE) [SignInTooLate];
    Write REPEATABLE "/api/account/reset-password", Anyone, ResetPassword => Session,
        refuses (SENT_CODE) [AccountDisabled, SignInTooLate, OldMethodNeeded];
    Write "/api/account/change-password", SteppedUp, ChangePassword => Session, refuses (CHANGE) [TooMany];
    Write "/api/account/data", SteppedUp, ReadOwnData => OwnData, refuses [TooMany];
    Read "/api/account/closing", SignedIn, ReadClosing => AccountClosing;
    Write REPEATABLE "/api/account/close", SteppedUp, CloseAccount => AccountClosing, refuses (CHANGE);
}

repeatable! {
    /// Creates an account with the name that the code verifies, and signs in.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct CreateAccount {
        /// The account's name, as in the request for the code.
        #[validate(nested)]
        #[serde(rename = "for")]
        pub recipient: CodeRecipient,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
        /// The password; without one, the account signs in with codes.
        #[validate(custom(function = check::password))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub password: Option<String>,
        /// Whether it is a shared computer: then the session ends with the browser (S11).
        #[serde(default)]
        pub shared: bool,
    }
}

repeatable! {
    /// Sets a new password, ends the account's other sessions, and signs in.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct ResetPassword {
        /// The recipient of the code.
        #[validate(nested)]
        #[serde(rename = "for")]
        pub recipient: CodeRecipient,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
        /// The new password.
        #[validate(custom(function = check::password))]
        pub password: String,
        /// Whether it is a shared computer: then the session ends with the browser (S11).
        #[serde(default)]
        pub shared: bool,
    }
}

/// Changes the password and ends the account's other sessions (I7).
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The new password.
    #[validate(custom(function = check::password))]
    pub password: String,
}

/// Reads how long it takes from the closing of the account until it is deleted.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadClosing {}

repeatable! {
    /// Closes the account: it is signed out of all browsers at once, and deleted later. A sign-in before that cancels it.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct CloseAccount {}
}

/// The closing of an account, as it is or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountClosing {
    /// Seconds from the closing until it is deleted.
    pub ends_in_s: u64,
}
