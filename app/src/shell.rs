//! The app's access to the shell of `index.html` as a whole: its brand, its form, a failed start.

use domain::Screen;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use crate::dom;
use crate::route;

/// The operator's name for this service.
pub(crate) fn brand() -> String {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-brand")).unwrap_or_default()
}

/// Reports that the app can't start. The shell's own script shows the notice, because no texts are loaded.
pub(crate) fn start_failed() {
    if let Some(failed) = dom::method(&window(), "bootFailed") {
        let _ = failed.call0(&JsValue::NULL);
    }
}

/// Takes over the shell's nodes that every screen has. From then on, the shell's own script does nothing.
pub(crate) fn adopt() {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute("data-started", "");
    }
    if route::current_screen() != Some(Screen::Link) {
        dom::by_id::<HtmlElement>("code-form").set_hidden(true);
    }
}
