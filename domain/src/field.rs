//! What a request's field should be. [`crate::api`] checks the fields of requests.

mod guessable;
mod parsed;
mod rule;

pub use guessable::Guessable;
pub use parsed::{FieldValue, Parsed};
pub use rule::{FieldProblem, FieldRule, FieldRuleKind};

pub(crate) use parsed::{read_text, text, typed};
use serde::Deserialize as _;
use std::borrow::Cow;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

/// The most characters in a password (S5), because longer ones would only cost the server time.
pub const LONGEST_PASSWORD: usize = 128;

const RULE: &str = "rule";

/// A broken rule as a request's validation reports it.
pub(crate) fn broken(rule: &FieldRule) -> ValidationError {
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
