//! A notice with one button over the screen. It doesn't use Leptos, because it must also appear after the app has crashed.

use leptos::prelude::document;
use web_sys::Element;

use crate::dom;
use crate::locale::t;

/// Shows a text and "Try again"; `id` names the notice, so that only its owner removes it.
pub(super) fn show(id: &str, text: &str) -> Option<Element> {
    let notice = element("div", "notice bad")?;
    notice.set_id(id);
    notice.set_attribute("role", "alert").ok()?;
    let paragraph = element("p", "")?;
    paragraph.set_text_content(Some(text));
    let button = element("button", "button")?;
    button.set_attribute("type", "button").ok()?;
    button.set_text_content(Some(t::notice::try_again()));
    notice.append_child(&paragraph).ok()?;
    notice.append_child(&button).ok()?;
    dom::find::<Element>("notice")?.append_child(&notice).ok()?;
    Some(notice)
}

fn element(tag: &str, class: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    Some(element)
}
