//! Passkeys (`WebAuthn` Level 3): the options for the browser, and the verification of its response.

use crate::config::PublicUrl;
use crate::json::check_bounds;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The registration and verification of passkeys, if they are possible: the server's host must be a domain name (`WebAuthn` §5.1.2).
pub struct Passkeys(Option<Webauthn>);

/// The length of a credential's id, in bytes. A shorter one might not be unique; a longer one isn't allowed (`WebAuthn` §7.1, step 25).
const IDS: std::ops::RangeInclusive<usize> = 16..=1023;
/// The longest response of a browser, in bytes. Those that contain an authenticator's certificates have about half of that.
const LONGEST_RESPONSE: usize = 8 * 1024;
/// The longest client data in it, in bytes.
const LONGEST_CLIENT_DATA: usize = 2 * 1024;

/// The options for the browser as JSON, and the state for verifying its response.
pub type BegunCeremony<T> = (String, T);

impl Passkeys {
    /// The passkeys of an origin. The browser shows `brand` when a person creates one.
    pub fn new(public_url: &PublicUrl, brand: &str) -> Self {
        let host = public_url.host();
        let origin = Url::parse(&public_url.origin()).ok();
        let built = origin.and_then(|origin| WebauthnBuilder::new(&host, &origin).ok()?.rp_name(brand).build().ok());
        Self(built)
    }

    /// Whether this server can have passkeys.
    pub fn are_possible(&self) -> bool {
        self.0.is_some()
    }

    /// Begins the registration of a passkey that is discoverable and verifies its user. `account` is the user handle; `known` are the
    /// account's passkeys, which aren't registered twice.
    pub fn begin_registration(
        &self,
        account: [u8; 16],
        name: &str,
        known: Vec<CredentialID>,
    ) -> Result<BegunCeremony<PasskeyRegistration>, Problem> {
        let account = Uuid::from_bytes(account);
        let (asked, state) = self
            .checker()?
            .start_passkey_registration(account, name, name, Some(known))
            .map_err(|cause| refused(&cause))?;
        let mut options = json(&asked.public_key);
        let selection = &mut options["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        Ok((options.to_string(), state))
    }

    /// The new passkey, if the response is valid.
    pub fn finish_registration(&self, answer: &str, state: &PasskeyRegistration) -> Result<Passkey, Problem> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        check_client_data(&answer.response.client_data_json)?;
        let passkey = self.checker()?.finish_passkey_registration(&answer, state).map_err(|cause| refused(&cause))?;
        if IDS.contains(&passkey.cred_id().len()) { Ok(passkey) } else { Err(Problem::PasskeyRefused) }
    }

    /// Begins a verification with any passkey of this site, or with one of `of`. The state contains no passkey: it is read again at
    /// the end, so that its counter is compared with the latest one.
    pub fn begin(&self, of: Option<&[Passkey]>) -> Result<BegunCeremony<DiscoverableAuthentication>, Problem> {
        let (asked, state) = self.checker()?.start_discoverable_authentication().map_err(|cause| refused(&cause))?;
        let mut options = json(&asked.public_key);
        if let Some(passkeys) = of {
            let allowed = |passkey: &Passkey| json!({ "type": "public-key", "id": BASE64.encode(passkey.cred_id()) });
            options["allowCredentials"] = passkeys.iter().map(allowed).collect();
        }
        Ok((options.to_string(), state))
    }

    /// Parses a response. It isn't verified yet.
    pub fn read(answer: &str) -> Result<Assertion, Problem> {
        read(answer).map(Assertion)
    }

    /// The passkey with its new counter, if the response is valid.
    pub fn finish(
        &self,
        Assertion(answer): &Assertion,
        state: DiscoverableAuthentication,
        passkey: &Passkey,
    ) -> Result<Passkey, Problem> {
        check_client_data(&answer.response.client_data_json)?;
        let result = self
            .checker()?
            .finish_discoverable_authentication_v2(answer, state, passkey)
            .map_err(|cause| refused(&cause))?;
        let mut used = passkey.clone();
        // Without user verification, a stolen device would be enough.
        if !result.user_verified() || used.update_credential(&result).is_none() {
            return Err(Problem::PasskeyRefused);
        }
        Ok(used)
    }

    fn checker(&self) -> Result<&Webauthn, Problem> {
        self.0.as_ref().ok_or(Problem::PasskeyRefused)
    }
}

/// A browser's response to a verification, parsed but not verified.
pub struct Assertion(PublicKeyCredential);

impl Assertion {
    /// The credential's id.
    pub fn id(&self) -> &[u8] {
        self.0.get_credential_id()
    }

    /// The account in the response, if it names one.
    pub fn account(&self) -> Option<&[u8]> {
        self.0.get_user_unique_id()
    }
}

/// Rejects client data that is too large, can't be read, or comes from a page in another site's frame (`WebAuthn` §7.1, steps 10 and 11;
/// §7.2, steps 14 and 15). Our page is never framed.
fn check_client_data(client_data: &[u8]) -> Result<(), Problem> {
    if client_data.len() > LONGEST_CLIENT_DATA || check_bounds(client_data).is_err() {
        return Err(Problem::PasskeyRefused);
    }
    let said: serde_json::Value = serde_json::from_slice(client_data).unwrap_or_default();
    let is_framed = said["crossOrigin"] == true || !said["topOrigin"].is_null();
    if said.is_object() && !is_framed { Ok(()) } else { Err(Problem::PasskeyRefused) }
}

fn json(options: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(options).expect("the library's options should be written as JSON")
}

/// Parses a response within its bounds (N8). The library bounds the nesting of the CBOR in it.
fn read<T: DeserializeOwned>(answer: &str) -> Result<T, Problem> {
    if answer.len() > LONGEST_RESPONSE || check_bounds(answer.as_bytes()).is_err() {
        return Err(Problem::PasskeyRefused);
    }
    serde_json::from_str(answer).map_err(|_| Problem::PasskeyRefused)
}

/// Only the log gets the cause, so that a forger learns nothing from the response.
fn refused(cause: &WebauthnError) -> Problem {
    tracing::debug!(%cause, "a passkey was rejected");
    Problem::PasskeyRefused
}
