//! Checks of the fields of requests. Each calls the one parser for its kind and reports the parser's error.

use crate::contact::{Typed, TypedPhone};
use crate::field::{FieldRule, LONGEST_PASSWORD, Parsed, broken};
use validator::ValidationError;

/// A field that was parsed when its request was read.
pub(super) fn parsed<T>(field: &Parsed<T>) -> Result<(), ValidationError> {
    field.rule().map_or(Ok(()), |rule| Err(broken(rule)))
}

/// A sign-in name as typed. The server checks again with its tables.
pub(super) fn email_or_phone(text: &str) -> Result<(), ValidationError> {
    Typed::read(text, |text| Some(text.to_lowercase())).map(drop).map_err(|rule| broken(&rule))
}

/// A phone number as typed. The server checks again with its tables.
pub(super) fn phone(text: &str) -> Result<(), ValidationError> {
    TypedPhone::read(text).map(drop).map_err(|rule| broken(&rule))
}

/// A country: ISO 3166-1 alpha-2.
pub(super) fn country(text: &str) -> Result<(), ValidationError> {
    let is_one = text.len() == 2 && text.bytes().all(|c| c.is_ascii_uppercase());
    if is_one { Ok(()) } else { Err(broken(&FieldRule::Country)) }
}

/// A password as typed at sign-in. Its strength isn't judged.
pub(super) fn password(text: &str) -> Result<(), ValidationError> {
    match text.chars().count() {
        0 => Err(broken(&FieldRule::Required)),
        1..=LONGEST_PASSWORD => Ok(()),
        _ => Err(broken(&FieldRule::TooLong)),
    }
}
