//! "Enter the code we sent".

use domain::Problem;
use domain::api::account::{CreateAccount, ResetPassword};
use domain::api::single_use_code::AskedFor;
use domain::api::single_use_code::SignInWithCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::progress::{Progress, progress, resend};
use super::sent::{Sent, now};
use super::{Codes, help, new_password, web_otp, words_of};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::new_password::refused;
use crate::parts::passkeys;
use crate::parts::password_field::PasswordField;
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::{Alert, summary, tell};

pub(super) fn enter(codes: Codes) -> AnyView {
    let (field, password, busy) = (SentCodeField::new(), PasswordField::new(), Busy::new());
    let on_its_way = Progress::follow(codes);
    web_otp::listen(codes, field);
    let go_on = move |with_passkey: bool| {
        codes.alerts.set(None);
        let code = field.code().map_err(|error| Alert::at(ID, error)).and_then(|code| is_in_time(codes).map(|()| code));
        let password = || if with_passkey { Ok(None) } else { new_password::typed(codes.purpose, password) };
        match code.and_then(|code| Ok((code, password()?))) {
            Ok((code, password)) => busy.run(redeem(codes, code, password, with_passkey)),
            Err(alert) => codes.alerts.set(Some(alert)),
        }
    };
    let submitted = move |event: SubmitEvent| {
        event.prevent_default();
        go_on(false);
    };
    let passkey_instead = (codes.purpose == AskedFor::CreateAccount && passkeys::are_there())
        .then(|| button("", t::create_account::passkey(), Busy::new(), move || go_on(true)));
    let sent = Memo::new(move |_| codes.sent.get());
    view! {
        <form novalidate on:submit=submitted>
            {heading(words_of::enter_heading(codes.purpose).into())}
            <p class="lead">{move || sent.get().map(|sent| lead(&sent))}</p>
            {summary(codes.alerts, NextStep::Home)}
            {field.view(words_of::code_label(codes.purpose), codes.alerts)}
            {new_password::new_password(codes, password)}
            <div class="actions">{submit(words_of::enter_button(codes.purpose), busy)} {passkey_instead}</div>
            {progress(on_its_way)}
            {resend(on_its_way)}
            {help::help(on_its_way)}
            {links(codes)}
        </form>
    }
    .into_any()
}

/// Only who has the right code is told by the server that its time is over.
fn is_in_time(codes: Codes) -> Result<(), Alert> {
    let ends_at = codes.sent.with_untracked(|sent| sent.as_ref()?.trip.map(|trip| trip.ends_at));
    if ends_at.is_some_and(|ends_at| ends_at <= now()) {
        return Err(Alert::of_field(ID, Problem::SentCodeExpired));
    }
    Ok(())
}

/// Where to. Whether anybody is there is not said (U2).
fn lead(sent: &Sent) -> String {
    let Sent { purpose, to, text, trip, .. } = sent;
    match trip.map(|trip| intl::time(trip.ends_at)) {
        None => t::enter_code::lead_before(to),
        Some(until) if *text => words_of::sent_by_text(*purpose, to, &until),
        Some(until) => words_of::sent_by_mail(*purpose, to, &until),
    }
}

fn links(codes: Codes) -> AnyView {
    let back = move || codes.flow.next.get();
    let is_address = move || codes.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.whom.name.contains('@')));
    let password = move || {
        (codes.purpose == AskedFor::SignIn && is_address()).then(
            || view! { <li><a href=move || Destination::Password(back()).path()>{t::enter_code::password()}</a></li> },
        )
    };
    let is_inbox = move || codes.ways.with(|ways| ways.as_ref().is_some_and(|ways| ways.inbox));
    let inbox = move || {
        is_inbox()
            .then(|| view! { <li class="quiet"><a href=Destination::Inbox.path()>{t::enter_code::inbox()}</a></li> })
    };
    view! {
        <ul class="links">
            <li>
                <a href=move || Destination::Code(codes.purpose, back()).path()>{t::enter_code::other()}</a>
            </li>
            {password}
            {inbox}
        </ul>
    }
    .into_any()
}

/// Whoever has created an account without a password makes the passkey next (S5).
async fn redeem(codes: Codes, code: String, password: Option<String>, with_passkey: bool) {
    let Some(Sent { whom, .. }) = codes.sent.get_untracked() else { return };
    let session = match (codes.purpose, password) {
        (AskedFor::SignIn, _) => ask(SignInWithCode { whom, code }).await,
        (AskedFor::CreateAccount, password) => ask(CreateAccount { whom, code, password }).await,
        (AskedFor::ResetPassword, password) => {
            ask(ResetPassword { whom, code, password: password.unwrap_or_default() }).await
        }
    };
    match session {
        Ok(session) if with_passkey => codes.flow.arrive_at(session, Destination::AddPasskey),
        Ok(session) => codes.flow.arrive(session),
        Err(problem) if is_about_code(&problem) => {
            codes.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => match refused(&problem) {
            Some(alert) => {
                codes.alerts.try_set(Some(alert));
            }
            None => tell(codes.alerts, problem),
        },
    }
}
