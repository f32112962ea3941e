//! The few direct changes to the document: Leptos doesn't own the shell's nodes.

use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

/// A node of the shell. The shell and the app are published together, so a missing one is a bug.
pub(crate) fn by_id<T: JsCast>(id: &str) -> T {
    find(id).expect("the shell has this node")
}

/// A node that may be absent.
pub(crate) fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id).map(JsCast::unchecked_into)
}

/// Listens for an event as long as the page lives: only for the shell's nodes, which live as long.
pub(crate) fn listen<E: JsCast>(target: &EventTarget, event: &str, mut handler: impl FnMut(E) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(move |event: Event| handler(event.unchecked_into()));
    let _ = target.add_event_listener_with_callback(event, handler.into_js_value().unchecked_ref());
}

/// Waits; browsers extend the time on a page that isn't visible.
pub(crate) async fn sleep(milliseconds: i32) {
    let set_timer = |resolve: Function, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    };
    let _ = JsFuture::from(Promise::new(&mut { set_timer })).await;
}

/// A method of a JavaScript object of any type, by its name.
pub(crate) fn method(object: &impl AsRef<wasm_bindgen::JsValue>, name: &str) -> Option<Function> {
    js_sys::Reflect::get(object.as_ref(), &name.into()).ok()?.dyn_into().ok()
}
