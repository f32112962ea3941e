//! "Sign in with a passkey", and passkeys among the browser's suggestions for the sign-in name (S1).

use domain::api::passkey::{BeginPasskeySignIn, SignInWithPasskey};
use futures::future::{Either, select};
use js_sys::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::AbortController;

use crate::api;
use crate::ask::ask;
use crate::dom;
use crate::locale::t;
use crate::operation;
use crate::parts::busy::{Busy, button};
use crate::parts::passkeys;
use crate::parts::shared_computer::SharedComputer;
use crate::parts::summary::{Alerts, show_problem};
use crate::sign_in_flow::SignInFlow;

/// The time after which a challenge that waits among the suggestions is replaced by a new one: half of its life on the server, so that a
/// person who chooses a passkey late has time to unlock it.
const RENEWED_AFTER_MS: i32 = 300_000;

/// The button; nothing where the browser doesn't support passkeys.
pub(super) fn passkey(flow: SignInFlow, shared: SharedComputer, alerts: Alerts) -> Option<AnyView> {
    if !passkeys::are_supported() {
        return None;
    }
    let offer = Offer(StoredValue::new_local(None));
    let suggest = move || {
        if let Some(controller) = offer.begin() {
            spawn_local(by_autofill(controller, offer, flow, shared, alerts));
        }
    };
    // No timer runs while the computer sleeps, and the network can be back later than the person.
    let renew = move || {
        if offer.is_old() {
            offer.cancel();
            suggest();
        }
    };
    let returns = ["pageshow", "visibilitychange", "online", "focus"]
        .map(|event| window_event_listener_untyped(event, move |_| renew()));
    on_cleanup(move || {
        offer.cancel();
        for listener in returns {
            listener.remove();
        }
    });
    suggest();
    let busy = Busy::new();
    let press = move || {
        alerts.set(None);
        offer.cancel(); // the browser allows one request at a time
        busy.run(async move {
            if !by_button(flow, shared, alerts).await {
                suggest();
            }
        });
    };
    Some(button("", t::sign_in::passkey(), busy, press))
}

/// The request that waits among the suggestions, as long as the step is shown, and when it has begun.
#[derive(Clone, Copy)]
struct Offer(StoredValue<Option<(AbortController, f64)>, LocalStorage>);

impl Offer {
    /// The controller of the next request; `None` if the step is gone.
    fn begin(self) -> Option<AbortController> {
        let controller = AbortController::new().ok()?;
        self.0.try_set_value(Some((controller.clone(), Date::now()))).is_none().then_some(controller)
    }

    fn cancel(self) {
        if let Some((controller, _)) = self.0.try_update_value(Option::take).flatten() {
            controller.abort();
        }
    }

    /// Lets the next return of the person or the network replace the request, because it has no challenge.
    fn expire(self, controller: AbortController) {
        if !controller.signal().aborted() {
            self.0.try_set_value(Some((controller, 0.0)));
        }
    }

    /// Whether its challenge is to be replaced; `false` if nothing waits.
    fn is_old(self) -> bool {
        let begun = self.0.try_with_value(|waiting| waiting.as_ref().map(|(_, begun)| *begun)).flatten();
        begun.is_some_and(|begun| Date::now() - begun > f64::from(RENEWED_AFTER_MS))
    }
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
async fn by_autofill(
    mut controller: AbortController,
    offer: Offer,
    flow: SignInFlow,
    shared: SharedComputer,
    alerts: Alerts,
) {
    if !passkeys::are_offered_by_autofill().await {
        return;
    }
    loop {
        let signal = controller.signal();
        // The person hasn't asked for it: an unreachable server is reported at the next action.
        let Ok(begun) = api::send(&BeginPasskeySignIn {}).await else { return offer.expire(controller) };
        let chosen = Box::pin(passkeys::get_by_autofill(&begun.options, &signal));
        match select(chosen, Box::pin(dom::sleep(RENEWED_AFTER_MS))).await {
            Either::Left((Some(credential), _)) => {
                if finish(begun.ceremony, credential, flow, shared, alerts).await || signal.aborted() {
                    return;
                }
            }
            Either::Left((None, _)) => return,
            // After a sleep, the person's return has replaced it before this timer ran.
            Either::Right(_) if signal.aborted() => return,
            // The challenge would soon expire (L15).
            Either::Right(_) => {
                controller.abort();
                let Some(next) = offer.begin() else { return };
                controller = next;
            }
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
