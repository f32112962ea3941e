//! Email addresses and phone numbers as people type them. The page and the server parse them with this one rule.

use super::bare;
use super::email::{Email, Fold};
use super::phone::{is_international, looks_like_one};
use crate::code::character::is_invisible;
use crate::field::FieldRule;
use std::fmt;

/// An email address or a phone number, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A folded address.
    Email(Email),
    /// A number.
    Phone(TypedPhone),
}

impl Typed {
    /// Parses either. A text that looks like a number is one.
    pub fn read(text: &str, fold: Fold) -> Result<Self, FieldRule> {
        match bare(text) {
            "" => Err(FieldRule::Required),
            contact if looks_like_one(contact) => TypedPhone::read(text).map(Self::Phone),
            _ => Email::read(text, fold).map(Self::Email).map_err(|_| FieldRule::EmailOrPhone),
        }
    }
}

/// A phone number as typed, without invisible marks. Only the server has the numbering plans that turn it into a [`super::Phone`].
#[derive(Clone, PartialEq, Eq)]
pub struct TypedPhone(String);

/// The most bytes in a typed number, with separators.
const LONGEST: usize = 64;

impl TypedPhone {
    /// Parses a number. What stands around it is ignored, and so are invisible marks, which address books and chats put around it (L14).
    pub fn read(text: &str) -> Result<Self, FieldRule> {
        let number: String = bare(text).chars().filter(|c| !is_invisible(*c)).collect();
        match number.as_str() {
            "" => Err(FieldRule::Required),
            number if number.len() > LONGEST => Err(FieldRule::TooLong),
            number if looks_like_one(number) => Ok(Self(number.to_owned())),
            _ => Err(FieldRule::Phone),
        }
    }

    /// Whether it starts with its country's calling code. A number that doesn't needs a country.
    pub fn is_international(&self) -> bool {
        is_international(&self.0)
    }

    /// The number as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as typed.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for TypedPhone {
    // Full contacts must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedPhone(…)")
    }
}
