//! The code, and "Verify".

use domain::api::verify::{Verify, VerifyWithRecoveryCode};
use domain::code::{RecoveryCode, entry};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Asked, Verifying};
use crate::api;
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
    say: words::code,
};

pub(super) fn enter(verifying: Verifying, asked: Asked) -> AnyView {
    let (field, lead) = match &asked {
        Asked::Sent(_, to) => (SentCodeField::new(), t::verify::sent(to)),
        Asked::App(_) => (SentCodeField::new(), t::verify::app_lead().into()),
        Asked::RecoveryCode => (SentCodeField::of(&RECOVERY_CODE), t::verify::recovery_lead().into()),
    };
    let (busy, trust) = (Busy::new(), RwSignal::new(false));
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        match field.code() {
            Ok(code) => busy.run(redeem(verifying, asked.clone(), code, trust.get_untracked())),
            Err(error) => verifying.alerts.set(Some(Alert::at(ID, error))),
        }
    };
    let no_code = move || {
        verifying.alerts.set(None);
        verifying.asked.set(None);
    };
    let days = verifying.ways.with_untracked(|ways| ways.as_ref().map_or(0, |ways| ways.trust_days));
    let dont_ask = (days > 0).then(|| {
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=trust on:change=move |_| trust.update(|trust| *trust = !*trust) />
                <span>{t::verify::trust(u32::try_from(days).unwrap_or(u32::MAX))}</span>
            </label>
        }
    });
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{lead}</p>
            {field.view(t::verify::code(), verifying.alerts)}
            {dont_ask}
            <div class="actions">
                {submit(t::verify::submit(), busy)} {button("", t::verify::no_code(), Busy::new(), no_code)}
            </div>
        </form>
    }
    .into_any()
}

async fn redeem(verifying: Verifying, asked: Asked, code: String, trust: bool) {
    let account = verifying.account();
    let session = match asked {
        Asked::Sent(way, _) | Asked::App(way) => api::ask(Verify { account, way, code, trust }).await,
        Asked::RecoveryCode => api::ask(VerifyWithRecoveryCode { account, code, trust }).await,
    };
    match session {
        Ok(session) => verifying.arrive(session),
        Err(problem) if is_about_code(&problem) => {
            verifying.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => verifying.tell(problem),
    }
}
