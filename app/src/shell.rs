//! What the app does with the shell of `index.html` as a whole: its form, its drafts, its end.

use domain::Screen;
use js_sys::Function;
use leptos::prelude::{document, location, window};
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::dom;
use crate::parts::notice;
use crate::route;
use crate::tab_storage;

/// What the operator calls this service.
pub(crate) fn brand() -> String {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-brand")).unwrap_or_default()
}

/// A panic ends the app, not the page: the notice stands outside of Leptos, and its button needs no wasm.
pub(crate) fn leave_word_of_a_panic() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        keep_draft();
        notice::crashed();
    }));
}

/// The app can't begin; the shell's own script says so, since there are no words to say it with.
pub(crate) fn start_failed() {
    if let Some(failed) = dom::method(&window(), "bootFailed") {
        let _ = failed.call0(&JsValue::NULL);
    }
}

/// Begins to hear the shell's nodes that stand on every screen; the shell's own script falls silent.
pub(crate) fn adopt() {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-started", "");
    }
    if route::here() != Some(Screen::Link) {
        dom::by_id::<HtmlElement>("code-form").set_hidden(true);
    }
}

/// Loads the page anew; what stands in the code field comes back.
pub(crate) fn reload() {
    keep_draft();
    let _ = location().reload();
}

/// The browser's own reload, which works when the app does not any more.
pub(crate) fn reload_without_wasm() -> Option<Function> {
    Some(dom::method(&location(), "reload")?.bind0(&location()))
}

fn keep_draft() {
    match dom::find::<HtmlInputElement>("code").map(|input| input.value()) {
        Some(text) if !text.is_empty() => tab_storage::set_text(tab_storage::DRAFT, &text),
        _ => tab_storage::forget(tab_storage::DRAFT),
    }
}
