//! "Leave without saving your recovery codes?": they are shown once, so leaving them unsaved asks first (I5).

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use crate::dom;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::Dialog;
use crate::route;

/// Recovery codes on the page, until they are saved.
#[derive(Clone, Copy)]
pub(super) struct UnsavedCodes {
    are_saved: StoredValue<bool>,
    question: Dialog<()>,
    /// The link, or the button that signs out, by which the person leaves.
    way_out: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl UnsavedCodes {
    /// For codes that are shown from now on. Once they are saved, leaving doesn't ask any more.
    pub(super) fn watch(are_saved: StoredValue<bool>) -> Self {
        let unsaved = Self { are_saved, question: Dialog::new(), way_out: StoredValue::new_local(None) };
        let before_unload = window_event_listener(ev::beforeunload, move |event| {
            if unsaved.are_shown() {
                event.prevent_default();
            }
        });
        on_cleanup(move || before_unload.remove());
        dom::intercept("click", move |event: MouseEvent| unsaved.on_click(&event));
        unsaved
    }

    fn are_shown(self) -> bool {
        self.are_saved.try_get_value() == Some(false)
    }

    fn on_click(self, event: &MouseEvent) {
        if !self.are_shown() || !route::is_plain(event) {
            return;
        }
        let leads_away = format!("{}, #account li button, aside button", route::LINKS);
        let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(clicked) = clicked.and_then(|clicked| clicked.closest(&leads_away).ok()?) {
            event.prevent_default();
            event.stop_propagation();
            self.ask(clicked.unchecked_into());
        }
    }

    fn ask(self, way_out: HtmlElement) {
        self.way_out.set_value(Some(way_out));
        self.question.subject.set(Some(()));
    }

    fn leave(self) {
        self.are_saved.try_set_value(true);
        self.question.close();
        if let Some(way_out) = self.way_out.try_update_value(Option::take).flatten() {
            way_out.click();
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
