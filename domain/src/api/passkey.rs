//! Passkeys (`WebAuthn` Level 3): registering them, signing in with them, and verifying with them.
//!
//! The browser's requests and answers are JSON in the form of `PublicKeyCredential.toJSON()`. They are plain text here, because only the
//! browser and the server read them.

use super::security::SecurityInfo;
use super::session::Session;
use super::{challenged, check, endpoints, repeatable};
use crate::device::OwnersName;
use crate::field::Parsed;
use serde::{Deserialize, Serialize};
use validator::Validate;

endpoints! {
    Write "/api/security/passkey/begin", SteppedUp, BeginPasskey => PasskeyCeremony,
        refuses [PasskeyRefused, TooManyMethods];
    Write REPEATABLE "/api/security/passkey/add", SteppedUp, AddPasskey => SecurityInfo,
        refuses [CeremonyOver, PasskeyRefused, MethodAlreadyAdded, TooManyMethods];
    Write UNATTENDED "/api/session/passkey/begin", Anyone, BeginPasskeySignIn => PasskeyCeremony,
        refuses [PasskeyRefused];
    Write REPEATABLE "/api/session/sign-in-with-passkey", Anyone, SignInWithPasskey => Session,
        refuses [TooMany, CeremonyOver, PasskeyRefused, AccountDisabled, SignInTooLate];
    Write "/api/verify/passkey/begin", Challenged EITHER, BeginPasskeyVerification => PasskeyCeremony,
        refuses [PasskeyRefused, SignInTooLate];
    Write REPEATABLE "/api/verify/passkey", Challenged EITHER, VerifyWithPasskey => Session,
        refuses [TooMany, CeremonyOver, PasskeyRefused, AccountDisabled, SignInTooLate];
}

/// The request for the browser.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyCeremony {
    /// The encrypted state of the ceremony, to return with the answer.
    pub ceremony: String,
    /// The options, for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub options: String,
}

/// Starts to register a passkey.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginPasskey {}

repeatable! {
    /// Adds the registered passkey.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct AddPasskey {
        /// The state of the ceremony.
        pub ceremony: String,
        /// The browser's answer.
        pub credential: String,
        /// The name that its owner gives it.
        #[validate(custom(function = check::parsed))]
        pub name: Parsed<OwnersName>,
    }
}

/// Starts a sign-in with any passkey of this site in the browser.
#[derive(Clone, Debug, Serialize, Deserialize, Validate)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BeginPasskeySignIn {}

repeatable! {
    /// Signs in with a passkey. User verification makes it both steps in one (S3).
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct SignInWithPasskey {
        /// The state of the ceremony.
        pub ceremony: String,
        /// The browser's answer.
        pub credential: String,
        /// Whether it is a shared computer: then the session ends with the browser (S11).
        #[serde(default)]
        pub shared: bool,
    }
}

challenged! {
    /// Starts a verification with one of the account's passkeys.
    #[derive(Clone, Debug, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct BeginPasskeyVerification {}
}

challenged! {
    REPEATABLE
    /// Verifies with one of the account's passkeys.
    #[derive(Clone, Serialize, Deserialize, Validate)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub struct VerifyWithPasskey {
        /// The state of the ceremony.
        pub ceremony: String,
        /// The browser's answer.
        pub credential: String,
        /// For a sign-in: whether this browser is to be trusted for a while (S4).
        #[serde(default)]
        pub trust: bool,
    }
}
