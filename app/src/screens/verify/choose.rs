//! The choice of a method, and "Send code" or "Next".

use domain::api::passkey::{BeginPasskeyVerification, VerifyWithPasskey};
use domain::api::security::MethodItemKind;
use domain::api::verify::{OfferedMethod, VerificationReason, VerifyOptions};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::{CodeToEnter, MethodChoice, VerifyScreen};
use crate::ask::ask;
use crate::locale::t;
use crate::operation;
use crate::parts::busy::{Busy, submit};
use crate::parts::icon::Icon;
use crate::parts::passkeys;
use crate::parts::radios::{self, OptionLabel};
use crate::reactive::{live, live_if};

pub(super) fn choose(screen: VerifyScreen, options: VerifyOptions) -> AnyView {
    let busy = Busy::new();
    let submit_choice = move |event: SubmitEvent| {
        event.prevent_default();
        screen.alerts.set(None);
        match screen.chosen.get_untracked() {
            MethodChoice::Sent(method) => busy.run(screen.send(method)),
            MethodChoice::Passkey => busy.run(verify_with_passkey(screen)),
            MethodChoice::App(method) => busy.run(screen.enter(CodeToEnter::App(method))),
            MethodChoice::RecoveryCode => busy.run(screen.enter(CodeToEnter::RecoveryCode)),
        }
    };
    let lead = match options.reason {
        VerificationReason::StepUp => t::verify::step_up_lead(),
        VerificationReason::NewPassword => t::verify::reset_lead(),
        VerificationReason::TwoStep => t::verify::two_step_lead(),
        VerificationReason::Unusual => t::verify::lead(),
    };
    let is_passkey = Memo::new(move |_| screen.chosen.get() == MethodChoice::Passkey);
    let trust_checkbox = move || is_passkey.get().then(|| screen.trust_checkbox());
    let mut has_passkey = false;
    let is_listed = move |method: &OfferedMethod| {
        method.kind != MethodItemKind::Passkey || !std::mem::replace(&mut has_passkey, true)
    };
    let is_sent = Memo::new(move |_| matches!(screen.chosen.get(), MethodChoice::Sent(_)));
    let button = move || submit(if is_sent.get() { t::verify::send() } else { t::verify::next() }, busy);
    let recovery = options.recovery_codes.then(|| (MethodChoice::RecoveryCode, label_of_recovery_code()));
    let choices = options
        .methods
        .into_iter()
        .filter(is_listed)
        .map(|method| (MethodChoice::of_method(&method), label(method)))
        .chain(recovery)
        .collect();
    let choose = move |choice| screen.chosen.set(choice);
    view! {
        <form novalidate on:submit=submit_choice>
            <p class="lead">{lead}</p>
            {radios::options("method", t::verify::legend(), choices, screen.chosen, choose)}
            {live_if(trust_checkbox)}
            <div class="actions">{live(button)}</div>
        </form>
    }
    .into_any()
}

/// The name by which the owner recognizes a method, and its kind. The browser asks which passkey.
fn label(method: OfferedMethod) -> OptionLabel {
    let named = |hint, picture, about| OptionLabel { words: hint, is_name: true, about: Some((picture, about)) };
    match method.kind {
        MethodItemKind::Email => named(method.hint, Icon::EMAIL, t::verify::by_email()),
        MethodItemKind::Phone => named(method.hint, Icon::PHONE, t::verify::by_text()),
        MethodItemKind::Passkey => of_page(t::verify::passkey(), Icon::PASSKEY, t::verify::by_passkey()),
        MethodItemKind::Authenticator if method.hint.is_empty() => {
            of_page(t::verify::authenticator(), Icon::AUTHENTICATOR, t::verify::by_app())
        }
        MethodItemKind::Authenticator => named(method.hint, Icon::AUTHENTICATOR, t::verify::authenticator()),
    }
}

fn label_of_recovery_code() -> OptionLabel {
    of_page(t::verify::recovery_code(), Icon::CODES, t::verify::by_recovery_code())
}

/// A label in the page's own words.
fn of_page(words: &str, picture: Icon, about: &'static str) -> OptionLabel {
    OptionLabel { words: words.to_owned(), is_name: false, about: Some((picture, about)) }
}

async fn verify_with_passkey(screen: VerifyScreen) {
    let (account, waiting) = (screen.account(), screen.waiting());
    let options = BeginPasskeyVerification { account: account.clone(), waiting: waiting.clone() };
    let begun = match ask(options).await {
        Ok(begun) => begun,
        Err(problem) => return screen.show_problem(problem),
    };
    let credential = match passkeys::get(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(screen.alerts.try_set(Some(alert))),
    };
    let (trust, operation) = (screen.trust.get_untracked(), operation::draw());
    let request = VerifyWithPasskey { account, waiting, ceremony: begun.ceremony, credential, trust, operation };
    match ask(request).await {
        Ok(session) => screen.complete(session),
        Err(problem) => screen.show_problem(problem),
    }
}
