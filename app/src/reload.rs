//! A reload of the page that keeps the text of the code field.

use js_sys::Function;
use leptos::prelude::location;
use web_sys::HtmlInputElement;

use crate::dom;
use crate::tab_storage;

/// Reloads the page; the text of the code field is restored.
pub(crate) fn reload() {
    keep_draft();
    let _ = location().reload();
}

/// The browser's own reload, which works even after the app has crashed.
pub(crate) fn without_wasm() -> Option<Function> {
    Some(dom::method(&location(), "reload")?.bind0(&location()))
}

/// Stores the text of the code field, for the shell to restore.
pub(crate) fn keep_draft() {
    match dom::find::<HtmlInputElement>("code").map(|input| input.value()) {
        Some(text) if !text.is_empty() => tab_storage::set_text(tab_storage::DRAFT, &text),
        _ => tab_storage::forget(tab_storage::DRAFT),
    }
}
