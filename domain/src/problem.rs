//! Every failure that a person or a program can be told (RFC 9457). No client ever parses prose.

mod wire;

use crate::code::CodeError;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use validator::ValidationErrorsKind;

/// One thing that went wrong, with what is needed to say it well.
///
/// On the wire it is `application/problem+json`; `type` is the variant's name. The words live with whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "type", rename_all = "kebab-case", from = "wire::Problem")]
pub enum Problem {
    /// Fields of the request do not meet their rules.
    #[error("fields do not meet their rules")]
    Fields {
        /// One entry for each broken rule.
        fields: Vec<FieldProblem>,
    },
    /// The request is not in the form the endpoint takes: `detail` is for the developer who sent it.
    #[error("malformed request: {detail}")]
    Malformed {
        /// What is wrong with it, for developers.
        detail: String,
    },
    /// The body is larger than the server takes.
    #[error("request too large")]
    TooLarge,
    /// The request did not arrive in time.
    #[error("request too slow")]
    TooSlow,
    /// The body is not of the type the endpoint takes.
    #[error("wrong content type")]
    WrongContentType,
    /// The endpoint exists, but not for this method.
    #[error("wrong method")]
    WrongMethod,
    /// Nothing lives at this path.
    #[error("no such endpoint")]
    NoSuchEndpoint,
    /// The request comes from another site's page.
    #[error("request from another site")]
    CrossSite,

    /// Nobody is signed in in this browser.
    #[error("not signed in")]
    NotSignedIn,
    /// The browser's account is another one than the page shows: another tab switched it (L10).
    #[error("another account is in use")]
    AccountChanged {
        /// The account that is in use now, as its owner knows it.
        now: String,
    },
    /// This needs a fresh proof of who one is, by one of the account's ways (I3).
    #[error("a step-up is needed")]
    StepUpNeeded,
    /// Nothing waits for a proof here: the sign-in was too long ago, or never begun.
    #[error("nothing waits for a proof")]
    NothingToVerify,
    /// Name and password do not belong together; said alike for unknown names (S1).
    #[error("wrong name or password")]
    WrongPassword,
    /// Too many tries.
    #[error("too many tries, wait {retry_after_s} s")]
    TooMany {
        /// Seconds until another try counts.
        retry_after_s: u64,
    },

    /// No device shows this code.
    #[error("code not known")]
    CodeUnknown,
    /// The code's time is over.
    #[error("code expired")]
    CodeExpired,
    /// The code has been used to link a device.
    #[error("code already used")]
    CodeUsed {
        /// The device, if it is this account's: whoever lost the answer to an approval finds it here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<String>,
    },
    /// The person has declined the request with this code.
    #[error("code declined")]
    CodeDeclined,
    /// This is not the code that was sent.
    #[error("wrong code, {attempts_left} tries left")]
    WrongSentCode {
        /// Tries that the code has left.
        attempts_left: u64,
    },
    /// The code was right, but a newer one was sent since.
    #[error("a newer code was sent")]
    SentCodeReplaced,
    /// The code was right, and has been used.
    #[error("this code has been used")]
    SentCodeUsed,
    /// The code's time is over.
    #[error("the code that was sent has expired")]
    SentCodeExpired,
    /// The code has had too many wrong tries.
    #[error("too many wrong tries for this code")]
    SentCodeSpent,
    /// The authenticator app does not show this code now.
    #[error("wrong code of an authenticator app")]
    WrongAuthenticatorCode,
    /// It did, and the code has been used: the next one is half a minute away at most.
    #[error("this code of an authenticator app has been used")]
    AuthenticatorCodeUsed,
    /// None of the recovery codes that are left.
    #[error("wrong recovery code")]
    WrongRecoveryCode,
    /// This passkey proves nothing here: it was removed, or its answer is not right.
    #[error("passkey refused")]
    PasskeyRefused,
    /// What was begun was too long ago, was finished already, or was begun elsewhere: begin anew.
    #[error("begun too long ago, or finished already")]
    CeremonyOver,
    /// No texts go to this number now.
    #[error("no texts to this number")]
    TextsUnavailable,
    /// The link from a message is none of ours, or too old.
    #[error("message link not known")]
    MessageLinkUnknown,
    /// The account has no such way (any more).
    #[error("way not known")]
    WayUnknown,
    /// The account has as many ways as one may have (I1).
    #[error("too many ways")]
    TooManyWays,
    /// The contact is one of the account's ways already.
    #[error("already a way")]
    AlreadyAWay,
    /// No settled way would be left (I4): add another one first.
    #[error("the last settled way")]
    LastSettledWay,
    /// No sign-in name would be left that its owner has had for long (I6).
    #[error("the last sign-in name")]
    LastName,
    /// No settled way would be left that signs in.
    #[error("the last way to sign in")]
    LastWayIn,
    /// Another account signs in with this contact (I2).
    #[error("another account's sign-in name")]
    NameTaken,
    /// Two-step verification needs two ways, or one and saved recovery codes.
    #[error("two-step verification needs more ways")]
    TwoStepNeedsWays,
    /// The account has no such device (any more).
    #[error("device not known")]
    DeviceUnknown,

