//! The code, and "Verify".

use domain::Problem;
use domain::api::verify::{ReadSecurityCodeDelivery, Verify, VerifyWithRecoveryCode};
use domain::code::{CodeError, OneTimeCode, RecoveryCode, entry};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{CodeToEnter, VerifyScreen, use_verify_screen};
use crate::ask::ask;
use crate::intl;
use crate::lazy;
use crate::locale::t;
use crate::operation;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::code_field::CodeKind;
use crate::parts::names;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, entered_in_time, stage_by};
use crate::parts::sent_code_field::{ID as CODE_FIELD, SentCodeField, show_at_code};
use crate::parts::summary::Alert;
use crate::words;

const RECOVERY_CODE: CodeKind = CodeKind {
    read: |text| RecoveryCode::parse(text).map(|code| code.to_string()),
    entry: entry::recovery_code,
    max_characters: RecoveryCode::CHARACTERS,
    error_text,
};

/// The errors of every code, except that this one is on paper.
fn error_text(error: &CodeError) -> String {
    match error {
        CodeError::Empty => t::verify::recovery_missing().into(),
        CodeError::Mistyped => t::verify::recovery_mistyped().into(),
        error => words::code(error),
    }
}

lazy::door! { enter_step: chunk verify_code, words Verify + Form + SentCode => enter(use_verify_screen()) }

fn enter(screen: VerifyScreen) -> AnyView {
    let Some(code_to_enter) = screen.code_to_enter.get_untracked() else { return ().into_any() };
    let (field, lead) = match &code_to_enter {
        CodeToEnter::Sent(_) => (SentCodeField::new(), sent_lead(screen)),
        CodeToEnter::App(method) => (SentCodeField::new(), app_lead(&screen.hint(*method))),
        CodeToEnter::RecoveryCode => (SentCodeField::for_kind(&RECOVERY_CODE), t::verify::recovery_lead().into()),
    };
    let busy = Busy::new();
    let sent_code = Memo::new(move |_| screen.sent.get());
    let method = if let CodeToEnter::Sent(method) = code_to_enter { Some(method) } else { None };
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        screen.alerts.set(None);
        let code = match code_to_enter {
            CodeToEnter::Sent(method) => {
                entered_in_time(field, sent_code).map(|code| EnteredCode::Digits(method, code))
            }
            CodeToEnter::App(method) => field.entered(OneTimeCode::parse).map(|code| EnteredCode::Digits(method, code)),
            CodeToEnter::RecoveryCode => field.entered(RecoveryCode::parse).map(EnteredCode::Recovery),
        };
        match code {
            Ok(code) => busy.run(verify_code(screen, code)),
            Err(alert) => screen.alerts.set(Some(alert)),
        }
    };
    let other_method = move || {
        screen.alerts.set(None);
        screen.code_to_enter.set(None);
    };
    let (progress, no_code, causes) = match method {
        Some(method) => sent(screen, sent_code, method),
        // An app or a list of recovery codes can't send another code.
        None => (None, button("", t::verify::no_code(), Busy::new(), other_method), None),
    };
    let other_method = method.map(|_| button("quiet", t::verify::other_method(), Busy::new(), other_method));
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{names::in_text(&lead)}</p>
            {field.view(t::verify::code(), screen.alerts)}
            {progress}
            {screen.trust_checkbox()}
            <div class="actions">{submit(t::verify::submit(), busy)} {no_code} {other_method}</div>
            {causes}
        </form>
    }
    .into_any()
}

/// The delivery of a code, "I don't have a code", and the possible causes. Another code goes to the same recipient; until one
/// can be sent, the button shows the causes.
fn sent(
    screen: VerifyScreen,
    code: Memo<Option<SentCode>>,
    method: u64,
) -> (Option<AnyView>, AnyView, Option<AnyView>) {
    let delivery =
        move || Some(ReadSecurityCodeDelivery { account: screen.account(), waiting: screen.waiting(), method });
    let read_stage = stage_by(delivery);
    let (progress, sending, is_open) = (Progress::follow(code, read_stage), Busy::new(), RwSignal::new(false));
    let no_code = move || {
        is_open.set(true);
        let send = Box::pin(SentCode::request(screen.code_request(method), true));
        progress.send_another(sending, screen.alerts, send, move |code| screen.wait_for(method, code));
    };
    let causes = causes(code, move || is_open.get() || progress.is_late.get(), Requester::Owner);
    (Some(progress.view()), button("", t::verify::no_code(), sending, no_code), Some(causes))
}

fn sent_lead(screen: VerifyScreen) -> String {
    let to = screen.sent.with_untracked(|sent| sent.as_ref().map(|code| code.to.clone()));
    t::sent_code::sent(&to.unwrap_or_default())
}

fn app_lead(name: &str) -> String {
    if name.is_empty() { t::verify::app_lead().into() } else { t::verify::app_lead_named(name) }
}

/// A code that was entered.
enum EnteredCode {
    /// It was sent to this method, or comes from this app.
    Digits(u64, OneTimeCode),
    Recovery(RecoveryCode),
}

async fn verify_code(screen: VerifyScreen, code: EnteredCode) {
    let (account, waiting) = (screen.account(), screen.waiting());
    let (trust, operation) = (screen.trust.get_untracked(), operation::draw());
    let session = match code {
        EnteredCode::Digits(method, code) => {
            ask(Verify { account, waiting, method, code: code.into(), trust, operation }).await
        }
        EnteredCode::Recovery(code) => {
            ask(VerifyWithRecoveryCode { account, waiting, code: code.into(), trust, operation }).await
        }
    };
    match session {
        Ok(session) => screen.complete(session),
        // This page can't change the recipient, so it isn't to be checked.
        Err(Problem::WrongSentCode { attempts_left }) => {
            let text = t::verify::wrong_sent_code(intl::small(attempts_left));
            screen.alerts.try_set(Some(Alert::for_field(CODE_FIELD, text)));
        }
        Err(problem) => {
            if let Some(problem) = show_at_code(screen.alerts, problem) {
                screen.show_problem(problem);
            }
        }
    }
}
