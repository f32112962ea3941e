//! The only `h1` of a screen: it names the document and takes the focus after a route change.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::reactive::effect;
use crate::shell;

thread_local! {
    /// Whether the person has navigated since the page was loaded; until then the browser's own focus isn't disturbed.
    static MOVED: Cell<bool> = const { Cell::new(false) };
}

/// A screen's heading.
pub(crate) fn heading(text: String) -> impl IntoView {
    let node = NodeRef::<html::H1>::new();
    let title = text.clone();
    effect(move || {
        if let Some(node) = node.get() {
            name_document(&title);
            arrive(&node);
        }
    });
    view! { <h1 tabindex="-1" node_ref=node>{text}</h1> }
}

/// Moves the focus to a heading, unless the page has just been loaded with it.
pub(crate) fn arrive(heading: &HtmlElement) {
    if MOVED.replace(true) {
        let _ = heading.focus();
    }
}

/// Lets the next heading take the focus although the page has just been loaded: it appears late, in a page that had none.
pub(crate) fn comes_late() {
    MOVED.set(true);
}

/// Names the document after its heading.
pub(crate) fn name_document(heading: &str) {
    let brand = shell::brand();
    document().set_title(&if heading == brand { brand } else { format!("{heading} · {brand}") });
}
