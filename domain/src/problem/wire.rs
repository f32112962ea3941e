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
    attempts_left: Option<u64>,
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
            "step-up-needed" => P::StepUpNeeded,
            "nothing-to-verify" => P::NothingToVerify,
            "wrong-password" => P::WrongPassword,
            "too-many" => P::TooMany { retry_after_s: self.retry_after_s? },
            "code-unknown" => P::CodeUnknown,
            "code-expired" => P::CodeExpired,
            "code-used" => P::CodeUsed { device: self.device },
            "code-declined" => P::CodeDeclined,
            "wrong-sent-code" => P::WrongSentCode { attempts_left: self.attempts_left? },
            "sent-code-replaced" => P::SentCodeReplaced,
            "sent-code-used" => P::SentCodeUsed,
            "sent-code-expired" => P::SentCodeExpired,
            "sent-code-spent" => P::SentCodeSpent,
            "wrong-authenticator-code" => P::WrongAuthenticatorCode,
            "authenticator-code-used" => P::AuthenticatorCodeUsed,
            "wrong-recovery-code" => P::WrongRecoveryCode,
            "passkey-refused" => P::PasskeyRefused,
            "ceremony-over" => P::CeremonyOver,
            "texts-unavailable" => P::TextsUnavailable,
            "message-link-unknown" => P::MessageLinkUnknown,
            "way-unknown" => P::WayUnknown,
            "too-many-ways" => P::TooManyWays,
            "already-a-way" => P::AlreadyAWay,
            "last-settled-way" => P::LastSettledWay,
            "last-name" => P::LastName,
            "last-way-in" => P::LastWayIn,
            "name-taken" => P::NameTaken,
            "two-step-needs-ways" => P::TwoStepNeedsWays,
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
    country: Option<String>,
    because: Option<super::Guessable>,
}

impl From<FieldRule> for super::FieldRule {
    fn from(FieldRule { rule, why, country, because }: FieldRule) -> Self {
        match (rule.as_str(), why, country) {
            ("required", ..) => Self::Required,
            ("too_long", ..) => Self::TooLong,
            ("email", ..) => Self::Email,
            ("email_or_phone", ..) => Self::EmailOrPhone,
            ("phone", ..) => Self::Phone,
            ("phone_voip", ..) => Self::PhoneVoip,
            ("phone_service", ..) => Self::PhoneService,
            ("phone_country", _, Some(country)) => Self::PhoneCountry { country },
            ("country", ..) => Self::Country,
            ("plain_text", ..) => Self::PlainText,
            ("code", Some(why), _) => Self::Code { why },
            ("guessable", ..) => because.map_or(Self::Unknown, |because| Self::Guessable { because }),
            _ => Self::Unknown,
        }
    }
}
