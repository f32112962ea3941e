//! The first code of what is added, and "Next".

use domain::api::security::{AddAuthenticator, AddContact};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Adding, Begun, app, contact};
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::Alert;

pub(super) fn prove(adding: Adding, begun: Begun) -> AnyView {
    let (field, busy, sending) = (SentCodeField::new(), Busy::new(), Busy::new());
    let lead = match &begun {
        Begun::Contact { to, .. } => view! { <p class="lead">{t::security::sent(to)}</p> }.into_any(),
        Begun::App(new) => app::secret(new),
    };
    let another = if let Begun::Contact { contact, country, .. } = &begun {
        let (contact, country) = (contact.clone(), country.clone());
        let send = move || {
            adding.clear();
            sending.run(contact::send(adding, contact.clone(), country.clone()));
        };
        Some(button("", t::sent_code::send_another(), sending, send))
    } else {
        None
    };
    let next = move |event: SubmitEvent| {
        event.prevent_default();
        adding.clear();
        match field.code() {
            Ok(code) => busy.run(send(adding, begun.clone(), code)),
            Err(error) => adding.alerts.set(Some(Alert::at(ID, error))),
        }
    };
    let other = move || {
        adding.clear();
        adding.begun.set(None);
    };
    view! {
        <form novalidate on:submit=next>
            {lead}
            {field.view(t::security::code(), adding.alerts)}
            <p class="status" role="status">{move || adding.status.get()}</p>
            <div class="actions">
                {submit(t::security::next(), busy)} {another}
                {button("quiet", t::security::other_way(), Busy::new(), other)}
            </div>
        </form>
    }
    .into_any()
}

async fn send(adding: Adding, begun: Begun, code: String) {
    let added = match begun {
        Begun::Contact { contact, country, .. } => ask(AddContact { contact, country, code }).await,
        Begun::App(new) => {
            let name = adding.name.try_get_untracked().unwrap_or_default();
            ask(AddAuthenticator { ceremony: new.ceremony, code, name }).await
        }
    };
    match added {
        Ok(_) => adding.is_added(),
        Err(problem) if is_about_code(&problem) => {
            adding.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => adding.tell(problem),
    }
}
