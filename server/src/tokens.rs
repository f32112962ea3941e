//! The tokens a device gets: RFC 9068 access tokens and `OpenID` Connect ID tokens, signed with ES256.
//!
//! ES256 because every client library of the last ten years verifies it, and a signature costs a tenth of RS256's.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::store::{Collected, Store};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use domain::Moment;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The authentication context of a password sign-in.
const ACR_PASSWORD: &str = "urn:countersign:acr:password";
/// RFC 8176 method of a password sign-in.
const AMR_PASSWORD: &str = "pwd";
/// RFC 9068 §2.1.
const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// Signs and checks tokens.
pub struct Signer {
    id: String,
    issuer: String,
    life: Duration,
    signing: EncodingKey,
    checking: DecodingKey,
    jwk: Jwk,
}

/// What an access token says (RFC 9068 §2.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessToken {
    iss: String,
    /// The account.
    pub sub: String,
    aud: String,
    exp: i64,
    iat: i64,
    jti: String,
    client_id: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
    auth_time: i64,
    acr: String,
    amr: Vec<String>,
    /// The device it was given to: removing that ends the token's use at once.
    pub device: String,
}

#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    acr: &'a str,
    amr: [&'a str; 1],
    #[serde(flatten)]
    email: Option<EmailClaims>,
}

/// Claims of the scope `email` (`OpenID` Connect Core §5.4).
#[derive(Clone, Debug, Serialize)]
pub struct EmailClaims {
    email: String,
    email_verified: bool,
}

impl EmailClaims {
    /// A sign-in name is proven before it becomes one.
    pub fn of(email: String) -> Self {
        Self { email, email_verified: true }
    }
}

/// A signed token for a device and when it ends.
pub struct Signed {
    /// The access token.
    pub access_token: String,
    /// Its lifetime.
    pub life: Duration,
    /// The ID token, if `openid` was granted.
    pub id_token: Option<String>,
}

impl Signer {
    /// Takes the store's signing key; a new store gets one.
    pub async fn open(store: &Store, chance: &Chance, issuer: String, life: Duration) -> Result<Self, Failure> {
        if let Some((_, document)) = store.signing_key()? {
            return Self::new(&document, issuer, life);
        }
        let document = generate(chance)?;
        let signer = Self::new(&document, issuer, life)?;
        store.add_signing_key(signer.id.clone(), &document).await?;
        Ok(signer)
    }

    fn new(document: &[u8], issuer: String, life: Duration) -> Result<Self, Failure> {
        let signing = EncodingKey::from_ec_der(document);
        let mut jwk = Jwk::from_encoding_key(&signing, Algorithm::ES256).map_err(Failure::internal)?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(Failure::internal)?;
        jwk.common.key_id = Some(id.clone());
        jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
        let checking = DecodingKey::from_jwk(&jwk).map_err(Failure::internal)?;
        Ok(Self { id, issuer, life, signing, checking, jwk })
    }

    /// The public keys (RFC 7517 §5).
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [self.jwk] })
    }

    /// Signs what a device has collected.
    pub fn sign(
        &self,
        collected: &Collected,
        device: &str,
        email: Option<EmailClaims>,
        now: Moment,
        chance: &Chance,
    ) -> Result<Signed, Failure> {
        let (iat, exp) = (now.unix_seconds(), (now + self.life).unix_seconds());
        let access = AccessToken {
            iss: self.issuer.clone(),
            sub: collected.account.as_str().to_owned(),
            aud: self.issuer.clone(),
            exp,
            iat,
            jti: hex(&chance.bytes::<16>()),
            client_id: collected.client.clone(),
            scope: collected.scopes.clone(),
            auth_time: collected.auth_time.unix_seconds(),
            acr: ACR_PASSWORD.into(),
            amr: vec![AMR_PASSWORD.into()],
            device: device.to_owned(),
        };
        let id = IdToken {
            iss: &self.issuer,
            sub: &access.sub,
            aud: &collected.client,
            exp,
            iat,
            auth_time: access.auth_time,
            acr: ACR_PASSWORD,
            amr: [AMR_PASSWORD],
            email,
        };
        let is_openid = has_scope(&collected.scopes, "openid");
        Ok(Signed {
            id_token: is_openid.then(|| self.encode("JWT", &id)).transpose()?,
            access_token: self.encode(ACCESS_TOKEN_TYPE, &access)?,
            life: self.life,
        })
    }

    /// Reads an access token; `None` when it is not ours, not meant for us, or over.
    pub fn check(&self, token: &str, clock: &Clock) -> Option<AccessToken> {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&[&self.issuer]);
        validation.set_issuer(&[&self.issuer]);
        // The library would ask the system what time it is.
        validation.validate_exp = false;
        let token = jsonwebtoken::decode::<AccessToken>(token, &self.checking, &validation).ok()?;
        let is_access_token = token.header.typ.as_deref() == Some(ACCESS_TOKEN_TYPE);
        (is_access_token && token.claims.exp > clock.now().unix_seconds()).then_some(token.claims)
    }

    fn encode(&self, typ: &str, claims: &impl Serialize) -> Result<String, Failure> {
        let header = Header { typ: Some(typ.into()), kid: Some(self.id.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(Failure::internal)
    }
}

/// Whether a scope list has a scope.
pub fn has_scope(scopes: &str, scope: &str) -> bool {
    scopes.split(' ').any(|each| each == scope)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A new P-256 key as PKCS #8, from our own randomness: a scalar in the shell that RFC 5915 puts around it.
fn generate(chance: &Chance) -> Result<Vec<u8>, Failure> {
    const BEFORE: [u8; 7] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    const CURVE: [u8; 12] = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    // A scalar outside the curve's order is refused; one in 2^32 is, so a few draws suffice.
    for _ in 0..4 {
        let document = [BEFORE.as_slice(), &chance.bytes::<32>(), &CURVE].concat();
        if let Ok(pair) = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &document) {
            let document = pair.to_pkcs8v1().map_err(|cause| Failure::internal(cause.to_string()))?;
            return Ok(document.as_ref().to_vec());
        }
    }
    Err(Failure::internal("no signing key could be made"))
}
