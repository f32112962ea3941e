//! "Verify it's you": one more proof, to complete a sign-in (S9), or to do what a session alone may not do (step-up, I3).
//!
//! Each request names the account that steps up, which the page shows. One that names none is about the sign-in that waits in this
//! browser: whose it is, the cookie tells.

use super::endpoint;
use super::session::Session;
use super::single_use_code::CodeSent;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Asks by which ways it can be shown.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct ReadVerifyWays {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}
endpoint!(Read "/api/verify/ways", Anyone, ReadVerifyWays => VerifyWays);

/// The ways of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyWays {
    /// All that a code can be sent by.
    pub ways: Vec<Way>,
    /// Whether the password is the proof, since there is no way: see [`VerifyWithPassword`].
    #[serde(default)]
    pub password: bool,
    /// Whether messages can be read at `/dev/inbox` instead of reaching people.
    pub inbox: bool,
}

/// A way to prove who one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Its number among the account's.
    pub id: u64,
    /// Whether it is a phone, which gets texts.
    pub text: bool,
    /// What its owner knows it by: `an…@example.com`.
    pub hint: String,
}

/// Has a security code sent.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct RequestSecurityCode {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The way's number.
    pub way: u64,
}
endpoint!(Write "/api/verify/request", Anyone, RequestSecurityCode => CodeSent);

/// Shows the security code.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The way that it came by.
    pub way: u64,
    /// Six digits.
    #[validate(custom(function = field::one_time_code))]
    pub code: String,
}
endpoint!(Write "/api/verify", Anyone, Verify => Session);

/// Steps up by the password: only for an account that has no way that a code can be sent by.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct VerifyWithPassword {
    /// The account that steps up.
    pub account: String,
    /// Its password.
    #[validate(custom(function = field::password))]
    pub password: String,
}
endpoint!(Write "/api/verify/password", Anyone, VerifyWithPassword => Session);
