//! The choice of a method, and "Send code" or "Next".

use domain::api::passkey::{BeginPasskeyProof, VerifyWithPasskey};
use domain::api::security::WayKind;
use domain::api::verify::{VerifyWays, Way, Why};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{CodeToEnter, MethodChoice, VerifyScreen};
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::passkeys;
use crate::parts::radios::radios;
use crate::reactive::{live, live_if};

pub(super) fn choose(screen: VerifyScreen, ways: VerifyWays) -> AnyView {
    let busy = Busy::new();
    let submit_choice = move |event: SubmitEvent| {
        event.prevent_default();
        screen.alerts.set(None);
        match screen.chosen.get_untracked() {
            MethodChoice::Sent(way) => busy.run(screen.send(way)),
            MethodChoice::Passkey => busy.run(verify_with_passkey(screen)),
            MethodChoice::App(way) => busy.run(screen.enter(CodeToEnter::App(way))),
            MethodChoice::RecoveryCode => busy.run(screen.enter(CodeToEnter::RecoveryCode)),
        }
    };
    let lead = match ways.why {
        Why::StepUp => t::verify::step_up_lead(),
        Why::NewPassword => t::verify::reset_lead(),
        Why::TwoStep => t::verify::two_step_lead(),
        Why::Unusual => t::verify::lead(),
    };
    let is_passkey = Memo::new(move |_| screen.chosen.get() == MethodChoice::Passkey);
    let trust_checkbox = move || is_passkey.get().then(|| screen.trust_checkbox());
    let mut has_passkey = false;
    let is_listed = move |way: &Way| way.kind != WayKind::Passkey || !std::mem::replace(&mut has_passkey, true);
    let is_sent = Memo::new(move |_| matches!(screen.chosen.get(), MethodChoice::Sent(_)));
    let button = move || submit(if is_sent.get() { t::verify::send() } else { t::verify::next() }, busy);
    let recovery = ways.recovery_codes.then(|| (MethodChoice::RecoveryCode, t::verify::recovery_code().to_owned()));
    let choices = ways
        .ways
        .into_iter()
        .filter(is_listed)
        .map(|way| (MethodChoice::of_method(&way), words(way)))
        .chain(recovery)
        .collect();
    let choose = move |choice| screen.chosen.set(choice);
    view! {
        <form novalidate on:submit=submit_choice>
            <p class="lead">{lead}</p>
            {radios("way", t::verify::legend(), choices, screen.chosen, choose)}
            {live_if(trust_checkbox)}
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

async fn verify_with_passkey(screen: VerifyScreen) {
    let account = screen.account();
    let begun = match ask(BeginPasskeyProof { account: account.clone() }).await {
        Ok(begun) => begun,
        Err(problem) => return screen.show_problem(problem),
    };
    let credential = match passkeys::get(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(screen.alerts.try_set(Some(alert))),
    };
    let request =
        VerifyWithPasskey { account, ceremony: begun.ceremony, credential, trust: screen.trust.get_untracked() };
    match ask(request).await {
        Ok(session) => screen.complete(session),
        Err(problem) => screen.show_problem(problem),
    }
}
