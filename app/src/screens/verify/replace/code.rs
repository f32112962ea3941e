//! The code that was sent to the new contact, which begins the waiting period.

use domain::api::replacement::BeginReplacement;
use domain::api::verify::ReadSecurityCodeDelivery;
use domain::code::OneTimeCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::ReplaceScreen;
use super::contact::code_request;
use crate::ask::ask;
use crate::locale::t;
use crate::operation;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::names;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, entered_in_time, stage_by};
use crate::parts::sent_code_field::{SentCodeField, show_at_code};

pub(super) fn code(screen: ReplaceScreen) -> AnyView {
    let Some((contact, country)) = screen.recipient.get_untracked() else { return ().into_any() };
    let (field, busy, alerts) = (SentCodeField::new(), Busy::new(), screen.verify.alerts);
    let sent_code = Memo::new(move |_| screen.sent.get());
    // Nobody learns here how far a code got: the account doesn't have this contact.
    let progress = Progress::follow(sent_code, stage_by(|| None::<ReadSecurityCodeDelivery>));
    let send_another = send_another(screen, progress, contact.clone(), country.clone());
    let to = sent_code.with_untracked(|code| code.as_ref().map(|code| code.to.clone())).unwrap_or_default();
    let enter = move |event: SubmitEvent| {
        event.prevent_default();
        alerts.set(None);
        match entered_in_time(field, sent_code) {
            Ok(code) => busy.run(begin(screen, contact.clone(), country.clone(), code)),
            Err(alert) => alerts.set(Some(alert)),
        }
    };
    let back = move || {
        alerts.set(None);
        screen.is_entering.set(false);
    };
    view! {
        <form novalidate on:submit=enter>
            <p class="lead">{names::in_text(&t::sent_code::sent(&to))}</p>
            {field.view(t::verify::code(), alerts)}
            {progress.view()}
            <div class="actions">
                {submit(t::replacement::begin(), busy)} {send_another}
                {button("quiet", t::replacement::other_contact(), Busy::new(), back)}
            </div>
            {causes(sent_code, move || progress.is_late.get(), Requester::Owner)}
        </form>
    }
    .into_any()
}

fn send_another(screen: ReplaceScreen, progress: Progress, contact: String, country: Option<String>) -> AnyView {
    let sending = Busy::new();
    progress.button(sending, move || {
        let request = code_request(screen, contact.clone(), country.clone());
        let send = Box::pin(SentCode::request(request, true));
        progress.send_another(sending, screen.verify.alerts, send, move |code| drop(screen.sent.try_set(Some(code))));
    })
}

async fn begin(screen: ReplaceScreen, contact: String, country: Option<String>, code: OneTimeCode) {
    let (account, waiting) = (screen.verify.account(), screen.verify.waiting());
    let (code, operation) = (code.into(), operation::draw());
    match ask(BeginReplacement { account, waiting, contact, country, code, operation }).await {
        Ok(begun) => screen.finish(&begun),
        Err(problem) => {
            if let Some(problem) = show_at_code(screen.verify.alerts, problem) {
                screen.show_problem(problem);
            }
        }
    }
}
