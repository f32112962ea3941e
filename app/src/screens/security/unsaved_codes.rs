//! "Leave without saving your recovery codes?": they are shown once, so leaving them unsaved asks first (I5).

use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlElement, MouseEvent};

use crate::dom;
use crate::locale::{language, t};
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;
use crate::route;

/// The way in which the person leaves.
enum Departure {
    /// A click on a link, or on a button that signs out.
    Click(HtmlElement),
    /// The choice of another language: its event, and the language.
    Language(Event, JsValue),
    /// The browser's Back.
    Back,
}

/// Recovery codes on the page, until they are saved.
#[derive(Clone, Copy)]
pub(super) struct UnsavedCodes {
    are_saved: StoredValue<bool>,
    question: Dialog<()>,
    departure: StoredValue<Option<Departure>, LocalStorage>,
}

impl UnsavedCodes {
    /// For codes that are shown from now on. Once they are saved, leaving doesn't ask any more.
    pub(super) fn watch(are_saved: StoredValue<bool>) -> Self {
        let unsaved = Self { are_saved, question: Dialog::new(), departure: StoredValue::new_local(None) };
        let before_unload = window_event_listener(ev::beforeunload, move |event| {
            if unsaved.are_shown() {
                event.prevent_default();
            }
        });
        on_cleanup(move || before_unload.remove());
        see_first(|| window().into(), "beforeClick", move |event| unsaved.on_click(event.unchecked_ref()));
        see_first(|| window().into(), "beforeBack", move |event| unsaved.on_back(&event));
        see_first(|| dom::by_id::<HtmlElement>("language").into(), "onchange", move |event| unsaved.on_language(event));
        unsaved
    }

    fn are_shown(self) -> bool {
        self.are_saved.try_get_value() == Some(false)
    }

    fn on_click(self, event: &MouseEvent) {
        if !self.are_shown() || !route::is_plain(event) {
            return;
        }
        let leads_away = format!("{}, [data-leaves]", route::LINKS); // links, and buttons of the frame that leave every screen
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(clicked) = clicked.and_then(|clicked| clicked.closest(&leads_away).ok()?) {
            event.prevent_default();
            event.stop_propagation();
            self.ask(Departure::Click(clicked.unchecked_into()));
        }
    }

    /// Back has changed the address already: it is put back, and the app doesn't see that it was changed.
    fn on_back(self, event: &Event) {
        let here = Destination::RecoveryCodes.path();
        if !self.are_shown() || route::address() == here {
            return;
        }
        // By its name, because an import would weigh more in the first load.
        if let Some(stop) = dom::method(event, "stopImmediatePropagation") {
            let _ = stop.call0(event);
        }
        route::put_address(&here, false);
        self.ask(Departure::Back);
    }

    /// Another language loads the page anew. Until the person has decided, the page's own one stays chosen.
    fn on_language(self, event: Event) {
        let Some(choice) = event.target().filter(|_| self.are_shown()) else { return };
        event.stop_propagation();
        let chosen = Reflect::get(&choice, &"value".into()).unwrap_or_default();
        choose(&choice, &language().into());
        self.ask(Departure::Language(event, chosen));
    }

    fn ask(self, departure: Departure) {
        self.departure.set_value(Some(departure));
        self.question.subject.set(Some(()));
    }

    fn leave(self) {
        self.are_saved.try_set_value(true);
        self.question.close();
        match self.departure.try_update_value(Option::take).flatten() {
            Some(Departure::Click(clicked)) => clicked.click(),
            Some(Departure::Language(event, chosen)) => choose_again(&event, &chosen),
            // Safari can have refused to put the address back: then it is the earlier screen's already.
            Some(Departure::Back) if route::address() != Destination::RecoveryCodes.path() => {
                let _ = location().reload();
            }
            Some(Departure::Back) => {
                if let Ok(history) = window().history() {
                    let _ = history.back();
                }
            }
            None => {}
        }
    }

    /// The question.
    pub(super) fn dialog(self) -> AnyView {
        let body = view! {
            <p>{t::security::leave_text()}</p>
            <div class="actions row">
                {button("danger", t::security::leave(), Busy::new(), move || self.leave())}
                <button class="button" type="button" autofocus on:click=move |_| self.question.close()>
                    {t::security::stay()}
                </button>
            </div>
        };
        self.question.view("leave-title", |()| t::security::leave_title().into(), body.into_any())
    }
}

fn choose(choice: &EventTarget, language: &JsValue) {
    let _ = Reflect::set(choice, &"value".into(), language);
}

/// Chooses the language once more: this time `index.html` sees the event.
fn choose_again(event: &Event, language: &JsValue) {
    let Some(choice) = event.target() else { return };
    choose(&choice, language);
    // By its name, because an import would weigh more in the first load.
    if let Some(dispatch) = dom::method(&choice, "dispatchEvent") {
        let _ = dispatch.call1(&choice, event);
    }
}

/// Handles an event before the app or the shell does, by a hook of `index.html` or the language's own, which is free again when the current
/// view is gone. A listener of the window would come too late for Back, even one for the capture phase: Chromium calls all of a window's
/// own listeners in the order in which they were added, so the app's is first, and the screen is gone before the next one runs.
fn see_first(target: fn() -> JsValue, hook: &'static str, handler: impl FnMut(Event) + 'static) {
    let set = move |handler: &JsValue| Reflect::set(&target(), &hook.into(), handler);
    let _ = set(&Closure::<dyn FnMut(Event)>::new(handler).into_js_value());
    on_cleanup(move || drop(set(&JsValue::UNDEFINED)));
}
