//! What this tab keeps over a reload, until it is closed. Never a password.

use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};
use web_sys::Storage;

use crate::json;

/// What stands in the code field, put back by the shell.
pub(crate) const DRAFT: &str = "draft";
/// The user code that is being linked.
pub(crate) const CODE: &str = "code";
/// The code that a complete link brought (L4): it must be compared with the device.
pub(crate) const COMPLETE: &str = "complete-code";
/// The device that was linked last, as JSON.
pub(crate) const LINKED: &str = "linked";
/// Set when sign-in has led on: its entries in the browser's history are of no more use.
pub(crate) const SIGNED_IN: &str = "signed-in";
/// The name typed at sign-in.
pub(crate) const NAME: &str = "name";
/// The country of a number that does not name its own: ISO 3166-1 alpha-2.
pub(crate) const COUNTRY: &str = "country";
/// The phone that shall get a text, as JSON.
pub(crate) const PHONE: &str = "phone";
/// What was done on the screen before, to be said on the next.
pub(crate) const DONE: &str = "done";
/// Why the step before led back here.
pub(crate) const OVER: &str = "over";
/// Whom a single-use code was sent to, and when, as JSON.
pub(crate) const SENT: &str = "sent";

/// The text kept under a key.
pub(crate) fn text(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a text. A browser that refuses costs a reload what was typed, and nothing else.
pub(crate) fn set_text(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Forgets what is kept under a key.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// The value kept under a key.
pub(crate) fn value<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&text(key)?)
}

/// Keeps a value.
pub(crate) fn set_value(key: &str, value: &impl Serialize) {
    set_text(key, &json::write(value));
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
