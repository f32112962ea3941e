//! The ID by which the server recognizes a request that is sent again, because its answer was lost.

use crate::field::{FieldRule, FieldValue};
use std::fmt;
use std::ops::RangeInclusive;

/// The characters of an ID: in base64, the fewest have 132 random bits.
const LENGTH: RangeInclusive<usize> = 22..=64;

/// A random ID of a request that decides something once. The page draws one for each press of a button, and sends it again with each retry.
/// For a minute, the same request with the same ID from the same browser gets the same answer. Without an ID, its code is used.
#[derive(Clone, PartialEq, Eq)]
pub struct OperationId(String);

impl OperationId {
    /// Parses an ID; `None` for a text that is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one =
            LENGTH.contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'));
        is_one.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OperationId {
    // It permits asking for an answer again, so it must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OperationId(…)")
    }
}

impl FieldValue for OperationId {
    const PATTERN: Option<&'static str> = Some("^[0-9A-Za-z_-]{22,64}$");

    fn parse_field(text: &str) -> Result<Self, FieldRule> {
        Self::parse(text).ok_or(FieldRule::Unknown)
    }
}
