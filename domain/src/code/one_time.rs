//! The single-use code and the security code: six digits that a message brings.

use super::{CodeError, Draw, digit, read};
use std::fmt;

/// Digits in a single-use code.
pub const DIGITS: usize = 6;

/// Six digits; any six are possible, so only the server can tell whether they are right.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OneTimeCode([u8; DIGITS]);

impl OneTimeCode {
    /// Reads six digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        read(text, digit).map(Self)
    }

    /// A new random code.
    pub fn generate(draw: Draw) -> Self {
        Self(std::array::from_fn(|_| u8::try_from(draw(10)).unwrap_or(0)))
    }
}

impl fmt::Display for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|value| write!(f, "{value}"))
    }
}

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(…)")
    }
}
