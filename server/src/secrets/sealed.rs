//! Sealed data: encrypted with the server key, and bound to the row and the column that it is for (N9).
//!
//! The form: a version, the server key's ID, a nonce, and the ciphertext with its tag. Version 0.1 had neither version nor ID, and bound
//! data to its purpose only.

use super::{SealPurpose, ServerKey};
use crate::rng::Rng;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// The row and the column that sealed data is for. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub enum SealedPlace<'a> {
    /// `signing_key.sealed`, by the key's ID.
    SigningKey(&'a str),
    /// `outbox.sealed`, by the message's row.
    Message(i64),
    /// `refresh_family.seed`, by the grant's ID.
    RefreshSeed(i64),
    /// `authenticator.seed`.
    AuthenticatorSeed {
        /// The account's ID.
        account: &'a str,
        /// The number of the sign-in method.
        method: i64,
    },
    /// The state of a ceremony, which the page keeps.
    Ceremony {
        /// The kind of ceremony.
        kind: &'a str,
        /// Its owner.
        owner: &'a str,
    },
}

/// The error for sealed data of another key or another place, or with damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened with this server key")]
pub struct CannotOpen;

impl SealedPlace<'_> {
    fn purpose(self) -> SealPurpose {
        match self {
            Self::SigningKey(_) => SealPurpose::SigningKey,
            Self::Message(_) => SealPurpose::Outbox,
            Self::RefreshSeed(_) => SealPurpose::RefreshSeed,
            Self::AuthenticatorSeed { .. } => SealPurpose::AuthenticatorSeed,
            Self::Ceremony { .. } => SealPurpose::Ceremony,
        }
    }

    /// The header, the purpose and the row, each with its length, so that no two places give the same bytes.
    fn associated_data(self, header: &[u8]) -> Vec<u8> {
        let mut data = header.to_vec();
        let mut add = |part: &[u8]| {
            data.extend((part.len() as u64).to_be_bytes());
            data.extend(part);
        };
        add(self.purpose().label());
        match self {
            Self::SigningKey(id) => add(id.as_bytes()),
            Self::Message(id) | Self::RefreshSeed(id) => add(&id.to_be_bytes()),
            Self::AuthenticatorSeed { account, method } => {
                add(account.as_bytes());
                add(&method.to_be_bytes());
            }
            Self::Ceremony { kind, owner } => {
                add(kind.as_bytes());
                add(owner.as_bytes());
            }
        }
        data
    }
}

impl ServerKey {
    /// The first bytes of all data that this version seals with this key: the version and the key's ID.
    pub fn header(&self) -> [u8; 5] {
        let [a, b, c, d] = self.id;
        [VERSION, a, b, c, d]
    }

    /// Encrypts `data` so that it can be opened only with this key and for this place.
    ///
    /// # Panics
    /// If `data` has 256 GiB or more.
    pub fn seal(&self, place: SealedPlace, data: &[u8], rng: &Rng) -> Vec<u8> {
        let (header, nonce) = (self.header(), rng.bytes::<NONCE>());
        let payload = Payload { msg: data, aad: &place.associated_data(&header) };
        let sealed = self.cipher(place.purpose()).encrypt(&XNonce::from(nonce), payload);
        [header.as_slice(), &nonce, &sealed.expect("less than 256 GiB should be encrypted")].concat()
    }

    /// Decrypts the result of [`ServerKey::seal`].
    pub fn open(&self, place: SealedPlace, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let header = self.header();
        let rest = sealed.strip_prefix(&header).ok_or(CannotOpen)?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let payload = Payload { msg, aad: &place.associated_data(&header) };
        self.cipher(place.purpose()).decrypt(&XNonce::from(*nonce), payload).map_err(|_| CannotOpen)
    }

    /// Decrypts data that version 0.1 has sealed. It isn't bound to its row, so the store accepts it only until it is resealed.
    pub fn open_old(&self, place: SealedPlace, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let payload = Payload { msg, aad: place.purpose().label() };
        self.cipher(place.purpose()).decrypt(&XNonce::from(*nonce), payload).map_err(|_| CannotOpen)
    }

    fn cipher(&self, purpose: SealPurpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac(purpose, b"seal").into())
    }
}

#[cfg(test)]
mod tests {
    use super::{CannotOpen, SealedPlace};
    use crate::rng::Rng;
    use crate::secrets::ServerKey;

    #[test]
    fn sealed_data_opens_only_with_its_key_and_in_its_place() {
        let rng = Rng::seeded(1);
        let (key, other) = (ServerKey::generate(&rng), ServerKey::generate(&rng));
        let places = [
            SealedPlace::Message(7),
            SealedPlace::Message(8),
            SealedPlace::RefreshSeed(7),
            SealedPlace::SigningKey("a"),
            SealedPlace::SigningKey("b"),
            SealedPlace::AuthenticatorSeed { account: "ann", method: 1 },
            SealedPlace::AuthenticatorSeed { account: "ann", method: 2 },
            SealedPlace::AuthenticatorSeed { account: "bea", method: 1 },
            SealedPlace::Ceremony { kind: "add", owner: "ann" },
            SealedPlace::Ceremony { kind: "ad", owner: "dann" },
        ];
        for (at, place) in places.into_iter().enumerate() {
            let sealed = key.seal(place, b"secret", &rng);
            assert_eq!(sealed[..5], key.header());
            assert_ne!(key.header(), other.header());
            for (elsewhere, opened) in places.into_iter().map(|place| key.open(place, &sealed)).enumerate() {
                let expected = if elsewhere == at { Ok(b"secret".to_vec()) } else { Err(CannotOpen) };
                assert_eq!(opened, expected, "{place:?} in {:?}", places[elsewhere]);
            }
            assert!(other.open(place, &sealed).is_err());
            assert!(key.open(place, &sealed[..35]).is_err() && key.open_old(place, &sealed).is_err());
            for changed in 0..sealed.len() {
                let mut sealed = sealed.clone();
                sealed[changed] ^= 1;
                assert!(key.open(place, &sealed).is_err(), "byte {changed}");
            }
        }
    }
}
