//! The code, and "Verify".

use domain::api::verify::{Verify, VerifyWithRecoveryCode};
use domain::code::{CodeError, RecoveryCode, entry};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Asked, Verifying};
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::code_field::Kind;
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::Alert;
use crate::words;

const RECOVERY_CODE: Kind = Kind {
    read: |text| RecoveryCode::parse(text).map(|code| code.to_string()),
    entry: entry::recovery_code,
    longest: RecoveryCode::SYMBOLS,
    say,
};

/// As of any code, but that this one is on paper.
fn say(error: &CodeError) -> String {
    match error {
        CodeError::Empty => t::verify::recovery_missing().into(),
        CodeError::Mistyped => t::verify::recovery_mistyped().into(),
        error => words::code(error),
    }
}

pub(super) fn enter(verifying: Verifying, asked: Asked) -> AnyView {
    let (field, lead) = match &asked {
        Asked::Sent(_, to) => (SentCodeField::new(), t::verify::sent(to)),
        Asked::App(way) => (SentCodeField::new(), app_lead(&verifying.hint(*way))),
        Asked::RecoveryCode => (SentCodeField::of(&RECOVERY_CODE), t::verify::recovery_lead().into()),
    };
    let (busy, sending) = (Busy::new(), Busy::new());
    let sent_to = if let Asked::Sent(way, _) = asked { Some(way) } else { None };
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.clear();
        match field.code() {
            Ok(code) => busy.run(redeem(verifying, asked.clone(), code)),
            Err(error) => verifying.alerts.set(Some(Alert::at(ID, error))),
        }
    };
    let other_way = move || {
        verifying.clear();
        verifying.asked.set(None);
    };
    // Another code goes where the first one went; an app or a paper has no other.
    let no_code = move || {
        verifying.clear();
        match sent_to {
            Some(way) => sending.run(verifying.send(way)),
            None => verifying.asked.set(None),
        }
    };
    let other_way = sent_to.map(|_| button("quiet", t::verify::other_way(), Busy::new(), other_way));
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{lead}</p>
            {field.view(t::verify::code(), verifying.alerts)}
            <p class="status" role="status">{move || verifying.status.get()}</p>
            {verifying.dont_ask()}
            <div class="actions">
                {submit(t::verify::submit(), busy)} {button("", t::verify::no_code(), sending, no_code)}
                {other_way}
            </div>
        </form>
    }
    .into_any()
}

fn app_lead(name: &str) -> String {
    if name.is_empty() { t::verify::app_lead().into() } else { t::verify::app_lead_named(name) }
}

async fn redeem(verifying: Verifying, asked: Asked, code: String) {
    let (account, trust) = (verifying.account(), verifying.trust.get_untracked());
    let session = match asked {
        Asked::Sent(way, _) | Asked::App(way) => ask(Verify { account, way, code, trust }).await,
        Asked::RecoveryCode => ask(VerifyWithRecoveryCode { account, code, trust }).await,
    };
    match session {
        Ok(session) => verifying.arrive(session),
        Err(problem) if is_about_code(&problem) => {
            verifying.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => verifying.tell(problem),
    }
}
