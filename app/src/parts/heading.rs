//! The only `h1` of a screen: it names the document and takes the focus after a route change.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::reactive::effect;
use crate::shell;

thread_local! {
    /// Whether the person has navigated since the page was loaded; until then the browser's own focus isn't disturbed.
    static HAS_NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

/// A screen's heading.
pub(crate) fn heading(text: String) -> impl IntoView {
    let node = NodeRef::<html::H1>::new();
    let title = text.clone();
    effect(move || {
        if let Some(node) = node.get() {
            set_document_title(&title);
            take_focus(&node);
        }
    });
    view! { <h1 tabindex="-1" node_ref=node>{text}</h1> }
}

/// Moves the focus to a heading, unless the page has just been loaded with it.
pub(crate) fn take_focus(heading: &HtmlElement) {
    if HAS_NAVIGATED.replace(true) {
        let _ = heading.focus();
    }
}

/// Lets the next heading take the focus although the page has just been loaded: it appears late, in a page that had none.
pub(crate) fn take_focus_when_late() {
    HAS_NAVIGATED.set(true);
}

/// Names the document after its heading.
pub(crate) fn set_document_title(heading: &str) {
    let brand = shell::brand();
    document().set_title(&if heading == brand { brand } else { format!("{heading} · {brand}") });
}
