//! "Copy": copies a text to the clipboard, and confirms it.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::busy::{Busy, button};
use crate::locale::t;
use crate::reactive::live;

/// The button, and the line that confirms it. Where the browser has no clipboard (a page without HTTPS), both are empty.
pub(crate) struct CopyButton {
    pub(crate) button: AnyView,
    pub(crate) status: AnyView,
}

/// Both; `done` is called once the text is copied.
pub(crate) fn copy_button(text: String, done: impl Fn() + Copy + 'static) -> CopyButton {
    if !window().is_secure_context() {
        return CopyButton { button: ().into_any(), status: ().into_any() };
    }
    let (busy, said) = (Busy::new(), RwSignal::new(""));
    let press = move || {
        let text = text.clone();
        busy.run(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            if written.is_ok() {
                done();
            }
            said.try_set(if written.is_ok() { t::security::copied() } else { t::security::not_copied() });
        });
    };
    CopyButton {
        button: button("", t::security::copy(), busy, press),
        status: view! { <p class="status" role="status">{live(move || said.get())}</p> }.into_any(),
    }
}
