//! Notices over the screen, outside of Leptos: no answer from the server, and the end of the app.

use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

use crate::dom;
use crate::locale::t;
use crate::shell;

const UNREACHABLE: &str = "unreachable";

/// Says that the server can't be reached, until the person asks to try again or the connection is back.
pub(crate) async fn unreachable() {
    let online = window().navigator().on_line();
    let before = document().active_element();
    // Several requests that fail together share one notice and one "Try again".
    let notice = dom::find(UNREACHABLE)
        .or_else(|| show(UNREACHABLE, if online { t::notice::gone() } else { t::notice::offline() }));
    let Some(notice) = notice else { return dom::sleep(2000).await };
    let waiting = |resolve: Function, _| {
        if let Ok(Some(button)) = notice.query_selector("button") {
            let _ = button.add_event_listener_with_callback("click", &resolve);
        }
        let _ = window().add_event_listener_with_callback("online", &resolve);
    };
    let _ = JsFuture::from(Promise::new(&mut { waiting })).await;
    let had_focus = document().active_element().is_some_and(|active| notice.contains(Some(&active)));
    notice.remove();
    if let Some(before) = before.filter(|_| had_focus) {
        let _ = before.unchecked_into::<HtmlElement>().focus();
    }
}

/// Says that the app has ended. Its button is bound to the browser's own reload.
pub(crate) fn crashed() {
    const ID: &str = "crashed";
    if dom::find::<Element>(ID).is_some() {
        return;
    }
    let button = show(ID, t::notice::crashed()).and_then(|notice| notice.query_selector("button").ok()?);
    if let (Some(button), Some(reload)) = (button, shell::reload_without_wasm()) {
        let _ = button.add_event_listener_with_callback("click", &reload);
    }
}

fn show(id: &str, text: &str) -> Option<Element> {
    let notice = element("div", "notice bad")?;
    notice.set_id(id);
    notice.set_attribute("role", "alert").ok()?;
    let said = element("p", "")?;
    said.set_text_content(Some(text));
    let button = element("button", "button")?;
    button.set_attribute("type", "button").ok()?;
    button.set_text_content(Some(t::notice::try_again()));
    notice.append_child(&said).ok()?;
    notice.append_child(&button).ok()?;
    dom::find::<Element>("notice")?.append_child(&notice).ok()?;
    Some(notice)
}

fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    Some(element)
}
