//! Field rules for request types: each calls the one parser that knows, and says what it said.

use crate::code::{CodeError, OneTimeCode, RecoveryCode, UserCode};
use crate::contact::{Email, phone as phones};
use crate::device::{self, BadClaim};
use crate::problem::FieldRule;
use validator::ValidationError;

/// Most characters in a password (S5); more would only cost the server time.
pub const LONGEST_PASSWORD: usize = 128;

/// Bytes of a phone number as typed, with whatever stands between its digits.
const LONGEST_PHONE: usize = 64;

/// A user code of either format.
pub fn user_code(text: &str) -> Result<(), ValidationError> {
    UserCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// A code that a message brings.
pub fn one_time_code(text: &str) -> Result<(), ValidationError> {
    OneTimeCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// A recovery code.
pub fn recovery_code(text: &str) -> Result<(), ValidationError> {
    RecoveryCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// The name an owner gives a device.
pub fn owners_name(text: &str) -> Result<(), ValidationError> {
    device::owners_name(text).map(drop).map_err(|why| match why {
        BadClaim::TooLong => broken(&FieldRule::TooLong),
        BadClaim::Control | BadClaim::Address => broken(&FieldRule::PlainText),
    })
}

/// A sign-in name as typed. Whether digits are a number of their country takes tables, which the server asks.
pub fn email_or_phone(text: &str) -> Result<(), ValidationError> {
    match text.trim() {
        "" => Err(broken(&FieldRule::Required)),
        text if phones::looks_like_one(text) => phone(text),
        text if Email::parse(text).is_ok() => Ok(()),
        _ => Err(broken(&FieldRule::EmailOrPhone)),
    }
}

/// A phone number as typed.
pub fn phone(text: &str) -> Result<(), ValidationError> {
    match text.trim() {
        "" => Err(broken(&FieldRule::Required)),
        text if text.len() > LONGEST_PHONE => Err(broken(&FieldRule::TooLong)),
        text if phones::looks_like_one(text) => Ok(()),
        _ => Err(broken(&FieldRule::Phone)),
    }
}

/// A country: ISO 3166-1 alpha-2.
pub fn country(text: &str) -> Result<(), ValidationError> {
    let is_one = text.len() == 2 && text.bytes().all(|c| c.is_ascii_uppercase());
    if is_one { Ok(()) } else { Err(broken(&FieldRule::Country)) }
}

/// A password as typed at sign-in: its strength is not judged here.
pub fn password(text: &str) -> Result<(), ValidationError> {
    match text.chars().count() {
        0 => Err(broken(&FieldRule::Required)),
        1..=LONGEST_PASSWORD => Ok(()),
        _ => Err(broken(&FieldRule::TooLong)),
    }
}

const RULE: &str = "rule";

fn broken(rule: &FieldRule) -> ValidationError {
    let mut error = ValidationError::new(RULE);
    error.add_param(RULE.into(), rule);
    error
}

/// The rule an error was made from.
pub(crate) fn rule(error: &ValidationError) -> FieldRule {
    error.params.get(RULE).and_then(|rule| FieldRule::deserialize(rule).ok()).unwrap_or(FieldRule::Unknown)
}

use serde::Deserialize as _;

/// The error of a code that the server has parsed a second time, as the same problem.
impl From<CodeError> for crate::Problem {
    fn from(why: CodeError) -> Self {
        let fields = vec![crate::problem::FieldProblem { field: "code".into(), rule: FieldRule::Code { why } }];
        Self::Fields { fields }
    }
}
