//! Rules for the fields of requests. Each calls the one parser for its kind and reports the parser's error.

mod guessable;
mod rule;

pub use guessable::Guessable;
pub use rule::{FieldProblem, FieldRule, FieldRuleKind};

use crate::code::{OneTimeCode, RecoveryCode, UserCode};
use crate::contact::{Email, phone as phones};
use crate::device::{self, BadClaim};
use serde::Deserialize as _;
use std::borrow::Cow;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

/// The most characters in a password (S5), because longer ones would only cost the server time.
pub const LONGEST_PASSWORD: usize = 128;

/// The most bytes in a typed phone number, with separators.
const LONGEST_PHONE: usize = 64;

/// A user code of either format.
pub fn user_code(text: &str) -> Result<(), ValidationError> {
    UserCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// A code sent in a message.
pub fn one_time_code(text: &str) -> Result<(), ValidationError> {
    OneTimeCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// A recovery code.
pub fn recovery_code(text: &str) -> Result<(), ValidationError> {
    RecoveryCode::parse(text).map(drop).map_err(|why| broken(&FieldRule::Code { why }))
}

/// The name that an owner gives a device.
pub fn owners_name(text: &str) -> Result<(), ValidationError> {
    device::owners_name(text).map(drop).map_err(|why| match why {
        BadClaim::TooLong => broken(&FieldRule::TooLong),
        BadClaim::Control | BadClaim::Address => broken(&FieldRule::PlainText),
    })
}

/// A sign-in name as typed. The server checks phone numbers with its tables.
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

/// A password as typed at sign-in. Its strength isn't judged.
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

/// The rules that a request breaks, by field. No two fields of a request share a name.
pub(crate) fn broken_rules(errors: &ValidationErrors) -> Vec<FieldProblem> {
    let of_field = |(field, kind): (&Cow<'static, str>, &ValidationErrorsKind)| match kind {
        ValidationErrorsKind::Field(errors) => {
            errors.iter().map(|error| FieldProblem { field: field.to_string(), rule: rule_of(error) }).collect()
        }
        ValidationErrorsKind::Struct(inner) => broken_rules(inner),
        ValidationErrorsKind::List(items) => items.values().flat_map(|inner| broken_rules(inner)).collect(),
    };
    let mut broken: Vec<FieldProblem> = errors.errors().iter().flat_map(of_field).collect();
    broken.sort_by(|a, b| a.field.cmp(&b.field));
    broken
}

fn rule_of(error: &ValidationError) -> FieldRule {
    error.params.get(RULE).and_then(|rule| FieldRule::deserialize(rule).ok()).unwrap_or(FieldRule::Unknown)
}
