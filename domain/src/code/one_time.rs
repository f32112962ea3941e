//! The single-use code and the verification code: six digits sent in a message.

use super::{CodeError, Draw, digit, read};
use std::fmt::{self, Write};

/// The number of digits.
pub const DIGITS: usize = 6;

/// Six digits. All combinations are possible, so only the server knows whether a code is right.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OneTimeCode([u8; DIGITS]);

impl OneTimeCode {
    /// Parses six digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        read(text, digit).map(Self)
    }

    /// Makes a random code.
    pub fn generate(draw: Draw) -> Self {
        Self(std::array::from_fn(|_| u8::try_from(draw(10)).unwrap_or(0)))
    }
}

impl fmt::Display for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|value| f.write_char(char::from(b'0' + value)))
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}
