//! Accounts and passwords: created (S5) and reset (S6) with a code that verifies a contact; changed by a signed-in person (I7).

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
        refuses (SENT_CODE) [AccountDisabled, SignInTooLate];
    Write "/api/account/change-password", SteppedUp, ChangePassword => Session, refuses [TooMany];
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
