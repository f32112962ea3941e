//! The user code, which a device shows and a person types at `/link` (RFC 8628 §6.1).

use super::letters::LetterCode;
use super::{CodeError, Draw, characters, digit, grouped, read};
use std::fmt;

/// The number of characters in a user code of letters.
pub const LETTERS: usize = 10;
/// The number of characters in a user code of digits.
pub const DIGITS: usize = 12;

/// The characters of a client's codes (D3). Letters are shorter, and digits suit a remote control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `XXXXX-XXXXX` from 23 characters.
    #[default]
    Letters,
    /// `000-000-000-000`.
    Digits,
}

/// A user code with the right check character.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserCode {
    /// Letters: at least one character isn't a digit, which keeps the two formats apart.
    Letters(LetterCode<LETTERS, 5>),
    /// Digits: values below 10.
    Digits([u8; DIGITS]),
}

impl UserCode {
    /// Parses a code of either format. A text of digits only is the digit format.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        match format_of(text) {
            Format::Digits => {
                let values = read(text, digit)?;
                if damm(&values) == 0 { Ok(Self::Digits(values)) } else { Err(CodeError::Mistyped) }
            }
            Format::Letters => LetterCode::parse(text).map(Self::Letters),
        }
    }

    /// Makes a random code.
    pub fn generate(format: Format, draw: Draw) -> Self {
        match format {
            Format::Digits => Self::Digits(digits(draw)),
            Format::Letters => loop {
                let code = LetterCode::generate(draw);
                // One code in 700 million has only digits, and would be read in the other format.
                if code.characters().any(|character| !character.is_ascii_digit()) {
                    return Self::Letters(code);
                }
            },
        }
    }

    /// The characters without dashes, which are hashed and compared.
    pub fn canonical(&self) -> String {
        match self {
            Self::Letters(code) => code.characters().collect(),
            Self::Digits(values) => values.iter().map(|value| char::from(b'0' + value)).collect(),
        }
    }
}

/// The number of characters in a group.
pub(super) fn group(format: Format) -> usize {
    match format {
        Format::Letters => 5,
        Format::Digits => 3,
    }
}

/// The format in which a text is read: digits, if it has only digits, or so many that its few other characters must be mistakes.
pub(super) fn format_of(text: &str) -> Format {
    let (mut digits, mut only_in_digits, mut others) = (0, 0, 0);
    for character in characters(text) {
        match character {
            '4' | '7' | '9' => digits += 1,
            '0'..='9' => only_in_digits += 1,
            _ => others += 1,
        }
    }
    let is_digits = if others == 0 { digits + only_in_digits > 0 } else { only_in_digits > others };
    if is_digits { Format::Digits } else { Format::Letters }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match self {
            Self::Letters(_) => Format::Letters,
            Self::Digits(_) => Format::Digits,
        };
        // Both formats by the function that also groups typed text: the page's first load has it once.
        f.write_str(&grouped(characters(&self.canonical()), group(format)))
    }
}

impl fmt::Debug for UserCode {
    // Hides the code, so that `{:?}` can't write it to a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(…)")
    }
}

fn digits(draw: Draw) -> [u8; DIGITS] {
    let mut values = [0; DIGITS];
    for value in &mut values[..DIGITS - 1] {
        *value = u8::try_from(draw(10)).unwrap_or(0);
    }
    // The diagonal is zero, so the interim digit is its own check digit.
    values[DIGITS - 1] = damm(&values[..DIGITS - 1]);
    values
}

/// H. M. Damm's totally anti-symmetric quasigroup of order 10 (thesis, Marburg 2004). The result is 0 if the last digit is right.
fn damm(digits: &[u8]) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.iter().fold(0, |interim, &digit| TABLE[usize::from(interim)][usize::from(digit)])
}
