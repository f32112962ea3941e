//! "Verify it's you": one more proof, to complete a sign-in (S3, S9), or to do what a session alone may not do (step-up, I3).
//!
//! Each request names the account that steps up, which the page shows. One that names none is about the sign-in that waits in this
//! browser: whose it is, the cookie tells.

use super::endpoints;
use super::security::WayKind;
use super::session::Session;
use super::single_use_code::CodeSent;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/verify/ways", Challenged by |request| request.account.as_deref(), ReadVerifyWays => VerifyWays;
    Write "/api/verify/request", Challenged by |request| request.account.as_deref(), RequestSecurityCode => CodeSent,
        refuses (SENDING) [WayUnknown];
    Write "/api/verify", Challenged by |request| request.account.as_deref(), Verify => Session,
        refuses (SENT_CODE) [WayUnknown, WrongAuthenticatorCode, AuthenticatorCodeUsed];
    Write "/api/verify/recovery-code", Challenged by |request| request.account.as_deref(), VerifyWithRecoveryCode => Session,
        refuses [TooMany, WrongRecoveryCode];
    Write "/api/verify/password", Challenged by |request| Some(&request.account), VerifyWithPassword => Session,
        refuses [TooMany, WrongPassword];
}

/// Asks by which ways it can be shown.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadVerifyWays {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// The ways of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyWays {
    /// Why one is asked for.
    pub why: Why,
    /// All that count, the strongest kind first.
    pub ways: Vec<Way>,
    /// Whether there are recovery codes: see [`VerifyWithRecoveryCode`].
    pub recovery_codes: bool,
    /// Days for which this browser can be spared the question from now on (S4); 0 where it can't.
    pub trust_days: u64,
    /// Whether the password is the proof, since there is no way: see [`VerifyWithPassword`].
    #[serde(default)]
    pub password: bool,
    /// Whether messages can be read at `/dev/inbox` instead of reaching people.
    pub inbox: bool,
}

/// Why one more proof is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The owner hardly ever signs in like this (S9).
    Unusual,
    /// Two-step verification is on (S3).
    TwoStep,
    /// A new password waits for it, and holds only then (S6).
    NewPassword,
    /// A session alone may not do this (I3).
    StepUp,
}

/// A way to prove who one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Way {
    /// Its number among the account's.
    pub id: u64,
    /// What it is: a code is sent to an address or a phone.
    pub kind: WayKind,
    /// What its owner knows it by: `an…@example.com`; empty where the kind says it all.
    pub hint: String,
}

/// Has a security code sent.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestSecurityCode {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The way's number.
    pub way: u64,
}

/// Shows the security code, or that of an authenticator app.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// At sign-in: whether this browser is not to be asked again for a while (S4).
    #[serde(default)]
    pub trust: bool,
}

/// Shows a recovery code, which is worth nothing afterwards (I5).
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyWithRecoveryCode {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// `XXXX-XXXX-XXXX-XXXX`.
    #[validate(custom(function = field::recovery_code))]
    pub code: String,
    /// At sign-in: whether this browser is not to be asked again for a while (S4).
    #[serde(default)]
    pub trust: bool,
}

/// Steps up by the password: only for an account that has nothing else.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyWithPassword {
    /// The account that steps up.
    pub account: String,
    /// Its password.
    #[validate(custom(function = field::password))]
    pub password: String,
}
