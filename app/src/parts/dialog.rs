//! The browser's own dialog, which traps the focus and returns it; open while it has a subject.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::names;
use crate::reactive::{effect, live};

/// A dialog about one item of a list.
pub(crate) struct Dialog<T: Send + Sync + 'static> {
    /// Its subject; nothing while it is closed.
    pub(crate) subject: RwSignal<Option<T>>,
    node: NodeRef<html::Dialog>,
}

impl<T: Send + Sync + 'static> Clone for Dialog<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Dialog<T> {}

impl<T: Clone + Send + Sync + 'static> Dialog<T> {
    /// Closed.
    pub(crate) fn new() -> Self {
        Self { subject: RwSignal::new(None), node: NodeRef::new() }
    }

    /// Closes it, unless it has another subject by then.
    pub(crate) fn close_if(self, is_it: impl Fn(&T) -> bool) {
        if self.subject.try_get_untracked().flatten().is_some_and(|subject| is_it(&subject)) {
            self.close();
        }
    }

    /// Closes it, if it is still there.
    pub(crate) fn close(self) {
        // Immediately: while it is open, nothing behind it can take the focus.
        if let Some(node) = self.node.try_get_untracked().flatten() {
            node.close();
        }
        self.subject.try_set(None);
    }

    /// Its view. `id` names its title, which keeps its text while the dialog closes.
    pub(crate) fn view(
        self,
        id: &'static str,
        title: impl Fn(&T) -> String + Send + Sync + 'static,
        body: AnyView,
    ) -> AnyView {
        let Self { subject, node } = self;
        effect(move || {
            let Some(node) = node.get() else { return };
            match subject.with(Option::is_some) {
                true if !node.open() => drop(node.show_modal()),
                false if node.open() => node.close(),
                _ => {}
            }
        });
        let title = Memo::new(move |before: Option<&String>| {
            subject.with(|subject| subject.as_ref().map(&title)).or_else(|| before.cloned()).unwrap_or_default()
        });
        // The event can come late, when the dialog is already open again.
        let on_close = move |_| {
            if node.get_untracked().is_some_and(|node| !node.open()) {
                subject.set(None);
            }
        };
        view! {
            <dialog class="dialog" node_ref=node aria-labelledby=id on:close=on_close>
                <h2 id=id>{live(move || names::in_text(&title.get()))}</h2>
                {body}
            </dialog>
        }
        .into_any()
    }
}

/// Moves the focus to the screen's heading whenever this changes: the pressed button is gone, and its focus with it.
pub(crate) fn focus_heading_after(change: impl Fn() -> bool + 'static) {
    let mut before = None;
    effect(move || {
        let now = change();
        if before.replace(now).is_some_and(|before| before != now) {
            focus_heading();
        }
    });
}

/// Moves the focus to the screen's heading when the element that the dialog would return it to is gone.
pub(crate) fn focus_heading() {
    if let Ok(Some(heading)) = document().query_selector("#screen h1") {
        let _ = wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(heading).focus();
    }
}
