//! A field of a request that is not what it should have been.

use super::guessable::Guessable;
use crate::code::CodeError;
use crate::listed::{Data, listed};
use serde::{Deserialize, Serialize};

/// A field and the rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the request.
    pub field: String,
    /// What it should have been.
    pub rule: FieldRule,
}

impl FieldProblem {
    /// One for each rule.
    pub fn examples() -> Vec<Self> {
        FieldRule::examples().into_iter().map(|rule| Self { field: "code".into(), rule }).collect()
    }
}

listed! {
    /// What a field should have been.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum FieldRule, FieldRuleKind by "rule" in "snake_case" {
        /// A rule this version does not know.
        Unknown,
        /// Something must stand there.
        Required,
        /// It is longer than it may be.
        TooLong,
        /// It must be an email address.
        Email,
        /// It must be an email address or a phone number.
        EmailOrPhone,
        /// It must be a phone number of the country.
        Phone,
        /// It is a number on the internet, which may change hands.
        PhoneVoip,
        /// It is a number of a service, which gets no texts.
        PhoneService,
        /// No texts go to its country.
        PhoneCountry {
            /// ISO 3166-1 alpha-2.
            country: String = "AQ".into(),
        },
        /// A country is missing.
        Country,
        /// It must be plain words: no web address, nothing invisible.
        PlainText,
        /// It must be a code, and is not for this reason.
        Code {
            /// What is wrong with it.
            why: CodeError = CodeError::Mistyped,
        },
        /// It is a password that is easy to guess.
        Guessable {
            /// Why.
            because: Guessable = Guessable::Common,
        },
    }
}

impl Data for CodeError {}
impl Data for Guessable {}
