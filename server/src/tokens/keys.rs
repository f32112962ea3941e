//! The keys that sign: one at a time, the next one published before, the last one kept until its tokens have ended (D2).

use crate::chance::Chance;
use crate::failure::Failure;
use crate::store::{Kept, KeyRow, Store};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use domain::Moment;
use domain::rules::keys::{Stage, stage};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use std::time::Duration;

/// A key that signs, or did, or will.
pub(super) struct SigningKey {
    pub(super) id: String,
    pub(super) signing: EncodingKey,
    pub(super) checking: DecodingKey,
    pub(super) jwk: Jwk,
    signs_from: Moment,
}

impl SigningKey {
    fn read(row: &KeyRow) -> Result<Self, Failure> {
        let signing = EncodingKey::from_ec_der(&row.document);
        let mut jwk = Jwk::from_encoding_key(&signing, Algorithm::ES256).map_err(Failure::internal)?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256).map_err(Failure::internal)?;
        jwk.common.key_id = Some(id.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let checking = DecodingKey::from_jwk(&jwk).map_err(Failure::internal)?;
        Ok(Self { id, signing, checking, jwk, signs_from: row.signs_from })
    }
}

/// All keys of a store, in the order in which they sign.
pub struct KeyRing {
    pub(super) version: i64,
    keys: Vec<SigningKey>,
}

impl KeyRing {
    /// Reads the store's keys.
    pub fn read(store: &Store) -> Result<Self, Failure> {
        let version = store.version_of(Kept::Keys)?;
        let keys = store.signing_keys()?.iter().map(SigningKey::read).collect::<Result<_, _>>()?;
        Ok(Self { version, keys })
    }

    /// Makes a key that signs from a moment on, the last of all; gives its id.
    pub async fn rotate(store: &Store, chance: &Chance, signs_from: Moment) -> Result<String, Failure> {
        let newest = Self::read(store)?.newest();
        if newest.is_some_and(|newest| newest >= signs_from) {
            return Err(Failure::internal("a new key is published already and has yet to sign: wait until it does"));
        }
        let mut row = KeyRow { id: String::new(), document: generate(chance)?, signs_from };
        row.id = SigningKey::read(&row)?.id;
        let id = row.id.clone();
        if !store.add_signing_key(row, newest).await? {
            return Err(Failure::internal("another server has just published a key"));
        }
        Ok(id)
    }

    /// When the last of the keys begins to sign.
    pub fn newest(&self) -> Option<Moment> {
        self.keys.last().map(|key| key.signs_from)
    }

    /// Each key and where in its life it is, when tokens live for `life`.
    pub fn stages(&self, life: Duration, now: Moment) -> impl Iterator<Item = (&str, Stage)> {
        let until = |at: usize| self.keys.get(at + 1).map(|next| next.signs_from);
        self.keys.iter().enumerate().map(move |(at, key)| (&*key.id, stage(key.signs_from, until(at), life, now)))
    }

    /// The key that signs now.
    pub(super) fn signing(&self, now: Moment) -> Option<&SigningKey> {
        self.keys.iter().rev().find(|key| key.signs_from <= now).or(self.keys.first())
    }

    /// A key by its id, unless it is over.
    pub(super) fn find(&self, id: &str, life: Duration, now: Moment) -> Option<&SigningKey> {
        let is_over = self.stages(life, now).any(|(key, stage)| key == id && stage == Stage::Over);
        self.keys.iter().find(|key| key.id == id && !is_over)
    }

    /// The keys that others should know.
    pub(super) fn published(&self, life: Duration, now: Moment) -> Vec<&Jwk> {
        let stages = self.keys.iter().zip(self.stages(life, now));
        stages.filter(|(_, (_, stage))| *stage != Stage::Over).map(|(key, _)| &key.jwk).collect()
    }
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
