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
    let (busy, is_copied) = (Busy::new(), RwSignal::new(None));
    let press = move || {
        let text = text.clone();
        is_copied.set(None); // so that the same is announced again
        busy.run(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            if written.is_ok() {
                done();
            }
            is_copied.try_set(Some(written.is_ok()));
        });
    };
    let words = move || match is_copied.get() {
        None => "",
        Some(true) => t::security::copied(),
        Some(false) => t::security::not_copied(),
    };
    let has_failed = Signal::derive(move || is_copied.get() == Some(false));
    CopyButton {
        button: button("", t::security::copy(), busy, press),
        status: view! { <p class="status" class:bad=has_failed role="status">{live(words)}</p> }.into_any(),
    }
}
