//! The step-up: what a session alone may not do waits until the person has shown who they are (I3). It takes the screen's place while
//! the screen stays as it is, with all that was typed.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use crate::dom;
use crate::reactive::{self, effect, live_if};
use crate::route::Route;

/// In the address while it is open, so that Back closes it and nothing else.
const OPEN: &str = "step-up";

thread_local! {
    static ROUTE: Cell<Option<Route>> = const { Cell::new(None) };
    /// Those who wait for it.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    static HAS_PROVED: Cell<bool> = const { Cell::new(false) };
}

/// Begins to show `screen` where the address says so.
pub(crate) fn provide(route: Route, screen: fn() -> AnyView) {
    ROUTE.set(Some(route));
    let open = Memo::new(move |_| route.query(OPEN).is_some());
    let behind: HtmlElement = dom::by_id("screen");
    effect(move || {
        let open = open.get();
        if open && !is_waited_for() {
            return route.take_away(OPEN); // a reload, or Forward: nobody waits any more
        }
        behind.set_hidden(open);
        if !open {
            go_on();
        }
    });
    reactive::mount("step-up", move || live_if(move || (open.get() && is_waited_for()).then(screen)));
}

/// Asks for a fresh proof; `false` when the person goes back without.
pub(crate) async fn step_up() -> bool {
    let Some(route) = ROUTE.get() else { return false };
    let begun = (!is_waited_for()).then(Begun::here);
    let waiting =
        JsFuture::from(Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve))));
    if begun.is_some() {
        HAS_PROVED.set(false);
        if !route.add(OPEN) {
            go_on();
        }
    }
    let _ = waiting.await;
    if let Some(begun) = begun {
        begun.restore();
    }
    HAS_PROVED.get()
}

/// Closes it: what waits goes on, or is given up.
pub(crate) fn close(has_proved: bool) {
    if !is_waited_for() {
        return; // the person has gone back already
    }
    HAS_PROVED.set(has_proved);
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

fn is_waited_for() -> bool {
    WAITING.with_borrow(|waiting| !waiting.is_empty())
}

fn go_on() {
    for resolve in WAITING.take() {
        let _ = resolve.call0(&JsValue::NULL);
    }
}

/// Where the person was.
struct Begun {
    address: Option<String>,
    title: String,
    focused: Option<Element>,
}

impl Begun {
    fn here() -> Self {
        Self { address: location().href().ok(), title: document().title(), focused: document().active_element() }
    }

    /// Unless they have gone elsewhere.
    fn restore(self) {
        if location().href().ok() != self.address {
            return;
        }
        document().set_title(&self.title);
        if let Some(focused) = self.focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
            let _ = focused.focus();
        }
    }
}
