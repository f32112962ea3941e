//! The tokens in device codes, cookies and links in messages: a row's id, and a secret that authorizes access to it.

use crate::rng::Rng;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

const SECRET: usize = 32;

/// A row's id, and a 256-bit secret that authorizes access to it. Only the secret's hash is stored.
#[derive(Clone, Copy)]
pub struct Token {
    /// The row's id.
    pub id: i64,
    secret: [u8; SECRET],
}

impl Token {
    /// A new token for a row.
    pub fn new(id: i64, rng: &Rng) -> Self {
        Self { id, secret: rng.bytes() }
    }

    /// Parses a client's token. [`Token::matches`] verifies it.
    pub fn parse(text: &str) -> Option<Self> {
        use base64::Engine;
        let mut bytes = [0; 8 + SECRET + 2];
        let length = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        let (id, rest) = bytes[..length].split_first_chunk()?;
        Some(Self { id: i64::from_be_bytes(*id), secret: rest.try_into().ok()? })
    }

    /// The token as text, for the client.
    pub fn to_text(self) -> String {
        use base64::Engine;
        base64::prelude::BASE64_URL_SAFE_NO_PAD.encode([self.id.to_be_bytes().as_slice(), &self.secret].concat())
    }

    /// The hash to store. It has no key, since a 256-bit secret can't be guessed from its hash.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// Whether the token has this stored hash, in constant time.
    pub fn matches(&self, stored: &[u8; 32]) -> bool {
        self.hash().ct_eq(stored).into()
    }
}

impl fmt::Debug for Token {
    // The secret must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}, …)", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::Token;
    use crate::rng::Rng;

    #[test]
    fn a_token_is_parsed_with_its_id_and_verified_by_its_secret() {
        let rng = Rng::seeded(2);
        let token = Token::new(77, &rng);
        let read = Token::parse(&token.to_text()).expect("reads");
        assert_eq!(read.id, 77);
        assert!(read.matches(&token.hash()));
        assert!(!Token::new(77, &rng).matches(&token.hash()));
        for bad in ["", "AAAA", "not base64!", &"A".repeat(200)] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }
}
