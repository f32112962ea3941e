//! Refresh tokens: derived from a family's seed and a number, so that no token is stored and a retry returns the same one.

use crate::rng::Rng;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The seed of a family's refresh tokens: 256 random bits. The store seals it.
#[derive(Clone)]
pub struct RefreshSeed([u8; 32]);

impl RefreshSeed {
    /// The seed of a new family.
    pub fn new(rng: &Rng) -> Self {
        Self(rng.bytes())
    }

    /// The seed with these bytes; `None` if their number is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes to store. The caller seals them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn mac(&self, grant: i64, generation: u32) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC should take keys of any length");
        mac.update(&grant.to_be_bytes());
        mac.update(&generation.to_be_bytes());
        mac
    }
}

/// A refresh token: its grant, its number, and a MAC of both.
#[derive(Clone)]
pub struct RefreshToken {
    /// The grant of its family.
    pub grant: i64,
    /// Its number in the family.
    pub generation: u32,
    mac: [u8; 32],
}

impl RefreshToken {
    /// The token with this number in a family.
    pub fn make(seed: &RefreshSeed, grant: i64, generation: u32) -> Self {
        Self { grant, generation, mac: seed.mac(grant, generation).finalize().into_bytes().into() }
    }

    /// Parses a client's token. [`RefreshToken::is_genuine`] verifies it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 8 + 4 + 32 + 2];
        let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let (grant, rest) = bytes[..length].split_first_chunk()?;
        let (generation, mac) = rest.split_first_chunk()?;
        Some(Self {
            grant: i64::from_be_bytes(*grant),
            generation: u32::from_be_bytes(*generation),
            mac: mac.try_into().ok()?,
        })
    }

    /// Whether the token was derived from this seed, in constant time.
    pub fn is_genuine(&self, seed: &RefreshSeed) -> bool {
        seed.mac(self.grant, self.generation).verify_slice(&self.mac).is_ok()
    }

    /// The token as text, for the client.
    pub fn to_text(&self) -> String {
        let (grant, generation) = (self.grant.to_be_bytes(), self.generation.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode([grant.as_slice(), &generation, &self.mac].concat())
    }
}

impl fmt::Debug for RefreshToken {
    // The MAC must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefreshToken({}, {}, …)", self.grant, self.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::{RefreshSeed, RefreshToken};
    use crate::rng::Rng;

    #[test]
    fn a_token_is_genuine_only_for_its_family_device_and_number() {
        let rng = Rng::seeded(4);
        let (seed, other) = (RefreshSeed::new(&rng), RefreshSeed::new(&rng));
        let token = RefreshToken::make(&seed, 7, 3);
        let read = RefreshToken::parse(&token.to_text()).expect("reads");
        assert!(read.is_genuine(&seed) && !read.is_genuine(&other));
        assert!(!RefreshToken { generation: 4, ..token.clone() }.is_genuine(&seed));
        assert!(!RefreshToken { grant: 8, ..token }.is_genuine(&seed));
        for bad in ["", "AAAA", "a.b.c", &"A".repeat(200)] {
            assert!(RefreshToken::parse(bad).is_none(), "{bad}");
        }
    }
}
