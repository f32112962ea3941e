//! The 23-symbol alphabet and its check symbol, shared by user, activation and recovery codes (C2).

use super::{CodeError, Draw, Look, grouped, read};
use std::fmt;

/// A code of `N` symbols shown in groups of `GROUP`, whose last symbol checks the others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LetterCode<const N: usize, const GROUP: usize>([u8; N]);

/// Given by support or manufacturing for one device, which can use it again: `XXXXX` × 5.
pub type ActivationCode = LetterCode<25, 5>;
/// Saved by a person for the day when nothing else is at hand: `XXXX` × 4.
pub type RecoveryCode = LetterCode<16, 4>;

impl<const N: usize, const GROUP: usize> LetterCode<N, GROUP> {
    /// Symbols of a whole code.
    pub const SYMBOLS: usize = N;
    /// Symbols that stand together.
    pub const GROUP: usize = GROUP;

    /// Reads a whole code: `N` symbols whose weighted sum is 0 mod 23.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let values = read::<N>(text, value)?;
        if sum(&values) == 0 { Ok(Self(values)) } else { Err(CodeError::Mistyped) }
    }

    /// A new random code: `N - 1` random symbols and their check symbol.
    pub fn generate(draw: Draw) -> Self {
        let mut values = [0; N];
        for value in &mut values[..N - 1] {
            *value = u8::try_from(draw(23)).unwrap_or(0);
        }
        // The one last symbol that makes the sum 0: found by trying, which cannot get the inverse wrong.
        for last in 0..23 {
            values[N - 1] = last;
            if sum(&values) == 0 {
                break;
            }
        }
        Self(values)
    }

    /// Its symbols without dashes: what is hashed and compared.
    pub fn symbols(&self) -> impl Iterator<Item = char> + '_ {
        self.0.iter().map(|&value| char::from(ALPHABET[usize::from(value)]))
    }
}

impl<const N: usize, const GROUP: usize> fmt::Display for LetterCode<N, GROUP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.symbols(), GROUP))
    }
}

impl<const N: usize, const GROUP: usize> fmt::Debug for LetterCode<N, GROUP> {
    // A code must not reach a log by way of {:?}.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LetterCode(…)")
    }
}

/// No vowels (no words; Y is read as one), and none of the symbols that look or sound like another: 0 O 1 I 2 3 5 6 8.
const ALPHABET: &[u8; 23] = b"BCDFGHJKLMNPQRSTVWXZ479";

fn value(symbol: char) -> Result<u8, Look> {
    let found = ALPHABET.iter().position(|&s| char::from(s) == symbol);
    match (found.and_then(|place| u8::try_from(place).ok()), symbol) {
        (Some(value), _) => Ok(value),
        (None, '0'..='9' | 'O' | 'I') => Err(Look::Alike),
        (None, 'A' | 'E' | 'U' | 'Y') => Err(Look::Vowel),
        _ => Err(Look::Foreign),
    }
}

/// Weights are 1, 2, 3 … leaving out multiples of 23, which would not see their symbol at all. 23 is prime, so a wrong symbol
/// always changes the sum; neighbours have different weights, so swapping them does too.
fn sum(values: &[u8]) -> u32 {
    let weights = (1u32..).filter(|weight| weight % 23 != 0);
    values.iter().zip(weights).map(|(&value, weight)| u32::from(value) * weight).sum::<u32>() % 23
}
