//! The code, and "Verify".

use domain::api::verify::{Verify, VerifyWithRecoveryCode};
use domain::code::{CodeError, RecoveryCode, entry};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Asked, Verifying, use_verifying};
use crate::ask::ask;
use crate::lazy;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::code_field::CodeKind;
use crate::parts::sent_code::{Progress, Requester, SentCode, causes, check_not_expired};
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::Alert;
use crate::words;

const RECOVERY_CODE: CodeKind = CodeKind {
    read: |text| RecoveryCode::parse(text).map(|code| code.to_string()),
    entry: entry::recovery_code,
    max_characters: RecoveryCode::SYMBOLS,
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

lazy::door! { enter_step: chunk verify_code, words Verify + Form + SentCode => enter(use_verifying()) }

fn enter(verifying: Verifying) -> AnyView {
    let Some(asked) = verifying.asked.get_untracked() else { return ().into_any() };
    let (field, lead) = match &asked {
        Asked::Sent(_) => (SentCodeField::new(), sent_lead(verifying)),
        Asked::App(way) => (SentCodeField::new(), app_lead(&verifying.hint(*way))),
        Asked::RecoveryCode => (SentCodeField::for_kind(&RECOVERY_CODE), t::verify::recovery_lead().into()),
    };
    let busy = Busy::new();
    let sent_code = Memo::new(move |_| verifying.sent.get());
    let way = if let Asked::Sent(way) = asked { Some(way) } else { None };
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        let code = field.code().map_err(|error| Alert::for_field(ID, error));
        let in_time = || if way.is_some() { check_not_expired(sent_code) } else { Ok(()) };
        match code.and_then(|code| in_time().map(|()| code)) {
            Ok(code) => busy.run(redeem(verifying, asked.clone(), code)),
            Err(alert) => verifying.alerts.set(Some(alert)),
        }
    };
    let other_way = move || {
        verifying.alerts.set(None);
        verifying.asked.set(None);
    };
    let (progress, no_code, causes) = match way {
        Some(way) => sent(verifying, sent_code, way),
        // An app or a list of recovery codes can't send another code.
        None => (None, button("", t::verify::no_code(), Busy::new(), other_way), None),
    };
    let other_way = way.map(|_| button("quiet", t::verify::other_way(), Busy::new(), other_way));
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{lead}</p>
            {field.view(t::verify::code(), verifying.alerts)}
            {progress}
            {verifying.dont_ask()}
            <div class="actions">{submit(t::verify::submit(), busy)} {no_code} {other_way}</div>
            {causes}
        </form>
    }
    .into_any()
}

/// The delivery of a code, "I don't have a code", and the possible causes. Another code goes to the same recipient; until one
/// can be sent, the button shows the causes.
fn sent(verifying: Verifying, code: Memo<Option<SentCode>>, way: u64) -> (Option<AnyView>, AnyView, Option<AnyView>) {
    let (progress, sending, is_open) = (Progress::follow(code, None), Busy::new(), RwSignal::new(false));
    let no_code = move || {
        is_open.set(true);
        let send = Box::pin(verifying.ask_for_code(way, true));
        progress.send_another(sending, verifying.alerts, send, move |code| drop(verifying.sent.try_set(Some(code))));
    };
    let causes = causes(code, move || is_open.get() || progress.is_late.get(), Requester::Owner);
    (Some(progress.view()), button("", t::verify::no_code(), sending, no_code), Some(causes))
}

fn sent_lead(verifying: Verifying) -> String {
    let to = verifying.sent.with_untracked(|sent| sent.as_ref().map(|code| code.to.clone()));
    t::verify::sent(&to.unwrap_or_default())
}

fn app_lead(name: &str) -> String {
    if name.is_empty() { t::verify::app_lead().into() } else { t::verify::app_lead_named(name) }
}

async fn redeem(verifying: Verifying, asked: Asked, code: String) {
    let (account, trust) = (verifying.account(), verifying.trust.get_untracked());
    let session = match asked {
        Asked::Sent(way) | Asked::App(way) => ask(Verify { account, way, code, trust }).await,
        Asked::RecoveryCode => ask(VerifyWithRecoveryCode { account, code, trust }).await,
    };
    match session {
        Ok(session) => verifying.complete(session),
        Err(problem) if is_about_code(&problem) => {
            verifying.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => verifying.tell(problem),
    }
}
