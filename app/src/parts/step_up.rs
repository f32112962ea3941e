//! The step-up: what a session alone may not do waits until the person has shown who they are (I3). It takes the screen's place while
//! the screen stays as it is, with all that was typed.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::dom;
use crate::lazy;
use crate::route::Route;
use crate::screens::step_up_part;

/// In the address while it is open, so that Back closes it and nothing else.
const OPEN: &str = "step-up";

thread_local! {
    static ROUTE: Cell<Option<Route>> = const { Cell::new(None) };
    /// Those who wait for it.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    static HAS_PROVED: Cell<bool> = const { Cell::new(false) };
}

/// Begins to show it where the address says so.
pub(crate) fn provide(route: Route) {
    ROUTE.set(Some(route));
    route.take_away(OPEN);
    let open = Memo::new(move |_| route.query(OPEN).is_some() && is_waited_for());
    let screen: HtmlElement = dom::by_id("screen");
    Effect::new(move |_| {
        let open = open.get();
        screen.set_hidden(open);
        if !open {
            for resolve in WAITING.take() {
                let _ = resolve.call0(&JsValue::NULL);
            }
        }
    });
    let part = move || move || open.get().then(|| lazy::part(step_up_part::load));
    mount_to(dom::by_id("step-up"), part).forget();
}

/// Asks for a fresh proof; `false` when the person goes back without.
pub(crate) async fn step_up() -> bool {
    let Some(route) = ROUTE.get() else { return false };
    let (focused, title) = (document().active_element(), document().title());
    let waiting =
        JsFuture::from(Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve))));
    if WAITING.with_borrow(Vec::len) == 1 {
        HAS_PROVED.set(false);
        route.add(OPEN);
    }
    let _ = waiting.await;
    document().set_title(&title);
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    HAS_PROVED.get()
}

/// Closes it: what waits goes on, or is given up.
pub(crate) fn close(has_proved: bool) {
    HAS_PROVED.set(has_proved);
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

fn is_waited_for() -> bool {
    WAITING.with_borrow(|waiting| !waiting.is_empty())
}
