//! An email address or a phone number.

use domain::Problem;
use domain::api::security::{MethodItemKind, RequestContactCode};
use domain::contact::{Email, phone};
use domain::field::FieldRule;
use leptos::prelude::*;

use super::{AddMethodScreen, UnverifiedMethod};
use crate::intl;
use crate::locale::t;
use crate::parts::country_field::{COUNTRY, CountryField};
use crate::parts::phone_field::{PHONE, phone_field, typed_phone};
use crate::parts::sent_code::SentCode;
use crate::parts::summary::Alert;
use crate::parts::text_field::{FieldContent, TextField};
use crate::words;

const EMAIL: &str = "contact";

pub(super) fn field(state: AddMethodScreen, kind: MethodItemKind, country: CountryField) -> AnyView {
    if kind == MethodItemKind::Phone {
        let (label, hint) = (t::security::phone_number(), t::security::phone_hint());
        return phone_field(label, hint, state.phone, country, state.alerts, Box::new(|| {}));
    }
    let (label, hint) = (t::security::email_address(), t::security::email_hint());
    TextField { id: EMAIL, label, hint, content: FieldContent::Address, value: state.email }
        .view(state.alerts, Box::new(|| {}))
}

/// The contact and its country.
pub(super) fn typed(state: AddMethodScreen, country: CountryField) -> Result<(String, Option<String>), Alert> {
    if state.kind.get_untracked() == MethodItemKind::Phone {
        let number = typed_phone(state.phone)?;
        let country = country.country_of(&number)?;
        return Ok((number.into_string(), country));
    }
    match state.email.with_untracked(|typed| Email::read(typed, intl::FOLD_EMAIL)) {
        Ok(email) => Ok((email.as_str().to_owned(), None)),
        Err(_) => Err(Alert::for_field(EMAIL, words::rule(&FieldRule::Email))),
    }
}

pub(super) async fn begin(state: AddMethodScreen, contact: String, country: Option<String>) {
    let request = RequestContactCode { contact: contact.clone(), country: country.clone() };
    let recipient = Some((contact.clone(), country.clone()));
    let is_same = state.recipient.try_get_untracked().flatten() == recipient;
    let previous = state.sent.try_get_untracked().flatten().filter(|_| is_same);
    match SentCode::request_first(request, previous, contact.clone(), phone::looks_like_one(&contact)).await {
        Ok(code) => {
            state.sent.try_set(Some(code));
            state.recipient.try_set(recipient);
            state.show_code_step(UnverifiedMethod::Contact { contact, country }).await;
        }
        Err(problem) => state.show_problem(problem),
    }
}

/// The field that a problem concerns.
pub(super) fn field_of(state: AddMethodScreen, problem: &Problem) -> Option<&'static str> {
    let Problem::Fields { fields } = problem else { return None };
    Some(match fields.first()?.field.as_str() {
        "country" => COUNTRY,
        _ if state.kind.try_get_untracked() == Some(MethodItemKind::Phone) => PHONE,
        _ => EMAIL,
    })
}
