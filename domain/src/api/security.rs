//! Security info: the ways of an account, its sign-in names, two-step verification (I1–I7).

use super::endpoints;
use super::single_use_code::CodeSent;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/security", SignedIn, ReadSecurityInfo => SecurityInfo;
    Write "/api/security/contact/request", SteppedUp, RequestContactCode => CodeSent,
        refuses (SENDING) [AlreadyAWay, TooManyWays];
    Write "/api/security/contact/add", SteppedUp, AddContact => SecurityInfo,
        refuses (SENT_CODE) [AlreadyAWay, TooManyWays];
    Write "/api/security/remove", SteppedUp, RemoveWay => SecurityInfo,
        refuses [WayUnknown, LastSettledWay, LastWayIn, TwoStepNeedsWays];
    Write "/api/security/sign-in-name", SteppedUp, SwitchSignIn => SecurityInfo,
        refuses [WayUnknown, NameTaken, LastName, LastWayIn];
    Write "/api/security/drop-name", SteppedUp, DropName => SecurityInfo, refuses [WayUnknown, LastName, LastWayIn];
    Write "/api/security/authenticator/begin", SteppedUp, BeginAuthenticator => NewAuthenticator, refuses [TooManyWays];
    Write "/api/security/authenticator/add", SteppedUp, AddAuthenticator => SecurityInfo,
        refuses [CeremonyOver, WrongAuthenticatorCode, TooManyWays];
    Write "/api/security/recovery-codes", SteppedUp, MakeRecoveryCodes => RecoveryCodes;
    Write "/api/security/two-step", SteppedUp, SwitchTwoStep => SecurityInfo, refuses [TwoStepNeedsWays];
    Write "/api/security/end-trust", SteppedUp, EndTrust => SecurityInfo;
}

/// Reads the security info.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadSecurityInfo {}

/// What an account can show of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecurityInfo {
    /// Its ways, the oldest first.
    pub ways: Vec<WayItem>,
    /// Whether there are as many as there may be (I1).
    #[serde(default)]
    pub is_full: bool,
    /// The sign-in name that is none of the ways any more (I6), masked: there is one at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_name: Option<String>,
    /// Whether a second proof is asked for at every sign-in.
    pub two_step: bool,
    /// Browsers in which it asks for none (S4).
    pub trusted_browsers: Vec<TrustedBrowser>,
    /// Recovery codes that are left.
    pub recovery_codes: u64,
    /// Whether there is a password.
    pub password: bool,
}

/// A browser that is asked for no second proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustedBrowser {
    /// Opaque.
    pub id: String,
    /// Whether it is the browser that asks.
    pub here: bool,
    /// Seconds until it is asked again.
    pub ends_in_s: u64,
}

/// A way, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayItem {
    /// Its number.
    pub id: u64,
    /// What it is.
    pub kind: WayKind,
    /// What its owner knows it by: `an…@example.com`, or the name that it was given; empty if it has none.
    pub hint: String,
    /// Seconds since it was added.
    pub added_s_ago: u64,
    /// Seconds since it was last used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_s_ago: Option<u64>,
    /// Seconds until it is settled: 0 when it is.
    pub settles_in_s: u64,
    /// Of a passkey: whether it is kept beyond its device, so that it survives that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<bool>,
    /// Of a contact: whether it is a sign-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs_in: Option<bool>,
}

/// What a way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WayKind {
    /// An address.
    Email,
    /// A number.
    Phone,
    /// An authenticator app.
    Authenticator,
    /// A passkey.
    Passkey,
}

/// Has a code sent to a contact that is to be a way.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestContactCode {
    /// Email address or phone number.
    #[validate(custom(function = field::email_or_phone))]
    pub contact: String,
    /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
    #[validate(custom(function = field::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Adds a contact whose code came back.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddContact {
    /// As the code was asked for.
    #[validate(custom(function = field::email_or_phone))]
    pub contact: String,
    /// As the code was asked for.
    #[validate(custom(function = field::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Six digits.
    #[validate(custom(function = field::one_time_code))]
    pub code: String,
}

/// Removes a way (I4).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemoveWay {
    /// Its number.
    pub id: u64,
}

/// Switches a contact on or off as a sign-in name (I6).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchSignIn {
    /// The way's number.
    pub id: u64,
    /// Whether it signs in.
    pub on: bool,
}

/// Stops signing in with the name that is none of the ways any more (I6).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DropName {}

/// Begins to add an authenticator app (RFC 6238).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginAuthenticator {}

/// What an authenticator app is told.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAuthenticator {
    /// To be sent back with the first code: what was begun, sealed.
    pub ceremony: String,
    /// The secret in base32, in groups of four.
    pub secret: String,
    /// `otpauth://…`: a link for phones.
    pub uri: String,
    /// The same as a QR code.
    pub qr: QrCode,
}

/// A QR code.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QrCode {
    /// Modules of an edge.
    pub size: u64,
    /// The dark modules as the `d` of an SVG path, in modules.
    pub path: String,
}

/// Adds the authenticator app that shows the right code.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddAuthenticator {
    /// What was begun.
    pub ceremony: String,
    /// Six digits.
    #[validate(custom(function = field::one_time_code))]
    pub code: String,
    /// What its owner calls it.
    #[serde(default)]
    #[validate(custom(function = field::owners_name))]
    pub name: String,
}

/// Makes a new set of recovery codes; the old ones are worth nothing any more (I5).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeRecoveryCodes {}

/// A set of recovery codes, told this once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// As they are written down: `XXXX-XXXX-XXXX-XXXX`.
    pub codes: Vec<String>,
}

/// Switches two-step verification on or off.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchTwoStep {
    /// Whether a second proof is asked for.
    pub on: bool,
}

/// Has a browser asked for a second proof again (S4).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EndTrust {
    /// The browser.
    pub id: String,
}
