//! "Sign in with a passkey", and passkeys among the browser's suggestions for the sign-in name (S1).

use domain::api::passkey::{BeginPasskeySignIn, SignInWithPasskey};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::api;
use crate::ask::ask;
use crate::locale::t;
use crate::operation;
use crate::parts::busy::{Busy, button};
use crate::parts::passkeys;
use crate::parts::shared_computer::SharedComputer;
use crate::parts::summary::{Alerts, show_problem};
use crate::sign_in_flow::SignInFlow;

/// The button; nothing where the browser doesn't support passkeys.
pub(super) fn passkey(flow: SignInFlow, shared: SharedComputer, alerts: Alerts) -> Option<AnyView> {
    if !passkeys::are_supported() {
        return None;
    }
    let offer_controller = StoredValue::new_local(None::<AbortController>);
    let cancel_offer = move || {
        offer_controller.try_update_value(|offer_controller| offer_controller.take().inspect(AbortController::abort));
    };
    let offer = move || {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        offer_controller.try_set_value(controller);
        if let Some(signal) = signal {
            spawn_local(by_autofill(signal, flow, shared, alerts));
        }
    };
    on_cleanup(cancel_offer);
    offer();
    let busy = Busy::new();
    let press = move || {
        alerts.set(None);
        cancel_offer(); // the browser allows one request at a time
        busy.run(async move {
            if !by_button(flow, shared, alerts).await {
                offer();
            }
        });
    };
    Some(button("", t::sign_in::passkey(), busy, press))
}

async fn by_button(flow: SignInFlow, shared: SharedComputer, alerts: Alerts) -> bool {
    let begun = match ask(BeginPasskeySignIn {}).await {
        Ok(begun) => begun,
        Err(problem) => {
            show_problem(alerts, problem);
            return false;
        }
    };
    match passkeys::get(&begun.options).await {
        Ok(credential) => finish(begun.ceremony, credential, flow, shared, alerts).await,
        Err(alert) => {
            alerts.try_set(Some(alert));
            false
        }
    }
}

/// Waits until a passkey is accepted, or the person does something else.
async fn by_autofill(signal: AbortSignal, flow: SignInFlow, shared: SharedComputer, alerts: Alerts) {
    if !passkeys::are_offered_by_autofill().await {
        return;
    }
    loop {
        // The person hasn't asked for it: an unreachable server is reported at the next action.
        let Ok(begun) = api::send(&BeginPasskeySignIn {}).await else { return };
        let Some(credential) = passkeys::get_by_autofill(&begun.options, &signal).await else { return };
        if finish(begun.ceremony, credential, flow, shared, alerts).await || signal.aborted() {
            return;
        }
    }
}

/// Whether the person is signed in now.
async fn finish(
    ceremony: String,
    credential: String,
    flow: SignInFlow,
    shared: SharedComputer,
    alerts: Alerts,
) -> bool {
    let (shared, operation) = (shared.get_untracked(), operation::draw());
    match ask(SignInWithPasskey { ceremony, credential, shared, operation }).await {
        Ok(session) => {
            flow.complete(session);
            true
        }
        Err(problem) => {
            show_problem(alerts, problem);
            false
        }
    }
}
