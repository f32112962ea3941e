//! A signing key, and JWS compact serialization (RFC 7515 §7.1). The algorithm and the header are fixed, so that a token can't choose how
//! it is verified. The key is parsed once; JWT libraries parse it for every token, which costs as much as signing.

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

/// The type of a token. It is in the header, so that one type is never accepted as the other (RFC 9068 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Access,
    Id,
}

/// A P-256 signing key.
pub(super) struct SigningKey {
    /// The key's thumbprint (RFC 7638).
    pub(super) id: String,
    /// The public key (RFC 7517).
    pub(super) jwk: Value,
    pair: EcdsaKeyPair,
    public: ParsedPublicKey,
    access_header: String,
    id_header: String,
}

impl SigningKey {
    /// Parses a key in PKCS #8.
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

    /// A signed token with these claims.
    pub(super) fn sign(&self, kind: TokenKind, claims: &impl Serialize) -> Result<String, Failure> {
        let claims = serde_json::to_vec(claims).map_err(Failure::internal)?;
        let mut token = format!("{}.{}", self.header(kind), BASE64.encode(claims));
        // The library ignores this generator and draws the nonce by itself.
        let signature = self.pair.sign(&SystemRandom::new(), token.as_bytes());
        let signature = signature.map_err(|cause| Failure::internal(cause.to_string()))?;
        token.push('.');
        BASE64.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The claims of a token, if it is of this type and this key signed it.
    pub(super) fn claims<T: DeserializeOwned>(&self, kind: TokenKind, token: &str) -> Option<T> {
        let (signed, signature) = token.rsplit_once('.')?;
        let claims = signed.strip_prefix(self.header(kind))?.strip_prefix('.')?;
        self.public.verify_sig(signed.as_bytes(), &BASE64.decode(signature).ok()?).ok()?;
        serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
    }

    fn header(&self, kind: TokenKind) -> &str {
        match kind {
            TokenKind::Access => &self.access_header,
            TokenKind::Id => &self.id_header,
        }
    }
}

/// A new P-256 key as PKCS #8, from our own randomness: a drawn scalar in the DER structure of RFC 5915.
pub(super) fn generate(rng: &Rng) -> Result<Vec<u8>, Failure> {
    const BEFORE: [u8; 7] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    const CURVE: [u8; 12] = [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    // One scalar in 2^32 is outside the curve's order and rejected, so a few draws are enough.
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
    use super::{BASE64, SigningKey, TokenKind};
    use base64::Engine;
    use serde_json::{Value, json};

    fn key() -> SigningKey {
        let document = super::generate(&crate::rng::Rng::seeded(5)).expect("a key");
        SigningKey::read(&document).expect("reads")
    }

    #[test]
    fn a_token_is_accepted_only_by_its_own_key_and_as_its_own_type() {
        let (key, claims) = (key(), json!({ "sub": "ann" }));
        let token = key.sign(TokenKind::Access, &claims).expect("signed");
        assert_eq!(key.claims::<Value>(TokenKind::Access, &token), Some(claims));
        assert_eq!(key.claims::<Value>(TokenKind::Id, &token), None);
        let other = super::generate(&crate::rng::Rng::seeded(6)).expect("a key");
        assert_eq!(SigningKey::read(&other).expect("reads").claims::<Value>(TokenKind::Access, &token), None);
    }

    #[test]
    fn a_changed_token_is_rejected() {
        let key = key();
        let token = key.sign(TokenKind::Access, &json!({ "sub": "ann" })).expect("signed");
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
            assert_eq!(key.claims::<Value>(TokenKind::Access, &forged), None, "{forged}");
        }
    }
}
