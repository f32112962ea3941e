//! What the app does with the shell of `index.html` as a whole: its brand, its form, its end.

use domain::Screen;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::dom;
use crate::route;

/// What the operator calls this service.
pub(crate) fn brand() -> String {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-brand")).unwrap_or_default()
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
