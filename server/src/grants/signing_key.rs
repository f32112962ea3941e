//! One key, and the JWS compact serialization (RFC 7515 §7.1) with it: one algorithm, and no header but ours, so that a token cannot
//! choose how it is checked. The key is parsed once; the JWT libraries would do it for every token, which costs as much as signing.

use crate::failure::Failure;
use crate::rng::Rng;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What a token is, told in its header so that one is never taken for the other (RFC 9068 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Access,
    Id,
}

/// A P-256 key.
pub(super) struct SigningKey {
    /// Its RFC 7638 thumbprint.
    pub(super) id: String,
    /// Its public half (RFC 7517).
    pub(super) jwk: Value,
    pair: EcdsaKeyPair,
    public: ParsedPublicKey,
    access_header: String,
    id_header: String,
}

impl SigningKey {
    /// Reads PKCS #8.
    pub(super) fn read(document: &[u8]) -> Result<Self, Failure> {
        let bad = |cause: &dyn std::fmt::Display| Failure::internal(format!("a signing key cannot be read: {cause}"));
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document).map_err(|cause| bad(&cause))?;
        let point = pair.public_key().as_ref();
        let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).map_err(|cause| bad(&cause))?;
        let Some([4, coordinates @ ..]) = point.first_chunk::<65>() else { return Err(bad(&"not a P-256 point")) };
        let (x, y) = (BASE64.encode(&coordinates[..32]), BASE64.encode(&coordinates[32..]));
        // RFC 7638 §3.2: these members, in this order, without spaces.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = BASE64.encode(Sha256::digest(members));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": id });
        let header = |typ| BASE64.encode(json!({ "typ": typ, "alg": "ES256", "kid": id }).to_string());
        Ok(Self { access_header: header("at+jwt"), id_header: header("JWT"), id, jwk, pair, public })
    }

    /// Signs claims.
    pub(super) fn sign(&self, kind: Kind, claims: &impl Serialize) -> Result<String, Failure> {
        let claims = serde_json::to_vec(claims).map_err(Failure::internal)?;
        let mut token = format!("{}.{}", self.header(kind), BASE64.encode(claims));
        // The library draws the nonce by itself; which generator it is given is without meaning.
        let signature = self.pair.sign(&SystemRandom::new(), token.as_bytes());
        let signature = signature.map_err(|cause| Failure::internal(cause.to_string()))?;
        token.push('.');
        BASE64.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Reads the claims of a token of this kind that this key has signed.
    pub(super) fn claims<T: DeserializeOwned>(&self, kind: Kind, token: &str) -> Option<T> {
        let (signed, signature) = token.rsplit_once('.')?;
        let claims = signed.strip_prefix(self.header(kind))?.strip_prefix('.')?;
        self.public.verify_sig(signed.as_bytes(), &BASE64.decode(signature).ok()?).ok()?;
        serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
    }

    fn header(&self, kind: Kind) -> &str {
        match kind {
            Kind::Access => &self.access_header,
            Kind::Id => &self.id_header,
        }
    }
}

/// A new P-256 key as PKCS #8, from our own randomness: a scalar in the shell that RFC 5915 puts around it.
pub(super) fn generate(rng: &Rng) -> Result<Vec<u8>, Failure> {
    const BEFORE: [u8; 7] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    const CURVE: [u8; 12] = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    // A scalar outside the curve's order is refused; one in 2^32 is, so a few draws suffice.
    for _ in 0..4 {
        let document = [BEFORE.as_slice(), &rng.bytes::<32>(), &CURVE].concat();
        if let Ok(pair) = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &document) {
            let document = pair.to_pkcs8v1().map_err(|cause| Failure::internal(cause.to_string()))?;
            return Ok(document.as_ref().to_vec());
        }
    }
    Err(Failure::internal("no signing key could be made"))
}

#[cfg(test)]
mod tests {
    use super::{BASE64, Kind, SigningKey};
    use base64::Engine;
    use serde_json::{Value, json};

    fn key() -> SigningKey {
        let document = super::generate(&crate::rng::Rng::seeded(5)).expect("a key");
        SigningKey::read(&document).expect("reads")
    }

    #[test]
    fn a_token_is_read_by_its_own_key_and_kind_only() {
        let (key, claims) = (key(), json!({ "sub": "ann" }));
        let token = key.sign(Kind::Access, &claims).expect("signed");
        assert_eq!(key.claims::<Value>(Kind::Access, &token), Some(claims));
        assert_eq!(key.claims::<Value>(Kind::Id, &token), None);
        let other = super::generate(&crate::rng::Rng::seeded(6)).expect("a key");
        assert_eq!(SigningKey::read(&other).expect("reads").claims::<Value>(Kind::Access, &token), None);
    }

    #[test]
    fn nothing_in_a_token_can_be_changed() {
        let key = key();
        let token = key.sign(Kind::Access, &json!({ "sub": "ann" })).expect("signed");
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("{token}") };
        let none = BASE64.encode(r#"{"typ":"at+jwt","alg":"none"}"#);
        let ben = BASE64.encode(r#"{"sub":"ben"}"#);
        for forged in [
            format!("{none}.{claims}."),
            format!("{none}.{claims}.{signature}"),
            format!("{header}.{ben}.{signature}"),
            format!("{header}.{claims}."),
            format!("{header}.{claims}.{}", BASE64.encode([0; 64])),
            format!("{header}.{claims}"),
            format!("{header}.{claims}.{signature}.x"),
            format!("{header}{claims}.{signature}"),
            String::new(),
        ] {
            assert_eq!(key.claims::<Value>(Kind::Access, &forged), None, "{forged}");
        }
    }
}
