//! The words for each problem. Matched without `_`: a new problem does not compile until it has words.

pub(crate) mod request;

use domain::Problem;
use domain::code::{CodeError, ExcludedCharacter};
use domain::field::FieldRule;

use crate::intl::{self, number, small, within};
use crate::locale::t;

/// The text of a problem: what happened, why, and what to do now.
pub(crate) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Fields { fields } => {
            let rules: Vec<String> = fields.iter().map(|field| rule(&field.rule)).collect();
            rules.join(" ")
        }
        Problem::Malformed { .. }
        | Problem::WrongContentType
        | Problem::WrongHttpMethod
        | Problem::NoSuchEndpoint
        | Problem::Unknown => t::problem::outdated().into(),
        Problem::TooLarge => t::problem::too_large().into(),
        Problem::CrossSite => t::problem::cross_site().into(),
        Problem::NotSignedIn => t::problem::not_signed_in().into(),
        Problem::AccountChanged { now } => t::problem::account_changed(now),
        Problem::StepUpNeeded => t::problem::step_up_needed().into(),
        Problem::WrongPassword => t::form_problem::wrong_password().into(),
        Problem::AccountDisabled => t::form_problem::account_disabled().into(),
        Problem::SignInTooLate => t::form_problem::sign_in_too_late().into(),
        Problem::TooMany { retry_after_s } => t::problem::too_many(&within(*retry_after_s)),
        Problem::CodeUnknown => t::problem::code_unknown().into(),
        Problem::CodeExpired => t::problem::code_expired().into(),
        Problem::CodeUsed { .. } => t::problem::code_used().into(),
        Problem::CodeDeclined => t::problem::code_declined().into(),
        Problem::WrongSentCode { attempts_left } => t::code_problem::wrong_sent_code(small(*attempts_left)),
        Problem::SentCodeReplaced => t::code_problem::sent_code_replaced().into(),
        Problem::SentCodeUsed => t::code_problem::sent_code_used().into(),
        Problem::SentCodeExpired => t::code_problem::sent_code_expired().into(),
        Problem::SentCodeSpent => t::code_problem::sent_code_spent().into(),
        Problem::WrongAuthenticatorCode => t::code_problem::wrong_authenticator_code().into(),
        Problem::AuthenticatorCodeUsed => t::code_problem::authenticator_code_used().into(),
        Problem::WrongRecoveryCode => t::code_problem::wrong_recovery_code().into(),
        Problem::PasskeyRefused => t::form_problem::passkey_refused().into(),
        Problem::NothingToVerify | Problem::CeremonyOver => t::form_problem::ceremony_over().into(),
        Problem::TextsUnavailable => t::form_problem::texts_unavailable().into(),
        Problem::MessageLinkUnknown => t::message_problem::link_unknown().into(),
        Problem::MethodUnknown => t::form_problem::method_unknown().into(),
        Problem::TooManyMethods { limit } => t::security_problem::too_many_methods(small(*limit)),
        Problem::MethodAlreadyAdded => t::security_problem::method_already_added().into(),
        Problem::LastEstablishedMethod => t::security_problem::last_established_method().into(),
        Problem::LastName => t::security_problem::last_name().into(),
        Problem::NoSignInLeft => t::security_problem::no_sign_in_left().into(),
        Problem::NameTaken => t::security_problem::name_taken().into(),
        Problem::TwoStepNeedsMethods => t::security_problem::two_step_needs_methods().into(),
        Problem::DeviceUnknown => t::device_problem::unknown().into(),
        Problem::TooManyDevices { most_devices } => t::device_problem::too_many(small(*most_devices)),
        Problem::Internal { request_id } => t::problem::internal(request_id),
        // A request that was too slow is repeated as if the server had been unreachable.
        Problem::Unavailable | Problem::TooSlow => t::problem::unavailable().into(),
    }
}

/// The text of an invalid field.
pub(crate) fn rule(rule: &FieldRule) -> String {
    let text = match rule {
        FieldRule::Required => t::field::required(),
        FieldRule::TooLong => t::field::too_long(),
        FieldRule::PlainText => t::field::plain_text(),
        FieldRule::Email => t::field::email(),
        FieldRule::EmailUtf8 => t::field::email_utf8(),
        FieldRule::EmailOrPhone => t::field::email_or_phone(),
        FieldRule::Phone => t::field::phone(),
        FieldRule::PhoneVoip => t::field::phone_voip(),
        FieldRule::PhoneService => t::field::phone_service(),
        FieldRule::PhoneCountry { country } => return t::field::phone_country(&intl::country(country)),
        FieldRule::Country => t::field::country(),
        FieldRule::Code { why } => return code(why),
        FieldRule::Guessable { .. } => t::field::guessable(),
        FieldRule::Unknown => t::problem::field_unknown(),
    };
    text.into()
}

/// The text of an invalid code.
pub(crate) fn code(error: &CodeError) -> String {
    match error {
        CodeError::Empty => t::code::empty().into(),
        CodeError::TooShort { have, need } => t::code::too_short(&number(*have), &number(*need)),
        CodeError::TooLong { have, need } => t::code::too_long(&number(*have), &number(*need)),
        CodeError::WrongCharacter { character, position, reason } => {
            let (character, position) = (character.to_string(), number(*position));
            match reason {
                ExcludedCharacter::Alike => t::code::alike(&character, &position),
                ExcludedCharacter::Vowel => t::code::vowel(&character, &position),
                ExcludedCharacter::NotADigit => t::code::not_a_digit(&character, &position),
                ExcludedCharacter::Foreign => t::code::foreign(&character, &position),
            }
        }
        CodeError::Mistyped => t::code::mistyped().into(),
    }
}
