//! The values that this tab keeps over a reload, until it is closed. Never a password. In a browser that withholds the tab's storage, the
//! shell has replaced it by one in memory, which lives as long as the page (L15).

use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};
use web_sys::Storage;

use crate::json;

/// The text of the code field, restored by the shell.
pub(crate) const DRAFT: &str = "draft";
/// The user code that is being linked.
pub(crate) const CODE: &str = "code";
/// The code from a complete link (L4): it must be compared with the device.
pub(crate) const COMPLETE_CODE: &str = "complete-code";
/// The device that was linked last, as JSON.
pub(crate) const LINKED_DEVICE: &str = "linked";
/// Set when a sign-in is complete: its entries in the browser's history are to be skipped.
pub(crate) const SIGNED_IN: &str = "signed-in";
/// The name typed at sign-in.
pub(crate) const NAME: &str = "name";
/// The country of a number without a calling code: ISO 3166-1 alpha-2.
pub(crate) const COUNTRY: &str = "country";
/// The phone that is to receive a text, as JSON.
pub(crate) const PHONE: &str = "phone";
/// The result of an action on the previous screen, to be shown on the next.
pub(crate) const RESULT: &str = "done";
/// Set when a password was reset in this tab, so that the step that says so is shown.
pub(crate) const PASSWORD_RESET: &str = "reset";
/// Set when an account was created in this tab, until the home page has said that it is ready.
pub(crate) const NEW_ACCOUNT: &str = "new-account";
/// The reason why an attempt has to start over, to be shown once.
pub(crate) const START_OVER_REASON: &str = "over";
/// Set when the person has signed out everywhere, until the next screen has said so.
pub(crate) const SIGNED_OUT_EVERYWHERE: &str = "everywhere";
/// The recipient of a single-use code, and when it was sent, as JSON.
pub(crate) const SENT_CODE: &str = "sent";
/// The last code for "Verify it's you", and when it was sent, as JSON.
pub(crate) const VERIFICATION_CODE: &str = "verify";
/// What was entered on the screen that adds a sign-in method, as JSON.
pub(crate) const ADDING: &str = "adding";
/// The ID of the account whose sign-in waits for its second step in this tab. Another tab's can wait, too (S13). The key is from an older version.
pub(crate) const WAITING: &str = "pending";
/// The choice whether this is a shared computer: "yes", or empty.
pub(crate) const SHARED: &str = "shared";

/// The keys of a sign-in.
pub(crate) const OF_SIGN_IN: [&str; 6] = [NAME, COUNTRY, PHONE, SENT_CODE, VERIFICATION_CODE, SHARED];

/// The keys of the account that was used.
pub(crate) const OF_ACCOUNT: [&str; 6] =
    [LINKED_DEVICE, ADDING, VERIFICATION_CODE, RESULT, PASSWORD_RESET, NEW_ACCOUNT];

/// The text stored under a key.
pub(crate) fn text(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores a text. Best effort: in a full storage, a reload loses what was typed and nothing else.
pub(crate) fn set_text(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, text);
    }
}

/// Removes the value under a key.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// Removes everything that the tab keeps, also what the shell has stored: nothing else of this origin uses the storage.
pub(crate) fn forget_all() {
    if let Some(storage) = storage() {
        let _ = storage.clear();
    }
}

/// The value stored under a key.
pub(crate) fn value<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&text(key)?)
}

/// Stores a value.
pub(crate) fn set_value(key: &str, value: &impl Serialize) {
    set_text(key, &json::write(value));
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
