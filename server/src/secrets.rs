//! The server key, and its uses: keyed hashes of short codes, and sealing (encryption) of data that must be read again (C5, O6).

use crate::rng::Rng;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;

mod refresh_token;
mod token;

pub use refresh_token::{RefreshSeed, RefreshToken};
pub use token::Token;

const NONCE: usize = 24;

/// The server key: 256 bits, the same on all servers with the same database. A separate key is derived for each purpose.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

/// The purpose of a keyed hash or of sealed data. The same input gives unrelated results for two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealPurpose {
    /// The check that a database belongs to this key.
    KeyCheck,
    /// Stored user codes.
    UserCode,
    /// The keys of limits: names and network addresses.
    Attempt,
    /// Stored signing keys.
    SigningKey,
    /// Messages waiting to be sent.
    Outbox,
    /// The secrets of confidential clients.
    ClientSecret,
    /// Stored seeds of refresh tokens.
    RefreshSeed,
    /// Stored codes that were sent in messages.
    SentCode,
    /// The recipient of such a code.
    Challenge,
    /// Stored recovery codes.
    RecoveryCode,
    /// Stored seeds of authenticator apps.
    AuthenticatorSeed,
    /// The state of an unfinished ceremony, which the page keeps.
    Ceremony,
}

impl SealPurpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::KeyCheck => b"key-check",
            Self::UserCode => b"user-code",
            Self::Attempt => b"attempt",
            Self::SigningKey => b"signing-key",
            Self::Outbox => b"outbox",
            Self::ClientSecret => b"client-secret",
            Self::RefreshSeed => b"refresh-seed",
            Self::SentCode => b"sent-code",
            Self::Challenge => b"challenge",
            Self::RecoveryCode => b"recovery-code",
            Self::AuthenticatorSeed => b"authenticator-seed",
            Self::Ceremony => b"ceremony",
        }
    }
}

/// The number of keyed hashes and derived keys, for the test that known and unknown names cost the same.
#[cfg(debug_assertions)]
pub static MACS_MADE: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

/// The error for sealed data with another key or purpose, or with damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened with this server key")]
pub struct CannotOpen;

impl ServerKey {
    /// A new key.
    pub fn generate(rng: &Rng) -> Self {
        Self(rng.bytes())
    }

    /// The key in the text of a key file: 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let text = text.trim().as_bytes();
        let mut key = [0; 32];
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in key.iter_mut().zip(text.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(key))
    }

    /// The key as the text of a key file.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// A keyed hash of 128 bits, for lookup and comparison. No code has as many.
    pub fn hash(&self, purpose: SealPurpose, data: &[u8]) -> [u8; 16] {
        let full = self.mac(purpose, data);
        std::array::from_fn(|at| full[at])
    }

    /// Encrypts `data` so that it can be opened only with this key and purpose.
    ///
    /// # Panics
    /// If `data` has 256 GiB or more.
    pub fn seal(&self, purpose: SealPurpose, data: &[u8], rng: &Rng) -> Vec<u8> {
        let nonce: [u8; NONCE] = rng.bytes();
        let payload = Payload { msg: data, aad: purpose.label() };
        let sealed = self.cipher(purpose).encrypt(&XNonce::from(nonce), payload);
        [nonce.as_slice(), &sealed.expect("less than 256 GiB should be encrypted")].concat()
    }

    /// Decrypts the result of [`ServerKey::seal`].
    pub fn open(&self, purpose: SealPurpose, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let payload = Payload { msg, aad: purpose.label() };
        self.cipher(purpose).decrypt(&XNonce::from(*nonce), payload).map_err(|_| CannotOpen)
    }

    fn cipher(&self, purpose: SealPurpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac(purpose, b"seal").into())
    }

    fn mac(&self, purpose: SealPurpose, data: &[u8]) -> [u8; 32] {
        #[cfg(debug_assertions)]
        MACS_MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC should take keys of any length");
        // The label's length comes first, so that two pairs of label and data never give the same input.
        mac.update(&[u8::try_from(purpose.label().len()).unwrap_or(u8::MAX)]);
        mac.update(purpose.label());
        mac.update(data);
        mac.finalize().into_bytes().into()
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::{SealPurpose, ServerKey};
    use crate::rng::Rng;

    #[test]
    fn sealed_data_opens_only_with_its_key_and_purpose() {
        let rng = Rng::seeded(1);
        let (key, other) = (ServerKey::generate(&rng), ServerKey::generate(&rng));
        let sealed = key.seal(SealPurpose::Outbox, b"secret", &rng);
        assert_eq!(key.open(SealPurpose::Outbox, &sealed).as_deref(), Ok(b"secret".as_slice()));
        assert!(key.open(SealPurpose::SigningKey, &sealed).is_err());
        assert!(other.open(SealPurpose::Outbox, &sealed).is_err());
        assert!(key.open(SealPurpose::Outbox, &sealed[..30]).is_err());
        assert_eq!(ServerKey::from_hex(&key.to_hex()).map(|key| key.to_hex()), Some(key.to_hex()));
    }
}
