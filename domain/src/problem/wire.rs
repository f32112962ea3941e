//! How problems are read: each in one flat struct, whose tag then tells which of its fields count.
//!
//! serde's own way with tagged enums buffers whatever comes before the tag, which weighs more in wasm than all else that
//! the page reads.

use crate::code::CodeError;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Problem {
    r#type: String,
    fields: Option<Vec<super::FieldProblem>>,
    detail: Option<String>,
    now: Option<String>,
    retry_after_s: Option<u64>,
    request_id: Option<String>,
    device: Option<String>,
}

impl Problem {
    /// `None` for a type this version does not know, or one without what belongs to it.
    fn known(self) -> Option<super::Problem> {
        use super::Problem as P;
        Some(match self.r#type.as_str() {
            "fields" => P::Fields { fields: self.fields? },
            "malformed" => P::Malformed { detail: self.detail? },
            "too-large" => P::TooLarge,
            "too-slow" => P::TooSlow,
            "wrong-content-type" => P::WrongContentType,
            "wrong-method" => P::WrongMethod,
            "no-such-endpoint" => P::NoSuchEndpoint,
            "cross-site" => P::CrossSite,
            "not-signed-in" => P::NotSignedIn,
            "account-changed" => P::AccountChanged { now: self.now? },
            "wrong-password" => P::WrongPassword,
            "too-many" => P::TooMany { retry_after_s: self.retry_after_s? },
            "code-unknown" => P::CodeUnknown,
            "code-expired" => P::CodeExpired,
            "code-used" => P::CodeUsed { device: self.device },
            "code-declined" => P::CodeDeclined,
            "message-link-unknown" => P::MessageLinkUnknown,
            "device-unknown" => P::DeviceUnknown,
            "internal" => P::Internal { request_id: self.request_id? },
            "unavailable" => P::Unavailable,
            _ => return None,
        })
    }
}

impl From<Problem> for super::Problem {
    fn from(problem: Problem) -> Self {
        problem.known().unwrap_or(Self::Unknown)
    }
}

#[derive(Deserialize)]
pub(super) struct FieldRule {
    rule: String,
    why: Option<CodeError>,
}

impl From<FieldRule> for super::FieldRule {
    fn from(FieldRule { rule, why }: FieldRule) -> Self {
        match (rule.as_str(), why) {
            ("required", _) => Self::Required,
            ("too_long", _) => Self::TooLong,
            ("email", _) => Self::Email,
            ("plain_text", _) => Self::PlainText,
            ("code", Some(why)) => Self::Code { why },
            _ => Self::Unknown,
        }
    }
}
