//! Security info: an account's sign-in methods, sign-in names and two-step verification (I1–I7).

use super::single_use_code::{CodeDelivery, CodeSent};
use super::{check, endpoints, repeatable};
use crate::browser::BrowserName;
use crate::code::OneTimeCode;
use crate::device::OwnersName;
use crate::field::Parsed;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Read "/api/security", SignedIn, ReadSecurityInfo => SecurityInfo;
    Write "/api/security/contact/request", SteppedUp, RequestContactCode => CodeSent,
        refuses (SENDING) [MethodAlreadyAdded, TooManyMethods];
    Write UNATTENDED "/api/security/contact/delivery", SignedIn, ReadContactCodeDelivery => CodeDelivery;
    Write REPEATABLE "/api/security/contact/add", SteppedUp, AddContact => SecurityInfo,
        refuses (SENT_CODE) [MethodAlreadyAdded, TooManyMethods];
    Write "/api/security/remove", SteppedUp, RemoveMethod => SecurityInfo,
        refuses [MethodUnknown, LastEstablishedMethod, NoSignInLeft, TwoStepNeedsMethods];
    Write "/api/security/sign-in-name", SteppedUp, SwitchSignIn => SecurityInfo,
        refuses [MethodUnknown, NameTaken, LastName, NoSignInLeft];
    Write "/api/security/drop-name", SteppedUp, DropName => SecurityInfo, refuses [MethodUnknown, LastName, NoSignInLeft];
    Write "/api/security/authenticator/begin", SteppedUp, BeginAuthenticator => NewAuthenticator, refuses [TooManyMethods];
    Write REPEATABLE "/api/security/authenticator/add", SteppedUp, AddAuthenticator => SecurityInfo,
        refuses [CeremonyOver, WrongAuthenticatorCode, TooManyMethods];
    Write "/api/security/recovery-codes", SteppedUp, MakeRecoveryCodes => RecoveryCodes;
    Write "/api/security/recovery-codes/confirm", SignedIn, ConfirmRecoveryCodes => SecurityInfo, refuses [CeremonyOver];
    Write "/api/security/two-step", SteppedUp, SwitchTwoStep => SecurityInfo, refuses [TwoStepNeedsMethods, CeremonyOver];
    Write "/api/security/end-trust", SteppedUp, EndTrust => SecurityInfo;
}

/// Reads the security info.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadSecurityInfo {}

/// The security info of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecurityInfo {
    /// The sign-in methods, oldest first.
    pub methods: Vec<MethodItem>,
    /// The most methods allowed, if the account has as many (I1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_reached: Option<u64>,
    /// The sign-in name that isn't a method any more (I6); there is at most one. Masked, unless it is the account's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_name: Option<String>,
    /// Whether every sign-in requires a second step.
    pub two_step: bool,
    /// The trusted browsers, which skip the second step (S4).
    pub trusted_browsers: Vec<TrustedBrowser>,
    /// The number of unused recovery codes.
    pub recovery_codes: u64,
    /// Whether the account has a password.
    pub password: bool,
    /// The account's passkeys, for the browser; nothing where this server can't have passkeys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_passkeys: Option<AcceptedPasskeys>,
}

/// An account's passkeys, as the page reports them to the browser, which hides all others and shows this name (`WebAuthn` Level 3, §5.1.10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AcceptedPasskeys {
    /// The account's user handle, in base64url.
    pub user: String,
    /// The account's name.
    pub name: String,
    /// The IDs of the credentials, in base64url; none after the last passkey was removed.
    pub credentials: Vec<String>,
}

/// A trusted browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustedBrowser {
    /// An opaque ID.
    pub id: String,
    /// What it is called.
    #[serde(default)]
    pub name: BrowserName,
    /// The place of the account's last sign-in in it, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether it is the browser of the request.
    #[serde(rename = "here")]
    pub is_this_browser: bool,
    /// Seconds until its trust ends.
    pub ends_in_s: u64,
}

