//! "Copy": copies a text to the clipboard, and confirms it.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::busy::{Busy, button};
use crate::locale::t;
use crate::reactive::live;

/// The button and its confirmation. Where the browser has no clipboard (a page without HTTPS), there is none.
/// `done` is called once the text is copied.
pub(crate) fn copy(text: String, done: impl Fn() + Copy + 'static) -> AnyView {
    if !window().is_secure_context() {
        return ().into_any();
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
    view! {
        <div class="actions row">{button("", t::security::copy(), busy, press)}</div>
        <p class="status" role="status">{live(move || said.get())}</p>
    }
    .into_any()
}
