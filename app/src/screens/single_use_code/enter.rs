//! "Enter the code we sent".

use domain::api::account::{CreateAccount, ResetPassword};
use domain::api::session::Session;
use domain::api::single_use_code::{RequestedPurpose, SignInWithCode};
use domain::code::OneTimeCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{CodeScreen, new_password, texts, web_otp};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::operation;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::names;
use crate::parts::new_password::rejected_password;
use crate::parts::passkeys;
use crate::parts::password_field::PasswordField;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, entered_in_time, stage_by};
use crate::parts::sent_code_field::{SentCodeField, show_at_code};
use crate::parts::several_errors::both;
use crate::parts::shared_computer::SharedComputer;
use crate::parts::summary::{show_problem, summary};
use crate::reactive::{live, live_if};
use crate::tab_storage;

pub(super) fn enter(screen: CodeScreen) -> AnyView {
    let (field, password, busy) = (SentCodeField::new(), PasswordField::new(), Busy::new());
    let shared = SharedComputer::new(screen.flow.session);
    let sent_code = Memo::new(move |_| screen.sent.with(|sent| sent.as_ref().map(|sent| sent.code.clone())));
    let progress = Progress::follow(sent_code, stage_by(move || screen.delivery_request()));
    web_otp::listen(screen, field);
    let submit_code = move |with_passkey: bool| {
        screen.alerts.set(None);
        let code = entered_in_time(field, sent_code);
        let password = if with_passkey { Ok(None) } else { new_password::typed(screen.purpose, password) };
        match both(code, password) {
            Ok((code, password)) => {
                let typed = TypedCode { code, password, shared: shared.get_untracked() };
                busy.run(use_code(screen, typed, with_passkey));
            }
            Err(alert) => screen.alerts.set(Some(alert)),
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        submit_code(false);
    };
    let is_new = screen.purpose == RequestedPurpose::CreateAccount;
    // The code for a new account is sent to an address or number without one.
    let requester = if is_new { Requester::Owner } else { Requester::Anyone };
    let passkey_button = is_new.then(|| passkey_button(shared, move || submit_code(true)));
    let sending = Busy::new();
    let send_another = move || {
        if let Some(recipient) = screen.recipient() {
            let send = Box::pin(screen.send(recipient.clone(), true));
            progress.send_another(sending, screen.alerts, send, move |code| screen.wait_for(recipient.clone(), code));
        }
    };
    view! {
        <form novalidate on:submit=on_submit>
            {heading(texts::enter_heading(screen.purpose).into())}
            <p class="lead">{lead_view(screen.purpose, sent_code, progress)}</p>
            {summary(screen.alerts, NextStep::Home)}
            {field.view(texts::code_label(screen.purpose), screen.alerts)}
            {new_password::new_password(screen, password)}
            {shared.view()}
            <div class="actions">{submit(texts::enter_button(screen.purpose), busy)} {passkey_button}</div>
            {progress.view()}
            <div class="actions">{progress.button(sending, send_another)}</div>
            {causes(sent_code, move || progress.is_late.get(), requester)}
            {links(screen)}
        </form>
    }
    .into_any()
}

/// "Use a passkey instead"; nothing on a shared computer, where the next person would have it, too.
fn passkey_button(shared: SharedComputer, submit: impl Fn() + Copy + Send + 'static) -> AnyView {
    live_if(move || {
        let is_offered = passkeys::are_supported() && !shared.get();
        is_offered.then(|| button("", t::create_account::passkey(), Busy::new(), submit))
    })
}

/// The recipient, as long as this code is to be entered.
fn lead_view(purpose: RequestedPurpose, code: Memo<Option<SentCode>>, progress: Progress) -> AnyView {
    let has_expired = Memo::new(move |_| progress.has_expired());
    live(move || {
        let has_expired = has_expired.get();
        code.get().map(|code| names::in_text(&lead(purpose, &code, has_expired)))
    })
}

/// The recipient, in words, and when the code expires, until it has. Whether the recipient has an account isn't revealed (U2).
fn lead(purpose: RequestedPurpose, SentCode { to, text, delivery, .. }: &SentCode, has_expired: bool) -> String {
    match delivery.filter(|_| !has_expired).map(|delivery| intl::time(delivery.expires_at)) {
        None => t::enter_code::lead_before(to),
        Some(until) if *text => texts::sent_by_text(purpose, to, &until),
        Some(until) => texts::sent_by_email(purpose, to, &until),
    }
}

fn links(screen: CodeScreen) -> AnyView {
    let back = move || screen.flow.next.get();
    let is_address =
        move || screen.sent.with(|sent| sent.as_ref().is_some_and(|sent| sent.recipient.name.contains('@')));
    let password = move || {
        (screen.purpose == RequestedPurpose::SignIn && is_address()).then(
            || view! { <li><a href=Signal::derive(move || Destination::Password(back()).path())>{t::enter_code::password()}</a></li> },
        )
    };
    let is_inbox = move || screen.options.with(|options| options.as_ref().is_some_and(|options| options.inbox));
    let inbox = move || {
        is_inbox()
            .then(|| view! { <li class="quiet"><a href=Destination::Inbox.path()>{t::enter_code::inbox()}</a></li> })
    };
    view! {
        <ul class="links">
            <li>
                <a href=Signal::derive(move || Destination::Code(screen.purpose, back()).path())>{t::enter_code::other()}</a>
            </li>
            {live_if(password)}
            {live_if(inbox)}
        </ul>
    }
    .into_any()
}

/// Continues with the code accepted. A new account says on the home page that it is ready; a reset has a step of its own.
fn complete(screen: CodeScreen, session: Session) {
    match screen.purpose {
        RequestedPurpose::ResetPassword if !session.sign_in_waits => screen.flow.complete_reset(session),
        RequestedPurpose::CreateAccount => {
            if screen.flow.next.try_get_untracked() == Some(NextStep::Home) {
                tab_storage::set_text(tab_storage::NEW_ACCOUNT, "");
            }
            screen.flow.complete(session);
        }
        _ => screen.flow.complete(session),
    }
}

/// The values of the step's fields.
struct TypedCode {
    code: OneTimeCode,
    password: Option<String>,
    shared: bool,
}

/// After the creation of an account without a password, the passkey follows (S5).
async fn use_code(screen: CodeScreen, TypedCode { code, password, shared }: TypedCode, with_passkey: bool) {
    let Some(recipient) = screen.recipient() else { return };
    let (code, operation) = (code.into(), operation::draw());
    let session = match screen.purpose {
        RequestedPurpose::SignIn => ask(SignInWithCode { recipient, code, shared, operation }).await,
        RequestedPurpose::CreateAccount => ask(CreateAccount { recipient, code, password, shared, operation }).await,
        RequestedPurpose::ResetPassword => {
            let password = password.unwrap_or_default();
            ask(ResetPassword { recipient, code, password, shared, operation }).await
        }
    };
    match session {
        Ok(session) if with_passkey => screen.flow.complete_at(session, Destination::AddPasskey),
        Ok(session) => complete(screen, session),
        Err(problem) => {
            let Some(problem) = show_at_code(screen.alerts, problem) else { return };
            match rejected_password(&problem) {
                Some(alert) => drop(screen.alerts.try_set(Some(alert))),
                None => show_problem(screen.alerts, problem),
            }
        }
    }
}
