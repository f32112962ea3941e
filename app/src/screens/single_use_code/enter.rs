//! "Enter the code we sent".

use domain::api::account::{CreateAccount, ResetPassword};
use domain::api::single_use_code::AskedFor;
use domain::api::single_use_code::SignInWithCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Codes, new_password, web_otp, words_of};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::new_password::rejected_password;
use crate::parts::passkeys;
use crate::parts::password_field::PasswordField;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, check_not_expired};
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::{Alert, show_problem, summary};
use crate::reactive::{live, live_if};

pub(super) fn enter(codes: Codes) -> AnyView {
    let (field, password, busy) = (SentCodeField::new(), PasswordField::new(), Busy::new());
    let sent_code = Memo::new(move |_| codes.sent.with(|sent| sent.as_ref().map(|sent| sent.code.clone())));
    let progress = Progress::follow(sent_code, Some(Box::new(move || Box::pin(codes.read_stage()))));
    web_otp::listen(codes, field);
    let go_on = move |with_passkey: bool| {
        codes.alerts.set(None);
        let code = field
            .code()
            .map_err(|error| Alert::for_field(ID, error))
            .and_then(|code| check_not_expired(sent_code).map(|()| code));
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
    let passkey_instead = (codes.purpose == AskedFor::CreateAccount && passkeys::are_supported())
        .then(|| button("", t::create_account::passkey(), Busy::new(), move || go_on(true)));
    let sending = Busy::new();
    let send_another = move || {
        if let Some(whom) = codes.whom() {
            let send = Box::pin(codes.send(whom.clone(), true));
            progress.send_another(sending, codes.alerts, send, move |code| codes.go_on_with(whom.clone(), code));
        }
    };
    view! {
        <form novalidate on:submit=submitted>
            {heading(words_of::enter_heading(codes.purpose).into())}
            <p class="lead">{live(move || sent_code.get().map(|code| lead(codes.purpose, &code)))}</p>
            {summary(codes.alerts, NextStep::Home)}
            {field.view(words_of::code_label(codes.purpose), codes.alerts)}
            {new_password::new_password(codes, password)}
            <div class="actions">{submit(words_of::enter_button(codes.purpose), busy)} {passkey_instead}</div>
            {progress.view()}
            <div class="actions">{progress.button(sending, send_another)}</div>
            {causes(sent_code, move || progress.is_late.get(), Requester::Anyone)}
            {links(codes)}
        </form>
    }
    .into_any()
}

/// The recipient, in words. Whether it has an account isn't revealed (U2).
fn lead(purpose: AskedFor, SentCode { to, text, delivery, .. }: &SentCode) -> String {
    match delivery.map(|delivery| intl::time(delivery.expires_at)) {
        None => t::enter_code::lead_before(to),
        Some(until) if *text => words_of::sent_by_text(purpose, to, &until),
        Some(until) => words_of::sent_by_mail(purpose, to, &until),
    }
}

fn links(codes: Codes) -> AnyView {
    let back = move || codes.flow.next.get();
    let is_address = move || codes.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.whom.name.contains('@')));
    let password = move || {
        (codes.purpose == AskedFor::SignIn && is_address()).then(
            || view! { <li><a href=Signal::derive(move || Destination::Password(back()).path())>{t::enter_code::password()}</a></li> },
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
                <a href=Signal::derive(move || Destination::Code(codes.purpose, back()).path())>{t::enter_code::other()}</a>
            </li>
            {live_if(password)}
            {live_if(inbox)}
        </ul>
    }
    .into_any()
}

/// After the creation of an account without a password, the passkey follows (S5).
async fn redeem(codes: Codes, code: String, password: Option<String>, with_passkey: bool) {
    let Some(whom) = codes.whom() else { return };
    let session = match (codes.purpose, password) {
        (AskedFor::SignIn, _) => ask(SignInWithCode { whom, code }).await,
        (AskedFor::CreateAccount, password) => ask(CreateAccount { whom, code, password }).await,
        (AskedFor::ResetPassword, password) => {
            ask(ResetPassword { whom, code, password: password.unwrap_or_default() }).await
        }
    };
    match session {
        Ok(session) if with_passkey => codes.flow.complete_at(session, Destination::AddPasskey),
        Ok(session) => codes.flow.complete(session),
        Err(problem) if is_about_code(&problem) => {
            codes.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => match rejected_password(&problem) {
            Some(alert) => {
                codes.alerts.try_set(Some(alert));
            }
            None => show_problem(codes.alerts, problem),
        },
    }
}
