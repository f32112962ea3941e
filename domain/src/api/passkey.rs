//! Passkeys (`WebAuthn` Level 3): made, used to sign in, shown as a proof.
//!
//! What the browser is asked and answers is JSON of its own, as `PublicKeyCredential.toJSON()` writes it: a text here, which only the
//! browser and the server read.

use super::endpoints;
use super::security::SecurityInfo;
use super::session::Session;
use crate::field;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/security/passkey/begin", SteppedUp, BeginPasskey => PasskeyCeremony,
        refuses [PasskeyRefused, TooManyWays];
    Write "/api/security/passkey/add", SteppedUp, AddPasskey => SecurityInfo,
        refuses [CeremonyOver, PasskeyRefused, AlreadyAWay, TooManyWays];
    Write "/api/session/passkey/begin", Anyone, BeginPasskeySignIn => PasskeyCeremony, refuses [PasskeyRefused];
    Write "/api/session/sign-in-with-passkey", Anyone, SignInWithPasskey => Session,
        refuses [CeremonyOver, PasskeyRefused];
    Write "/api/verify/passkey/begin", Challenged by |request| request.account.as_deref(), BeginPasskeyProof => PasskeyCeremony,
        refuses [PasskeyRefused];
    Write "/api/verify/passkey", Challenged by |request| request.account.as_deref(), VerifyWithPasskey => Session,
        refuses [CeremonyOver, PasskeyRefused];
}

/// What the browser is asked.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyCeremony {
    /// To be sent back with the answer: what was begun, sealed.
    pub ceremony: String,
    /// The options, for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub options: String,
}

/// Begins to make a passkey.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginPasskey {}

/// Adds the passkey that was made.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddPasskey {
    /// What was begun.
    pub ceremony: String,
    /// The browser's answer.
    pub credential: String,
    /// What its owner calls it.
    #[validate(custom(function = field::owners_name))]
    pub name: String,
}

/// Begins a sign-in with whichever passkey the browser has of this site.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginPasskeySignIn {}

/// Signs in with a passkey. It has verified its user, so that it is both steps in one (S3).
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignInWithPasskey {
    /// What was begun.
    pub ceremony: String,
    /// The browser's answer.
    pub credential: String,
}

/// Begins to show one of an account's passkeys.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginPasskeyProof {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// Shows one of an account's passkeys.
#[derive(Clone, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifyWithPasskey {
    /// The account that steps up, if it is no sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// What was begun.
    pub ceremony: String,
    /// The browser's answer.
    pub credential: String,
    /// At sign-in: whether this browser is not to be asked again for a while (S4).
    #[serde(default)]
    pub trust: bool,
}
