//! Word of a sign-out to the other tabs of this browser (L13). They hear of an entry in the local storage, which is removed at once: nothing
//! stays on the computer.

use domain::api::session::Session;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, Storage};

use crate::session::CurrentSession;

/// The key of the entry. Its value is the IDs of the accounts that are still signed in.
const SIGNED_OUT: &str = "signed-out";

/// Tells them who is still signed in after a sign-out here.
pub(crate) fn report_sign_out(left: &Session) {
    // By its name, because a binding of its own would enlarge the first load.
    let Ok(storage) = Reflect::get(&window(), &"localStorage".into()) else { return };
    let storage: Storage = storage.unchecked_into();
    let ids: Vec<_> = left.accounts.iter().map(|account| account.id.as_str()).collect();
    let _ = storage.set_item(SIGNED_OUT, &ids.join(" "));
    let _ = storage.remove_item(SIGNED_OUT);
}

/// Calls `act` whenever another tab has signed out an account that this page shows, as long as the current view.
pub(crate) fn on_sign_out(session: CurrentSession, act: impl Fn() + 'static) {
    let listener = window_event_listener_untyped("storage", move |event| {
        let Some(left) = accounts_left(&event) else { return };
        let shown = session.get_untracked().unwrap_or_default();
        if !is_signed_in(&shown, |id| left.split(' ').any(|other| other == id)) {
            act();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether the account in use, or without one every account that can be chosen, is still signed in.
pub(super) fn is_signed_in(shown: &Session, is_left: impl Fn(&str) -> bool) -> bool {
    match shown.account() {
        Some(account) => is_left(&account.id),
        None => shown.accounts.iter().all(|account| is_left(&account.id)),
    }
}

/// The IDs in the entry; nothing when it is removed.
fn accounts_left(event: &Event) -> Option<String> {
    let text = |name: &str| Reflect::get(event, &name.into()).ok()?.as_string();
    text("newValue").filter(|_| text("key").as_deref() == Some(SIGNED_OUT))
}
