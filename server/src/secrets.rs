//! The server key, and its uses: keyed hashes of short codes, and sealing (encryption) of data that must be read again (C5, O6).

use crate::rng::Rng;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

mod refresh_token;
mod sealed;
mod token;

pub use refresh_token::{RefreshSeed, RefreshToken};
pub use sealed::{CannotOpen, SealedPlace};
pub use token::Token;

/// The server key: 256 bits, the same on all servers with the same database. A separate key is derived for each purpose.
#[derive(Clone)]
pub struct ServerKey {
    bytes: [u8; 32],
    /// Tells the key of sealed data from other keys.
    id: [u8; 4],
}

/// The purpose of a keyed hash or of sealed data. The same input gives unrelated results for two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealPurpose {
    /// The check that a database belongs to this key.
    KeyCheck,
    /// The key's ID in sealed data.
    KeyId,
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
    /// Requests with an ID.
    Operation,
}

impl SealPurpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::KeyCheck => b"key-check",
            Self::KeyId => b"key-id",
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
            Self::Operation => b"operation",
        }
    }
}

/// The number of keyed hashes and derived keys, for the test that known and unknown names cost the same.
#[cfg(debug_assertions)]
pub static MACS_MADE: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

impl ServerKey {
    /// A new key.
    pub fn generate(rng: &Rng) -> Self {
        Self::of(rng.bytes())
    }

    fn of(bytes: [u8; 32]) -> Self {
        let key = Self { bytes, id: [0; 4] };
        let [a, b, c, d, ..] = key.mac(SealPurpose::KeyId, b"");
        Self { id: [a, b, c, d], ..key }
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
        Some(Self::of(key))
    }

    /// The key as the text of a key file.
    pub fn to_hex(&self) -> String {
        hex(&self.bytes)
    }

    /// A keyed hash of 128 bits, for lookup and comparison. No code has as many.
    pub fn hash(&self, purpose: SealPurpose, data: &[u8]) -> [u8; 16] {
        let full = self.mac(purpose, data);
        std::array::from_fn(|at| full[at])
    }

    /// The text by which a store recognizes its key. It also says that everything in the store is sealed in the present form: nobody can
    /// write it without the key.
    pub fn check(&self) -> [u8; 16] {
        self.hash(SealPurpose::KeyCheck, b"sealed 1")
    }

    /// As [`ServerKey::check`], in a store of version 0.1, until it is resealed.
    pub fn old_check(&self) -> [u8; 16] {
        self.hash(SealPurpose::KeyCheck, b"")
    }

    fn mac(&self, purpose: SealPurpose, data: &[u8]) -> [u8; 32] {
        #[cfg(debug_assertions)]
        MACS_MADE.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&self.bytes).expect("HMAC should take keys of any length");
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
    use super::ServerKey;
    use crate::rng::Rng;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = ServerKey::generate(&Rng::seeded(1));
        let read = ServerKey::from_hex(&key.to_hex()).expect("a key");
        assert_eq!((read.to_hex(), read.header()), (key.to_hex(), key.header()));
        assert!(ServerKey::from_hex("short").is_none());
    }
}
