//! The first code of a new method, and "Next".

use domain::api::security::{AddAuthenticator, AddContact};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Adding, Begun, app, contact, use_adding};
use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::sent_code::{Progress, Requester, causes, check_not_expired};
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::Alert;

lazy::door! { prove_step: chunk add_prove, words Security + Form + SentCode => prove(use_adding()) }

fn prove(adding: Adding) -> AnyView {
    let Some(begun) = adding.begun.get_untracked() else { return ().into_any() };
    let (field, busy) = (SentCodeField::new(), Busy::new());
    let sent_code = Memo::new(move |_| adding.sent.get());
    let (lead, progress, another, causes) = match &begun {
        Begun::App(new) => (app::secret(new), None, None, None),
        Begun::Contact { contact, country } => {
            let to = sent_code.with_untracked(|code| code.as_ref().map(|code| code.to.clone())).unwrap_or_default();
            let lead = view! { <p class="lead">{t::security::sent(&to)}</p> }.into_any();
            let progress = Progress::follow(sent_code, None);
            let another = another(adding, progress, contact.clone(), country.clone());
            let causes = causes(sent_code, move || progress.is_late.get(), Requester::Owner);
            (lead, Some(progress.view()), Some(another), Some(causes))
        }
    };
    let in_time = move |is_sent: bool| if is_sent { check_not_expired(sent_code) } else { Ok(()) };
    let next = move |event: SubmitEvent| {
        event.prevent_default();
        adding.alerts.set(None);
        let code = field.code().map_err(|error| Alert::for_field(ID, error));
        let is_sent = matches!(begun, Begun::Contact { .. });
        match code.and_then(|code| in_time(is_sent).map(|()| code)) {
            Ok(code) => busy.run(send(adding, begun.clone(), code)),
            Err(alert) => adding.alerts.set(Some(alert)),
        }
    };
    let other = move || {
        adding.alerts.set(None);
        adding.begun.set(None);
    };
    view! {
        <form novalidate on:submit=next>
            {lead}
            {field.view(t::security::code(), adding.alerts)}
            {progress}
            <div class="actions">
                {submit(t::security::next(), busy)} {another}
                {button("quiet", t::security::other_way(), Busy::new(), other)}
            </div>
            {causes}
        </form>
    }
    .into_any()
}

fn another(adding: Adding, progress: Progress, contact: String, country: Option<String>) -> AnyView {
    let sending = Busy::new();
    progress.button(sending, move || {
        let send = Box::pin(contact::ask_for_code(contact.clone(), country.clone(), true));
        progress.send_another(sending, adding.alerts, send, move |code| drop(adding.sent.try_set(Some(code))));
    })
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
