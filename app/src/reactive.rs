//! Effects and views that follow signals, boxed: so the code behind them is compiled once, and not for each closure.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::dom;

/// Runs a function immediately, and again whenever a signal that it reads changes.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}

/// A view that is rendered again whenever a signal that it reads changes.
pub(crate) fn live<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || view().into_any());
    view.into_any()
}

/// The same for an optional view.
pub(crate) fn live_if<V: IntoAny>(view: impl Fn() -> Option<V> + Send + 'static) -> AnyView {
    live(move || view().map_or_else(|| ().into_any(), IntoAny::into_any))
}

/// Renders a view at the end of the document, as long as the current owner lives.
pub(crate) fn mount_last(view: impl FnOnce() -> AnyView + 'static) {
    let html = document().document_element();
    let Some(body) = html.and_then(|html| html.query_selector("body").ok()?) else { return };
    let view: Box<dyn FnOnce() -> AnyView> = Box::new(view);
    let _ = StoredValue::new_local(mount_to(body.unchecked_into(), view)); // dropped with the owner, which removes the view
}

/// Renders a view into a node of the shell, as long as the page lives.
pub(crate) fn mount(id: &str, view: impl FnOnce() -> AnyView + 'static) {
    let view: Box<dyn FnOnce() -> AnyView> = Box::new(view);
    mount_to(dom::by_id(id), view).forget();
}
