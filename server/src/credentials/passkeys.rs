//! Passkeys (`WebAuthn` Level 3): what the browser is asked, and whether what it answers is right.

use crate::config::PublicUrl;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::Problem;
use serde::de::DeserializeOwned;
use serde_json::json;
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// What checks passkeys, if this server's address can have any: one that is no name cannot (`WebAuthn` §5.1.2).
pub struct Passkeys(Option<Webauthn>);

/// Bytes of a credential's id: one that is shorter could be anybody's, one that is longer is not allowed (`WebAuthn` §7.1, step 25).
const IDS: std::ops::RangeInclusive<usize> = 16..=1023;

/// Options for the browser as JSON, and what the answer is checked against.
pub type Begun<T> = (String, T);

impl Passkeys {
    /// For the pages of an origin; people see `brand` when they make one.
    pub fn new(public_url: &PublicUrl, brand: &str) -> Self {
        let host = public_url.host();
        let origin = Url::parse(&public_url.origin()).ok();
        let built = origin.and_then(|origin| WebauthnBuilder::new(&host, &origin).ok()?.rp_name(brand).build().ok());
        Self(built)
    }

    /// Whether there are any here.
    pub fn are_possible(&self) -> bool {
        self.0.is_some()
    }

    /// Asks for a new one of an account, known to it by these bytes, that the browser finds by itself and that verifies its user.
    pub fn begin_registration(
        &self,
        account: [u8; 16],
        name: &str,
        known: Vec<CredentialID>,
    ) -> Result<Begun<PasskeyRegistration>, Problem> {
        let account = Uuid::from_bytes(account);
        let (asked, state) = self
            .checker()?
            .start_passkey_registration(account, name, name, Some(known))
            .map_err(|cause| refused(&cause))?;
        let mut options = serde_json::to_value(asked.public_key).unwrap_or_default();
        let selection = &mut options["authenticatorSelection"];
        selection["residentKey"] = "required".into();
        selection["requireResidentKey"] = true.into();
        Ok((options.to_string(), state))
    }

    /// The new passkey, if the answer is right.
    pub fn finish_registration(&self, answer: &str, state: &PasskeyRegistration) -> Result<Passkey, Problem> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let passkey = self.checker()?.finish_passkey_registration(&answer, state).map_err(|cause| refused(&cause))?;
        if IDS.contains(&passkey.cred_id().len()) { Ok(passkey) } else { Err(Problem::PasskeyRefused) }
    }

    /// Asks for any passkey of this site, or for one of `of`. What it is checked against later holds none of them: they are read anew
    /// then, so that a counter is compared with the newest.
    pub fn begin(&self, of: Option<&[Passkey]>) -> Result<Begun<DiscoverableAuthentication>, Problem> {
        let (asked, state) = self.checker()?.start_discoverable_authentication().map_err(|cause| refused(&cause))?;
        let mut options = serde_json::to_value(asked.public_key).unwrap_or_default();
        if let Some(passkeys) = of {
            let allowed = |passkey: &Passkey| json!({ "type": "public-key", "id": BASE64.encode(passkey.cred_id()) });
            options["allowCredentials"] = passkeys.iter().map(allowed).collect();
        }
        Ok((options.to_string(), state))
    }

    /// Which passkey an answer is about, as it says itself: nothing is proven yet.
    pub fn read(answer: &str) -> Result<Answer, Problem> {
        read(answer).map(Answer)
    }

    /// The passkey after it was used, if the answer is right.
    pub fn finish(
        &self,
        Answer(answer): &Answer,
        state: DiscoverableAuthentication,
        passkey: &Passkey,
    ) -> Result<Passkey, Problem> {
        if is_from_a_frame(&answer.response.client_data_json) {
            return Err(Problem::PasskeyRefused);
        }
        let result = self
            .checker()?
            .finish_discoverable_authentication_v2(answer, state, passkey)
            .map_err(|cause| refused(&cause))?;
        let mut used = passkey.clone();
        // One that never verified its user proves nothing.
        if !result.user_verified() || used.update_credential(&result).is_none() {
            return Err(Problem::PasskeyRefused);
        }
        Ok(used)
    }

    fn checker(&self) -> Result<&Webauthn, Problem> {
        self.0.as_ref().ok_or(Problem::PasskeyRefused)
    }
}

/// What a browser has answered about one of its passkeys.
pub struct Answer(PublicKeyCredential);

impl Answer {
    /// The credential's id.
    pub fn id(&self) -> &[u8] {
        self.0.get_credential_id()
    }

    /// The account that the passkey was made for, if it says so.
    pub fn account(&self) -> Option<&[u8]> {
        self.0.get_user_unique_id()
    }
}

/// Whether the page was in a frame of another site, or cannot be told (`WebAuthn` §7.2, steps 14 and 15). None of ours ever is.
fn is_from_a_frame(client_data: &[u8]) -> bool {
    let said: serde_json::Value = serde_json::from_slice(client_data).unwrap_or_default();
    !said.is_object() || said["crossOrigin"] == true || !said["topOrigin"].is_null()
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, Problem> {
    serde_json::from_str(answer).map_err(|_| Problem::PasskeyRefused)
}

/// Why is for the log: whoever forges an answer learns nothing from it.
fn refused(cause: &WebauthnError) -> Problem {
    tracing::debug!(%cause, "a passkey was refused");
    Problem::PasskeyRefused
}
