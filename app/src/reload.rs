//! Loading the page anew, without losing what stands in the code field.

use js_sys::Function;
use leptos::prelude::location;
use web_sys::HtmlInputElement;

use crate::dom;
use crate::tab_storage;

/// Loads the page anew; what stands in the code field comes back.
pub(crate) fn reload() {
    keep_draft();
    let _ = location().reload();
}

/// The browser's own reload, which works when the app does not any more.
pub(crate) fn without_wasm() -> Option<Function> {
    Some(dom::method(&location(), "reload")?.bind0(&location()))
}

/// Keeps what stands in the code field, for the shell to put back.
pub(crate) fn keep_draft() {
    match dom::find::<HtmlInputElement>("code").map(|input| input.value()) {
        Some(text) if !text.is_empty() => tab_storage::set_text(tab_storage::DRAFT, &text),
        _ => tab_storage::forget(tab_storage::DRAFT),
    }
}