    /// The server failed; the request id finds the cause in its log.
    #[error("internal failure {request_id}")]
    Internal {
        /// To quote to support.
        request_id: String,
    },
    /// The server stops, or has too much to do: a later try will do.
    #[error("unavailable for now")]
    Unavailable,
    /// A newer server's answer met an older, cached page.
    #[error("unknown problem")]
    Unknown,
}

/// A field and the rule it breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the request.
    pub field: String,
    /// What it should have been.
    pub rule: FieldRule,
}

/// What a field should have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", from = "wire::FieldRule")]
pub enum FieldRule {
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
        country: String,
    },
    /// A country is missing.
    Country,
    /// It must be plain words: no web address, nothing invisible.
    PlainText,
    /// It must be a code, and is not for this reason.
    Code {
        /// What is wrong with it.
        why: CodeError,
    },
    /// It is a password that is easy to guess.
    Guessable {
        /// Why.
        because: Guessable,
    },
    /// A rule this version does not know.
    Unknown,
}

/// Why a new password is easy to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guessable {
    /// Many people have it.
    Common,
    /// It is in a list of passwords that were stolen elsewhere.
    Breached,
    /// It is made from the person's own name or address.
    Personal,
    /// A name or two.
    Name,
    /// One word.
    Word,
    /// Neighbours on the keyboard.
    Keyboard,
    /// The same again and again.
    Repeats,
    /// Letters or digits in their order.
    Sequence,
    /// A date or a year.
    Date,
    /// Whatever else: it is too short for what it is made of.
    Short,
}

impl Problem {
    /// The HTTP status it travels with.
    pub fn status(&self) -> u16 {
        match self {
            Self::Fields { .. } => 422,
            Self::Malformed { .. } => 400,
            Self::TooSlow => 408,
            Self::TooLarge => 413,
            Self::WrongContentType => 415,
            Self::WrongMethod => 405,
            Self::NoSuchEndpoint
            | Self::CodeUnknown
            | Self::MessageLinkUnknown
            | Self::DeviceUnknown
            | Self::WayUnknown => 404,
            Self::CrossSite => 403,
            Self::NotSignedIn
            | Self::StepUpNeeded
            | Self::NothingToVerify
            | Self::WrongPassword
            | Self::WrongSentCode { .. }
            | Self::WrongAuthenticatorCode
            | Self::WrongRecoveryCode
            | Self::PasskeyRefused => 401,
            Self::AccountChanged { .. }
            | Self::CodeUsed { .. }
            | Self::CodeDeclined
            | Self::SentCodeReplaced
            | Self::SentCodeUsed
            | Self::AuthenticatorCodeUsed
            | Self::TextsUnavailable
            | Self::TooManyWays
            | Self::AlreadyAWay
            | Self::LastSettledWay
            | Self::LastName
            | Self::LastWayIn
            | Self::NameTaken
            | Self::TwoStepNeedsWays => 409,
            Self::CodeExpired | Self::SentCodeExpired | Self::SentCodeSpent | Self::CeremonyOver => 410,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } | Self::Unknown => 500,
            Self::Unavailable => 503,
        }
    }
}

impl From<validator::ValidationErrors> for Problem {
    fn from(errors: validator::ValidationErrors) -> Self {
        let mut fields = broken_rules(&errors);
        fields.sort_by(|a, b| a.field.cmp(&b.field));
        Self::Fields { fields }
    }
}

/// Those of the request and of what it contains; no two fields of one request share a name.
fn broken_rules(errors: &validator::ValidationErrors) -> Vec<FieldProblem> {
    let of_field = |(field, kind): (&Cow<'static, str>, &ValidationErrorsKind)| match kind {
        ValidationErrorsKind::Field(errors) => {
            let rules = errors.iter().map(crate::field::rule);
            rules.map(|rule| FieldProblem { field: field.to_string(), rule }).collect()
        }
        ValidationErrorsKind::Struct(inner) => broken_rules(inner),
        ValidationErrorsKind::List(items) => items.values().flat_map(|inner| broken_rules(inner)).collect(),
    };
    errors.errors().iter().flat_map(of_field).collect()
}
