//! "Enter the code we sent".

use domain::Problem;
use domain::api::single_use_code::SignInWithCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::progress::{Progress, progress, resend};
use super::sent::Sent;
use super::{Codes, help, web_otp};
use crate::api;
use crate::go::{Return, To};
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::heading::heading;
use crate::parts::sent_code_field::{ID, SentCodeField};
use crate::parts::summary::{Alert, summary, tell};

pub(super) fn enter(codes: Codes) -> AnyView {
    let (field, busy) = (SentCodeField::new(), Busy::new());
    let on_its_way = Progress::follow(codes);
    web_otp::listen(codes, field);
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        codes.alerts.set(None);
        match field.code() {
            Ok(code) => busy.run(redeem(codes, code.to_string())),
            Err(error) => codes.alerts.set(Some(Alert::at(ID, error))),
        }
    };
    let sent = Memo::new(move |_| codes.sent.get());
    view! {
        <form novalidate on:submit=sign_in>
            {heading(t::enter_code::heading().into())}
            <p class="lead">{move || sent.get().map(|sent| lead(&sent))}</p>
            {summary(codes.alerts, Return::Home)}
            {field.view(t::enter_code::label(), codes.alerts)}
            <div class="actions">{submit(t::enter_code::submit(), busy)}</div>
            {progress(on_its_way)}
            {resend(on_its_way)}
            {help::help(on_its_way)}
            {links(codes)}
        </form>
    }
    .into_any()
}

/// Where to. Whether anybody is there is not said (U2).
fn lead(sent: &Sent) -> String {
    let Sent { to, text, trip, .. } = sent;
    match trip.map(|trip| intl::time(trip.ends_at)) {
        None => t::enter_code::lead_before(to),
        Some(until) if *text => t::enter_code::lead_text(to, &until),
        Some(until) => t::enter_code::lead_mail(to, &until),
    }
}

fn links(codes: Codes) -> AnyView {
    let back = move || codes.way.back.get();
    let is_address = move || codes.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.whom.name.contains('@')));
    let password = move || {
        is_address()
            .then(|| view! { <li><a href=move || To::Password(back()).path()>{t::enter_code::password()}</a></li> })
    };
    let is_inbox = move || codes.ways.with(|ways| ways.as_ref().is_some_and(|ways| ways.inbox));
    let inbox = move || {
        is_inbox().then(|| view! { <li class="quiet"><a href=To::Inbox.path()>{t::enter_code::inbox()}</a></li> })
    };
    view! {
        <ul class="links">
            <li>
                <a href=move || To::SingleUseCode(back()).path()>{t::enter_code::other()}</a>
            </li>
            {password}
            {inbox}
        </ul>
    }
    .into_any()
}

async fn redeem(codes: Codes, code: String) {
    let Some(Sent { whom, .. }) = codes.sent.get_untracked() else { return };
    match api::ask(SignInWithCode { whom, code }).await {
        Ok(session) => codes.way.arrive(session),
        Err(problem) if is_about_code(&problem) => {
            codes.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => tell(codes.alerts, problem),
    }
}

fn is_about_code(problem: &Problem) -> bool {
    match problem {
        Problem::WrongSentCode { .. }
        | Problem::SentCodeReplaced
        | Problem::SentCodeUsed
        | Problem::SentCodeExpired
        | Problem::SentCodeSpent
        | Problem::TooMany { .. } => true,
        Problem::Fields { fields } => fields.iter().any(|problem| problem.field == "code"),
        _ => false,
    }
}
