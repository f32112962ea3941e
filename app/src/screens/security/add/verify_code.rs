//! The first code of a new method, and "Next".

use domain::api::security::{AddAuthenticator, AddContact, ReadContactCodeDelivery, RequestContactCode};
use domain::code::OneTimeCode;
use domain::contact::Email;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{AddMethodScreen, UnverifiedMethod, app, use_add_method_screen};
use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::navigator::Destination;
use crate::operation;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::names;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, entered_in_time, stage_by};
use crate::parts::sent_code_field::{SentCodeField, show_at_code};
use crate::reactive::live_if;

lazy::door! { verify_code_step: chunk add_verify_code, words Security + Form + SentCode => verify_code(use_add_method_screen()) }

fn verify_code(state: AddMethodScreen) -> AnyView {
    let Some(unverified) = state.unverified.get_untracked() else { return ().into_any() };
    let (field, busy) = (SentCodeField::new(), Busy::new());
    let sent_code = Memo::new(move |_| state.sent.get());
    let (lead, progress, send_another, below) = match &unverified {
        UnverifiedMethod::App { new, .. } => (app::secret(new), None, None, None),
        UnverifiedMethod::Contact { contact, country } => {
            let lead = sent_lead(sent_code, contact);
            let request = ReadContactCodeDelivery { contact: contact.clone(), country: country.clone() };
            let progress = Progress::follow(sent_code, stage_by(move || Some(request.clone())));
            let send_another = send_another(state, progress, contact.clone(), country.clone());
            let causes = causes(sent_code, move || progress.is_late.get(), Requester::Owner);
            let below = view! { {causes} {inbox_link(state)} }.into_any();
            (lead, Some(progress.view()), Some(send_another), Some(below))
        }
    };
    let next = move |event: SubmitEvent| {
        event.prevent_default();
        state.alerts.set(None);
        let code = match unverified {
            UnverifiedMethod::Contact { .. } => entered_in_time(field, sent_code),
            UnverifiedMethod::App { .. } => field.entered(OneTimeCode::parse),
        };
        match code {
            Ok(code) => busy.run(send(state, unverified.clone(), code)),
            Err(alert) => state.alerts.set(Some(alert)),
        }
    };
    let choose_another = move || {
        state.alerts.set(None);
        state.unverified.set(None);
    };
    view! {
        <form novalidate on:submit=next>
            {lead}
            {field.view(t::security::code(), state.alerts)}
            {progress}
            <div class="actions">
                {submit(t::security::next(), busy)} {send_another}
                {button("quiet", t::security::other_method(), Busy::new(), choose_another)}
            </div>
            {below}
        </form>
    }
    .into_any()
}

/// The recipient of the code, and a hint if the address may be one of a company or a school.
fn sent_lead(code: Memo<Option<SentCode>>, contact: &str) -> AnyView {
    let to = code.with_untracked(|code| code.as_ref().map(|code| code.to.clone())).unwrap_or_default();
    let may_end = Email::parse(contact).is_ok_and(|email| email.may_be_of_organization());
    let warning = may_end.then(|| view! { <p class="hint">{t::security::organization()}</p> });
    view! { <p class="lead">{names::in_text(&t::sent_code::sent(&to))}</p> {warning} }.into_any()
}

/// The link to the developers' inbox, on a server that has one.
fn inbox_link(state: AddMethodScreen) -> AnyView {
    let has_inbox = move || state.options.with(|options| options.as_ref().is_some_and(|options| options.inbox));
    let link = move || {
        has_inbox().then(|| {
            view! {
                <ul class="links">
                    <li class="quiet">
                        <a href=Destination::Inbox.path()>{t::security::inbox()}</a>
                    </li>
                </ul>
            }
            .into_any()
        })
    };
    live_if(link)
}

fn send_another(state: AddMethodScreen, progress: Progress, contact: String, country: Option<String>) -> AnyView {
    let sending = Busy::new();
    progress.button(sending, move || {
        let send = Box::pin(SentCode::request(
            RequestContactCode { contact: contact.clone(), country: country.clone() },
            true,
        ));
        progress.send_another(sending, state.alerts, send, move |code| drop(state.sent.try_set(Some(code))));
    })
}

async fn send(state: AddMethodScreen, unverified: UnverifiedMethod, code: OneTimeCode) {
    let (code, operation) = (code.into(), operation::draw());
    let added = match unverified {
        UnverifiedMethod::Contact { contact, country, .. } => {
            ask(AddContact { contact, country, code, operation }).await
        }
        UnverifiedMethod::App { new, name } => {
            ask(AddAuthenticator { ceremony: new.ceremony, code, name: name.into(), operation }).await
        }
    };
    match added {
        Ok(info) => state.finish(&info),
        Err(problem) => {
            if let Some(problem) = show_at_code(state.alerts, problem) {
                state.show_problem(problem);
            }
        }
    }
}
