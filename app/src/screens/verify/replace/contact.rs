//! The new contact, and "Send code".

use domain::Problem;
use domain::api::replacement::RequestReplacementCode;
use domain::api::security::MethodItemKind;
use domain::api::single_use_code::CodeOptions;
use domain::contact::{Email, phone};
use domain::field::FieldRule;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{ReplaceScreen, other_method};
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::country_field::{COUNTRY, CountryField};
use crate::parts::phone_field::{PHONE, phone_field, typed_phone};
use crate::parts::radios::radios;
use crate::parts::sent_code::SentCode;
use crate::parts::summary::Alert;
use crate::parts::text_field::{FieldContent, TextField};
use crate::reactive::live;
use crate::words;

const EMAIL: &str = "contact";

pub(super) fn contact(screen: ReplaceScreen, options: &CodeOptions) -> AnyView {
    let (busy, country, alerts) = (Busy::new(), CountryField::new(Some(options)), screen.verify.alerts);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match typed(screen, country) {
            Ok((contact, country)) => busy.run(request(screen, contact, country)),
            Err(alert) => alerts.set(Some(alert)),
        }
    };
    let choose = move |kind| {
        alerts.set(None);
        screen.kind.set(kind);
    };
    let kinds = [(MethodItemKind::Email, t::verify::by_email()), (MethodItemKind::Phone, t::verify::by_text())];
    let kinds = Vec::from(kinds.map(|(kind, words)| (kind, words.to_owned())));
    let kinds = options.texts.then(|| radios("kind", t::replacement::which(), kinds, screen.kind, choose));
    view! {
        <form novalidate on:submit=send>
            <p class="lead">{t::replacement::lead()}</p>
            {kinds}
            {live(move || field(screen, country))}
            <div class="actions">{submit(t::verify::send(), busy)} {other_method(screen.verify)}</div>
        </form>
    }
    .into_any()
}

fn field(screen: ReplaceScreen, country: CountryField) -> AnyView {
    let alerts = screen.verify.alerts;
    if screen.kind.get() == MethodItemKind::Phone {
        let (label, hint) = (t::replacement::phone_number(), t::replacement::phone_hint());
        return phone_field(label, hint, screen.phone, country, alerts, Box::new(|| {}));
    }
    let (label, hint) = (t::replacement::email_address(), "");
    TextField { id: EMAIL, label, hint, content: FieldContent::Address, value: screen.email }
        .view(alerts, Box::new(|| {}))
}

/// The contact and its country.
fn typed(screen: ReplaceScreen, country: CountryField) -> Result<(String, Option<String>), Alert> {
    if screen.kind.get_untracked() == MethodItemKind::Phone {
        let number = typed_phone(screen.phone)?;
        let country = country.country_of(&number)?;
        return Ok((number.into_string(), country));
    }
    match screen.email.with_untracked(|typed| Email::read(typed, intl::FOLD_EMAIL)) {
        Ok(email) => Ok((email.as_str().to_owned(), None)),
        Err(_) => Err(Alert::for_field(EMAIL, words::rule(&FieldRule::Email))),
    }
}

async fn request(screen: ReplaceScreen, contact: String, country: Option<String>) {
    let recipient = Some((contact.clone(), country.clone()));
    let is_same = screen.recipient.try_get_untracked().flatten() == recipient;
    let previous = screen.sent.try_get_untracked().flatten().filter(|_| is_same);
    let request = code_request(screen, contact.clone(), country);
    match SentCode::request_first(request, previous, contact.clone(), phone::looks_like_one(&contact)).await {
        Ok(code) => {
            screen.sent.try_set(Some(code));
            screen.recipient.try_set(recipient);
            screen.is_entering.try_set(true);
        }
        Err(problem) => screen.show_problem(problem),
    }
}

/// The request for a code to a contact.
pub(super) fn code_request(screen: ReplaceScreen, contact: String, country: Option<String>) -> RequestReplacementCode {
    let (account, waiting) = (screen.verify.account(), screen.verify.waiting());
    RequestReplacementCode { account, waiting, contact, country }
}

/// The field that a problem concerns, while it is on the page.
pub(super) fn field_of(screen: ReplaceScreen, problem: &Problem) -> Option<&'static str> {
    let Problem::Fields { fields } = problem else { return None };
    Some(match fields.first()?.field.as_str() {
        "country" => COUNTRY,
        _ if screen.kind.try_get_untracked() == Some(MethodItemKind::Phone) => PHONE,
        _ => EMAIL,
    })
}
