//! A field of a request that breaks a rule.

use super::guessable::Guessable;
use crate::code::CodeError;
use crate::listed::{Data, listed};
use serde::{Deserialize, Serialize};

/// A field and the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the request.
    pub field: String,
    /// The rule.
    pub rule: FieldRule,
}

impl FieldProblem {
    /// One example of each rule.
    pub fn examples() -> Vec<Self> {
        FieldRule::examples().into_iter().map(|rule| Self { field: "code".into(), rule }).collect()
    }
}

listed! {
    /// The rule that a field breaks.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub enum FieldRule, FieldRuleKind by "rule" in "snake_case" {
        /// A rule that this version doesn't know.
        Unknown,
        /// It must not be empty.
        Required,
        /// It is too long.
        TooLong,
        /// It must be an email address.
        Email,
        /// It is an email address that needs SMTPUTF8 (RFC 6531), which the mail server doesn't support.
        EmailUtf8,
        /// It must be an email address or a phone number.
        EmailOrPhone,
        /// It must be a phone number in the country.
        Phone,
        /// It is an internet (VoIP) number, which changes owners easily.
        PhoneVoip,
        /// It is a service number, which receives no texts.
        PhoneService,
        /// No texts are sent to its country.
        PhoneCountry {
            /// ISO 3166-1 alpha-2.
            country: String = "AQ".into(),
        },
        /// It needs a country.
        Country,
        /// It must be plain text, without web addresses or invisible characters.
        PlainText,
        /// It must be a code.
        Code {
            /// The error in the code.
            why: CodeError = CodeError::Mistyped,
        },
        /// It must be a password that is hard to guess.
        Guessable {
            /// The reason.
            because: Guessable = Guessable::Common,
        },
    }
}

impl From<CodeError> for FieldRule {
    fn from(why: CodeError) -> Self {
        Self::Code { why }
    }
}

impl Data for CodeError {}
impl Data for Guessable {}
