//! The codes that a person reads, types and pastes (C1–C5): parsing, formatting, and the check character.

pub mod entry;
pub mod letters;
pub mod one_time;
pub mod paste;
pub mod symbol;
pub mod user;
mod wire;

pub use letters::{ActivationCode, RecoveryCode};
pub use one_time::OneTimeCode;
pub use user::UserCode;

use serde::{Deserialize, Serialize};

/// The reason why a text isn't a code of the expected kind. Each has its own message (C3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "wire::FlatCodeError")]
pub enum CodeError {
    /// The text is empty.
    #[error("no code")]
    Empty,
    /// The text has fewer characters than the code.
    #[error("{have} of {need} symbols")]
    TooShort {
        /// The characters typed.
        have: usize,
        /// The characters in a code.
        need: usize,
    },
    /// The text has more characters than the code.
    #[error("{have} symbols instead of {need}")]
    TooLong {
        /// The characters typed.
        have: usize,
        /// The characters in a code.
        need: usize,
    },
    /// The text has a character that codes of this kind never contain.
    #[error("{symbol:?} at {position} is in no code")]
    WrongSymbol {
        /// The character as typed, in upper case.
        symbol: char,
        /// Its position, from 1.
        position: usize,
        /// The reason why codes don't contain it.
        look: Look,
    },
    /// The check character doesn't match, because of a typing mistake.
    #[error("the check symbol disagrees")]
    Mistyped,
}

/// The reason why codes don't contain a character. Each has its own message (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// One of `0 O 1 I 2 3 5 6 8`: it looks or sounds like another character.
    Alike,
    /// A vowel: codes must not spell words.
    Vowel,
    /// A letter in a code of digits.
    NotADigit,
    /// Any other character, such as punctuation or another script.
    Foreign,
}

/// A source of uniform random numbers below its argument. The caller provides it.
pub type Draw<'a> = &'a mut dyn FnMut(u32) -> u32;

/// Splits a text into folded characters without separators.
pub(crate) fn symbols(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(symbol::fold)
}

/// Parses exactly `need` characters, each mapped by `value`.
pub(crate) fn read<const N: usize>(text: &str, value: impl Fn(char) -> Result<u8, Look>) -> Result<[u8; N], CodeError> {
    let mut values = [0; N];
    let mut have = 0;
    for symbol in symbols(text) {
        let value = value(symbol).map_err(|look| CodeError::WrongSymbol { symbol, position: have + 1, look })?;
        if let Some(place) = values.get_mut(have) {
            *place = value;
        }
        have += 1;
    }
    match have {
        0 => Err(CodeError::Empty),
        _ if have < N => Err(CodeError::TooShort { have, need: N }),
        _ if have > N => Err(CodeError::TooLong { have, need: N }),
        _ => Ok(values),
    }
}

/// The value of a decimal digit.
pub(crate) fn digit(symbol: char) -> Result<u8, Look> {
    match symbol {
        '0'..='9' => Ok(symbol as u8 - b'0'),
        'A'..='Z' => Err(Look::NotADigit),
        _ => Err(Look::Foreign),
    }
}

/// Joins characters in groups of `size` with dashes: `KTR4V-9MXQF`.
pub(crate) fn grouped(symbols: impl Iterator<Item = char>, size: usize) -> String {
    let mut shown = String::new();
    for (place, symbol) in symbols.enumerate() {
        if place > 0 && place % size == 0 {
            shown.push('-');
        }
        shown.push(symbol);
    }
    shown
}