/// A sign-in method, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MethodItem {
    /// Its ID.
    pub id: u64,
    /// Its kind.
    pub kind: MethodItemKind,
    /// The hint that its owner recognizes: `an…@example.com`, or its name; empty if it has none. The account's name is in full.
    pub hint: String,
    /// Seconds since it was added.
    pub added_s_ago: u64,
    /// Seconds since it was last used, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_s_ago: Option<u64>,
    /// Seconds until it is established; 0 if it is.
    pub established_in_s: u64,
    /// For a passkey: whether it is backed up beyond its device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<bool>,
    /// For a contact: whether it is a sign-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signs_in: Option<bool>,
}

/// The kind of a sign-in method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MethodItemKind {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// An authenticator app.
    Authenticator,
    /// A passkey.
    Passkey,
}

/// Sends a code to a contact that is to become a sign-in method.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestContactCode {
    /// Email address or phone number.
    #[validate(custom(function = check::email_or_phone))]
    pub contact: String,
    /// The country that a number without a plus sign belongs to: ISO 3166-1 alpha-2.
    #[validate(custom(function = check::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Reads how far the code to a new contact got (U5). It is a write, so that the contact isn't in a URL of the API.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadContactCodeDelivery {
    /// The contact, as in the request for the code.
    #[validate(custom(function = check::email_or_phone))]
    pub contact: String,
    /// The country, as in the request for the code.
    #[validate(custom(function = check::country))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

repeatable! {
    /// Adds a contact with the code that it received.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct AddContact {
        /// The contact, as in the request for the code.
        #[validate(custom(function = check::email_or_phone))]
        pub contact: String,
        /// The country, as in the request for the code.
        #[validate(custom(function = check::country))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<String>,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
    }
}

/// Removes a sign-in method (I4).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemoveMethod {
    /// Its ID.
    pub id: u64,
}

/// Turns a contact on or off as a sign-in name (I6).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchSignIn {
    /// The method's ID.
    pub id: u64,
    /// Whether it is a sign-in name.
    pub on: bool,
}

/// Drops the sign-in name that isn't a method any more (I6).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DropName {}

/// Starts to add an authenticator app (RFC 6238).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginAuthenticator {}

/// The setup data for an authenticator app.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAuthenticator {
    /// The encrypted state of the setup, to return with the first code.
    pub ceremony: String,
    /// The secret in base32, in groups of four.
    pub secret: String,
    /// The `otpauth://…` link, for phones.
    pub uri: String,
    /// The link as a QR code.
    pub qr: QrCode,
}

/// A QR code.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QrCode {
    /// The number of modules per side.
    pub size: u64,
    /// The dark modules as the `d` of an SVG path, in modules.
    pub path: String,
}

repeatable! {
    /// Adds the authenticator app with its first code.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct AddAuthenticator {
        /// The state of the setup.
        pub ceremony: String,
        /// Six digits.
        #[validate(custom(function = check::parsed))]
        pub code: Parsed<OneTimeCode>,
        /// The name that its owner gives it.
        #[serde(default)]
        #[validate(custom(function = check::parsed))]
        pub name: Parsed<OwnersName>,
    }
}

/// Makes a new set of recovery codes. The earlier ones stop working (I5).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeRecoveryCodes {}

/// A set of recovery codes, returned only once.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// The codes as people write them down: `XXXX-XXXX-XXXX-XXXX`.
    pub codes: Vec<String>,
    /// The number of the set, to confirm it.
    pub set: u64,
}

/// Confirms that a set of recovery codes was saved. A set that a newer one has replaced is rejected.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmRecoveryCodes {
    /// Its number.
    pub set: u64,
}

/// Turns two-step verification on or off.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchTwoStep {
    /// Whether a second step is required.
    pub on: bool,
    /// The set of recovery codes that was saved for it, which must not have been replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<u64>,
}

/// Ends the trust in a browser (S4).
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EndTrust {
    /// The browser's ID.
    pub id: String,
}
