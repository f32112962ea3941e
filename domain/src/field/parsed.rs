//! Fields that are parsed once, when their request is read.

use super::FieldRule;
use crate::code::{OneTimeCode, RecoveryCode, UserCode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A value that a field is parsed into, and that is written as text.
pub trait FieldValue: fmt::Display + Sized {
    /// A regular expression for its text; `None` if people type it in many ways.
    const PATTERN: Option<&'static str>;

    /// Parses the field's text.
    fn parse_field(text: &str) -> Result<Self, FieldRule>;
}

/// A field of a request: its value, or the rule that its text breaks. A broken field doesn't stop the request from being read, so that
/// the answer lists all broken fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T>(Result<T, FieldRule>);

impl<T> Parsed<T> {
    /// The value, or the broken rule.
    pub fn value(self) -> Result<T, FieldRule> {
        self.0
    }

    /// The broken rule, if any.
    pub(crate) fn rule(&self) -> Option<&FieldRule> {
        self.0.as_ref().err()
    }
}

impl<T> From<T> for Parsed<T> {
    fn from(value: T) -> Self {
        Self(Ok(value))
    }
}

impl<T: Default> Default for Parsed<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: FieldValue> Serialize for Parsed<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            // `collect_str` would weigh more in the page.
            Ok(value) => to.serialize_str(&value.to_string()),
            // A broken field is only written when `validator` copies it into its error.
            Err(_) => to.serialize_str(""),
        }
    }
}

impl<'de, T: FieldValue> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(T::parse_field(&text)))
    }
}

#[cfg(feature = "schema")]
impl<T: FieldValue> schemars::JsonSchema for Parsed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        match T::PATTERN {
            Some(pattern) => schemars::json_schema!({ "type": "string", "pattern": pattern }),
            None => schemars::json_schema!({ "type": "string" }),
        }
    }
}

/// Makes a [`FieldValue`] a field of answers, too. A text that is none is an error there.
macro_rules! text {
    ($Value:ty) => {
        impl serde::Serialize for $Value {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.to_string())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Value {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                crate::field::read_text(from)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $Value {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                "Text".into()
            }

            fn json_schema(to: &mut schemars::SchemaGenerator) -> schemars::Schema {
                crate::field::Parsed::<Self>::json_schema(to)
            }
        }
    };
}
pub(crate) use text;

/// Reads a value in an answer.
pub(crate) fn read_text<'de, T: FieldValue, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    Parsed::deserialize(from)?.value().map_err(|_| de::Error::custom("not the text of such a value"))
}

/// Makes values fields of requests, which people type in many ways.
macro_rules! typed {
    ($($Value:ty),+) => {
        $(impl $crate::field::FieldValue for $Value {
            const PATTERN: Option<&'static str> = None;

            fn parse_field(text: &str) -> Result<Self, $crate::field::FieldRule> {
                Ok(Self::parse(text)?)
            }
        })+
    };
}

pub(crate) use typed;

typed!(UserCode, OneTimeCode, RecoveryCode);

text!(UserCode);
