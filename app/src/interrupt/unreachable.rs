//! The notice "We can't reach the server", with "Try again".

use js_sys::{Function, Promise};
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::notice;
use crate::dom;
use crate::locale::t;

const ID: &str = "unreachable";

/// Shows that the server can't be reached, until the person tries again or the connection is back.
pub(crate) async fn unreachable() {
    let online = window().navigator().on_line();
    let before = document().active_element();
    // Several requests that fail together share one notice and one "Try again".
    let notice =
        dom::find(ID).or_else(|| notice::show(ID, if online { t::notice::gone() } else { t::notice::offline() }));
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
