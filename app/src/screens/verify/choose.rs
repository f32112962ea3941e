//! The choice of a method, and "Send code" or "Next".

use domain::api::passkey::{BeginPasskeyProof, VerifyWithPasskey};
use domain::api::security::WayKind;
use domain::api::verify::{VerifyWays, Way, Why};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{Asked, Proof, Verifying};
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::passkeys;
use crate::parts::radios::radios;
use crate::reactive::{live, live_if};

pub(super) fn choose(verifying: Verifying, ways: VerifyWays) -> AnyView {
    let busy = Busy::new();
    let go_on = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        match verifying.chosen.get_untracked() {
            Proof::Sent(way) => busy.run(verifying.send(way)),
            Proof::Passkey => busy.run(show_passkey(verifying)),
            Proof::App(way) => busy.run(verifying.enter(Asked::App(way))),
            Proof::RecoveryCode => busy.run(verifying.enter(Asked::RecoveryCode)),
        }
    };
    let lead = match ways.why {
        Why::StepUp => t::verify::step_up_lead(),
        Why::NewPassword => t::verify::reset_lead(),
        Why::TwoStep => t::verify::two_step_lead(),
        Why::Unusual => t::verify::lead(),
    };
    let is_passkey = Memo::new(move |_| verifying.chosen.get() == Proof::Passkey);
    let dont_ask = move || is_passkey.get().then(|| verifying.dont_ask());
    let mut has_passkey = false;
    let is_shown = move |way: &Way| way.kind != WayKind::Passkey || !std::mem::replace(&mut has_passkey, true);
    let is_sent = Memo::new(move |_| matches!(verifying.chosen.get(), Proof::Sent(_)));
    let button = move || submit(if is_sent.get() { t::verify::send() } else { t::verify::next() }, busy);
    let recovery = ways.recovery_codes.then(|| (Proof::RecoveryCode, t::verify::recovery_code().to_owned()));
    let proofs =
        ways.ways.into_iter().filter(is_shown).map(|way| (Proof::by(&way), words(way))).chain(recovery).collect();
    let choose = move |proof| verifying.chosen.set(proof);
    view! {
        <form novalidate on:submit=go_on>
            <p class="lead">{lead}</p>
            {radios("way", t::verify::legend(), proofs, verifying.chosen, choose)}
            {live_if(dont_ask)}
            <div class="actions">{live(button)}</div>
        </form>
    }
    .into_any()
}

/// The name by which the owner recognizes a method. The browser asks which passkey.
fn words(way: Way) -> String {
    match way.kind {
        WayKind::Passkey => t::verify::passkey().into(),
        WayKind::Authenticator if way.hint.is_empty() => t::verify::authenticator().into(),
        _ => way.hint,
    }
}

async fn show_passkey(verifying: Verifying) {
    let account = verifying.account();
    let begun = match ask(BeginPasskeyProof { account: account.clone() }).await {
        Ok(begun) => begun,
        Err(problem) => return verifying.tell(problem),
    };
    let credential = match passkeys::get(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(verifying.alerts.try_set(Some(alert))),
    };
    let shown =
        VerifyWithPasskey { account, ceremony: begun.ceremony, credential, trust: verifying.trust.get_untracked() };
    match ask(shown).await {
        Ok(session) => verifying.complete(session),
        Err(problem) => verifying.tell(problem),
    }
}
