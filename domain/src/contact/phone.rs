//! Phone numbers in E.164. Parsing typed numbers needs tables, which only the server has.

use crate::code::character::fold;
use std::fmt;

/// A number in E.164: a plus sign, the country calling code, and the rest; at most 15 digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text isn't a number in E.164.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that is not a phone number with its country's code; one looks like +4915123456789")]
pub struct NotE164;

/// The number of last digits that vary within a block.
const OWN_DIGITS: usize = 4;
/// The number of last digits that vary within a range.
const DIGITS_IN_RANGE: usize = 6;
/// The fewest characters of a range: a plus sign, the country's code, and a digit. It must not have numbers of other countries.
const LEAST_OF_RANGE: usize = 5;

impl Phone {
    /// Parses a number in E.164.
    pub fn from_e164(text: &str) -> Result<Self, NotE164> {
        let digits = text.strip_prefix('+').ok_or(NotE164)?;
        let is_well_formed =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with('0');
        if is_well_formed { Ok(Self(text.to_owned())) } else { Err(NotE164) }
    }

    /// The full number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that strangers can see: the last two digits (I1).
    pub fn masked(&self) -> String {
        format!("… {}", &self.0[self.0.len() - 2..])
    }

    /// Its block of ten thousand numbers.
    pub fn block(&self) -> &str {
        &self.0[..self.0.len() - OWN_DIGITS]
    }

    /// Its range of a million numbers; `None` for a short number.
    pub fn range(&self) -> Option<&str> {
        self.0.get(..self.0.len().checked_sub(DIGITS_IN_RANGE)?).filter(|range| range.len() >= LEAST_OF_RANGE)
    }
}

impl fmt::Debug for Phone {
    // Hides the number, because logs contain no full contacts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// Whether a typed text is meant as a phone number and not an email address: it has only digits and their separators.
pub fn looks_like_one(text: &str) -> bool {
    let mut has_digit = false;
    let fits = text.chars().filter_map(fold).all(|character| {
        has_digit |= character.is_ascii_digit();
        character.is_ascii_digit() || "+()./".contains(character)
    });
    fits && has_digit
}

/// Whether a typed number includes its country.
pub fn is_international(number: &str) -> bool {
    number.chars().find_map(fold) == Some('+')
}
