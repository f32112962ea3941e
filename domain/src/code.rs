//! The codes a person reads, types and pastes (SPEC C1–C5): parse, show, and the check symbol.

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

/// Why a text is not a code of the wanted kind. Each has its own words (C3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "wire::Flat")]
pub enum CodeError {
    /// Nothing was typed.
    #[error("no code")]
    Empty,
    /// Fewer symbols than the code has.
    #[error("{have} of {need} symbols")]
    TooShort {
        /// Symbols typed.
        have: usize,
        /// Symbols in a whole code.
        need: usize,
    },
    /// More symbols than the code has.
    #[error("{have} symbols instead of {need}")]
    TooLong {
        /// Symbols typed.
        have: usize,
        /// Symbols in a whole code.
        need: usize,
    },
    /// A symbol no code of this kind contains.
    #[error("{symbol:?} at {position} is in no code")]
    WrongSymbol {
        /// The symbol as typed, folded to upper case.
        symbol: char,
        /// Its place among the symbols, from 1.
        position: usize,
        /// What is special about it.
        look: Look,
    },
    /// Every symbol is possible, but the check symbol disagrees: a typing mistake.
    #[error("the check symbol disagrees")]
    Mistyped,
}

/// Why a symbol is in no letter code: it deserves its own words (C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// One of `0 O 1 I 2 3 5 6 8`: left out because it looks or sounds like another.
    Alike,
    /// A vowel: left out so that no code spells a word.
    Vowel,
    /// A letter where only digits stand.
    NotADigit,
    /// Anything else: punctuation, other scripts.
    Foreign,
}

/// Draws a uniform number below its argument; the caller owns the randomness.
pub type Draw<'a> = &'a mut dyn FnMut(u32) -> u32;

/// Splits text into its symbols, folded; separators are gone, everything else is kept.
pub(crate) fn symbols(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter_map(symbol::fold)
}

/// Reads exactly `need` symbols, each mapped by `value`.
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

/// Joins symbols in groups of `size` with dashes: `KTR4V-9MXQF`.
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
