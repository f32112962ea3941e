//! The step-up: a request that a session alone doesn't permit waits until the person has verified their identity (I3). It takes the
//! screen's place; the screen stays as it is, with everything that was typed.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use crate::dom;
use crate::reactive::{self, effect, live_if};
use crate::route::Route;

/// The parameter of the address while the step-up is open, so that Back closes it and does nothing else.
const QUERY_WORD: &str = "step-up";

thread_local! {
    static ROUTE: Cell<Option<Route>> = const { Cell::new(None) };
    /// The requests that wait for it.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
    static HAS_VERIFIED: Cell<bool> = const { Cell::new(false) };
}

/// Shows `screen` whenever the address says that the step-up is open.
pub(crate) fn provide(route: Route, screen: fn() -> AnyView) {
    ROUTE.set(Some(route));
    let open = Memo::new(move |_| route.query(QUERY_WORD).is_some());
    let behind: HtmlElement = dom::by_id("screen");
    effect(move || {
        let open = open.get();
        if open && !has_waiting_requests() {
            return route.remove_word(QUERY_WORD); // a reload, or Forward: no request waits
        }
        behind.set_hidden(open);
        if !open {
            release_requests();
        }
    });
    reactive::mount("step-up", move || live_if(move || (open.get() && has_waiting_requests()).then(screen)));
}

/// Asks the person to verify their identity; `false` when they go back instead.
pub(crate) async fn step_up() -> bool {
    let Some(route) = ROUTE.get() else { return false };
    let interrupted = (!has_waiting_requests()).then(InterruptedScreen::current);
    let waiting =
        JsFuture::from(Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve))));
    if interrupted.is_some() {
        HAS_VERIFIED.set(false);
        if !route.add_word(QUERY_WORD) {
            release_requests();
        }
    }
    let _ = waiting.await;
    if let Some(interrupted) = interrupted {
        interrupted.restore();
    }
    HAS_VERIFIED.get()
}

/// Closes it: the waiting requests continue or are dropped.
pub(crate) fn close(has_verified: bool) {
    if !has_waiting_requests() {
        return; // the person has already gone back
    }
    HAS_VERIFIED.set(has_verified);
    if let Ok(history) = window().history() {
        let _ = history.back();
    }
}

fn has_waiting_requests() -> bool {
    WAITING.with_borrow(|waiting| !waiting.is_empty())
}

fn release_requests() {
    for resolve in WAITING.take() {
        let _ = resolve.call0(&JsValue::NULL);
    }
}

/// The screen that the person was on.
struct InterruptedScreen {
    address: Option<String>,
    title: String,
    focused: Option<Element>,
}

impl InterruptedScreen {
    fn current() -> Self {
        Self { address: location().href().ok(), title: document().title(), focused: document().active_element() }
    }

    /// Does nothing if the person has navigated away.
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
