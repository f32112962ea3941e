//! The codes that a person reads, types and pastes (C1–C5): parsing, formatting, and the check character.

pub mod character;
pub mod entry;
pub mod letters;
pub mod one_time;
pub mod paste;
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
    #[error("{have} of {need} characters")]
    TooShort {
        /// The characters typed.
        have: usize,
        /// The characters in a code.
        need: usize,
    },
    /// The text has more characters than the code.
    #[error("{have} characters instead of {need}")]
    TooLong {
        /// The characters typed.
        have: usize,
        /// The characters in a code.
        need: usize,
    },
    /// The text has a character that codes of this kind never contain.
    #[error("{character:?} at {position} is in no code")]
    #[serde(rename = "wrong_symbol")]
    WrongCharacter {
        /// The character as typed, in upper case.
        #[serde(rename = "symbol")]
        character: char,
        /// Its position, from 1.
        position: usize,
        /// The reason why codes don't contain it.
        #[serde(rename = "look")]
        reason: ExcludedCharacter,
    },
    /// The check character doesn't match, because of a typing mistake.
    #[error("the check character disagrees")]
    Mistyped,
}

/// The reason why codes don't contain a character. Each has its own message (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludedCharacter {
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
pub(crate) fn characters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(character::fold)
}

/// Parses exactly `need` characters, each mapped by `value`.
pub(crate) fn read<const N: usize>(
    text: &str,
    value: impl Fn(char) -> Result<u8, ExcludedCharacter>,
) -> Result<[u8; N], CodeError> {
    let mut values = [0; N];
    let mut have = 0;
    for character in characters(text) {
        let value =
            value(character).map_err(|reason| CodeError::WrongCharacter { character, position: have + 1, reason })?;
        if let Some(index) = values.get_mut(have) {
            *index = value;
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
pub(crate) fn digit(character: char) -> Result<u8, ExcludedCharacter> {
    match character {
        '0'..='9' => Ok(character as u8 - b'0'),
        'A'..='Z' => Err(ExcludedCharacter::NotADigit),
        _ => Err(ExcludedCharacter::Foreign),
    }
}

/// Joins characters in groups of `size` with dashes: `KTR4V-9MXQF`.
pub(crate) fn grouped(characters: impl Iterator<Item = char>, size: usize) -> String {
    let mut joined = String::new();
    for (index, character) in characters.enumerate() {
        if index > 0 && index % size == 0 {
            joined.push('-');
        }
        joined.push(character);
    }
    joined
}
