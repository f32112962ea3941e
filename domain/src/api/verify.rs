//! "Verify it's you": another verification, to complete a sign-in (S3, S9) or before an action that a session alone doesn't allow (I3).
//!
//! Each request names the account that steps up, which the page shows. A request without an account is about a sign-in that waits in this
//! browser, which the cookie identifies. If several accounts' sign-ins wait there (S13), the request names the one; otherwise it is about the
//! newest.

use super::security::MethodItemKind;
use super::session::Session;
use super::single_use_code::{CodeDelivery, CodeSent};
use super::{challenged, check, endpoints};
use crate::code::{OneTimeCode, RecoveryCode};
use crate::field::Parsed;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/verify/options", Challenged EITHER, ReadVerifyOptions => VerifyOptions, refuses [SignInTooLate];
    Write "/api/verify/request", Challenged EITHER, RequestSecurityCode => CodeSent,
        refuses (SENDING) [MethodUnknown, SignInTooLate];
    Write UNATTENDED "/api/verify/delivery", Challenged EITHER, ReadSecurityCodeDelivery => CodeDelivery,
        refuses [MethodUnknown];
    Write REPEATABLE "/api/verify", Challenged EITHER, Verify => Session,
        refuses (SENT_CODE)
        [MethodUnknown, WrongAuthenticatorCode, AuthenticatorCodeUsed, AccountDisabled, SignInTooLate];
    Write REPEATABLE "/api/verify/recovery-code", Challenged EITHER, VerifyWithRecoveryCode => Session,
        refuses [TooMany, WrongRecoveryCode, AccountDisabled, SignInTooLate];
    Write "/api/verify/password", Challenged STEP_UP, VerifyWithPassword => Session,
        refuses [TooMany, WrongPassword];
}

challenged! {
    /// Reads the options for a verification.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct ReadVerifyOptions {}
}

/// The options for a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifyOptions {
    /// The reason for the verification.
    #[serde(rename = "why")]
    pub reason: VerificationReason,
    /// For a sign-in: the ID of its account, to name in the requests that follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<String>,
    /// For a sign-in: the account's name, as a hint: `an…@example.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The methods that count, the strongest kind first.
    pub methods: Vec<OfferedMethod>,
    /// Whether there are recovery codes: see [`VerifyWithRecoveryCode`].
    pub recovery_codes: bool,
    /// Days for which this browser can be trusted from now on (S4); 0 if it can't.
    pub trust_days: u64,
    /// Whether the password is the method, because the account has no other: see [`VerifyWithPassword`].
    #[serde(default)]
    pub password: bool,
    /// Whether messages are shown at `/dev/inbox` instead of sent to people.
    pub inbox: bool,
}

/// The reason for a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VerificationReason {
    /// The sign-in is unusual for this account (S9).
    Unusual,
    /// Two-step verification is on (S3).
    TwoStep,
    /// A password reset waits for the verification, and takes effect only then (S6).
    NewPassword,
    /// A session alone doesn't allow this action (I3).
    StepUp,
}

/// A sign-in method for a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferedMethod {
    /// Its ID.
    pub id: u64,
    /// Its kind. Codes are sent to email addresses and phones.
    pub kind: MethodItemKind,
    /// The hint that its owner recognizes: `an…@example.com`; empty if the kind says enough.
    pub hint: String,
}

challenged! {
    /// Sends a verification code.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct RequestSecurityCode {
        /// The method's ID.
        pub method: u64,
    }
}

challenged! {
    /// Reads how far a verification code got (U5), where the account knows this browser or is signed in here.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct ReadSecurityCodeDelivery {
        /// The ID of the method that the code was sent to.
        pub method: u64,
    }
}

challenged! {
    REPEATABLE
    /// Verifies with a verification code or an authenticator app's code.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct Verify {
        /// The ID of the method that the code came by.
        pub method: u64,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
        /// For a sign-in: whether this browser is to be trusted for a while (S4).
        #[serde(default)]
        pub trust: bool,
    }
}

challenged! {
    REPEATABLE
    /// Verifies with a recovery code, which stops working (I5).
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct VerifyWithRecoveryCode {
        /// `XXXX-XXXX-XXXX-XXXX`.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<RecoveryCode>,
        /// For a sign-in: whether this browser is to be trusted for a while (S4).
        #[serde(default)]
        pub trust: bool,
    }
}

/// Steps up with the password, for accounts whose other methods can't be used at present.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyWithPassword {
    /// The account that steps up.
    pub account: String,
    /// The account's password.
    #[validate(custom(function = check::password))]
    pub password: String,
}
