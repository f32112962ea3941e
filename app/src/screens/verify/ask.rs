//! Which proof, and "Send code" or "Next".

use domain::api::security::WayKind;
use domain::api::verify::{RequestSecurityCode, VerifyWays, Way};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Asked, Proof, Verifying};
use crate::api;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};

pub(super) fn ask(verifying: Verifying, ways: VerifyWays) -> AnyView {
    let busy = Busy::new();
    let go_on = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        match verifying.chosen.get_untracked() {
            Proof::Sent(way) => busy.run(send(verifying, way)),
            Proof::App(way) => verifying.asked.set(Some(Asked::App(way))),
            Proof::RecoveryCode => verifying.asked.set(Some(Asked::RecoveryCode)),
        }
    };
    let lead = match (verifying.is_step_up, ways.trust_days > 0) {
        (true, _) => t::verify::step_up_lead(),
        (false, true) => t::verify::two_step_lead(),
        (false, false) => t::verify::lead(),
    };
    let is_sent = Memo::new(move |_| matches!(verifying.chosen.get(), Proof::Sent(_)));
    let button = move || submit(if is_sent.get() { t::verify::send() } else { t::verify::next() }, busy);
    let recovery =
        ways.recovery_codes.then(|| radio(verifying, Proof::RecoveryCode, t::verify::recovery_code().into()));
    let radios = ways.ways.into_iter().map(|way| radio(verifying, Proof::by(&way), words(way))).collect::<Vec<_>>();
    view! {
        <form novalidate on:submit=go_on>
            <p class="lead">{lead}</p>
            <fieldset class="field">
                <legend>{t::verify::legend()}</legend>
                {radios}
                {recovery}
            </fieldset>
            <div class="actions">{button}</div>
        </form>
    }
    .into_any()
}

fn radio(verifying: Verifying, proof: Proof, words: String) -> AnyView {
    view! {
        <label class="check">
            <input
                type="radio"
                name="way"
                prop:checked=move || verifying.chosen.get() == proof
                on:change=move |_| verifying.chosen.set(proof)
            />
            <span dir="auto">{words}</span>
        </label>
    }
    .into_any()
}

/// What its owner knows a way by.
fn words(way: Way) -> String {
    match way.kind {
        _ if !way.hint.is_empty() => way.hint,
        WayKind::Authenticator => t::verify::authenticator().into(),
        _ => t::verify::passkey().into(),
    }
}

async fn send(verifying: Verifying, way: u64) {
    match api::ask(RequestSecurityCode { account: verifying.account(), way }).await {
        Ok(sent) => {
            verifying.asked.try_set(Some(Asked::Sent(way, sent.to)));
        }
        Err(problem) => verifying.tell(problem),
    }
}
