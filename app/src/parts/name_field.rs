//! The field of a sign-in name, stored at every key, so that a reload or another language doesn't lose it.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::summary::Alerts;
use super::text_field::{FieldContent, TextField};
use crate::dom;
use crate::tab_storage;

/// The id of the field, and its name in the contract.
pub(crate) const NAME: &str = "name";

/// The field's value: a password manager may have filled it in without an event.
pub(crate) fn typed_name() -> String {
    dom::find::<HtmlInputElement>(NAME).map(|input| input.value()).unwrap_or_default()
}

/// The value that was typed before.
pub(crate) fn stored_name() -> RwSignal<String> {
    RwSignal::new(tab_storage::text(tab_storage::NAME).unwrap_or_default())
}

/// The field; `typed` is called when something is typed.
pub(crate) fn name_field(
    label: &'static str,
    name: RwSignal<String>,
    alerts: Alerts,
    typed: impl Fn() + 'static,
) -> AnyView {
    let store = move || {
        name.with_untracked(|name| tab_storage::set_text(tab_storage::NAME, name));
        typed();
    };
    TextField { id: NAME, label, hint: "", content: FieldContent::SignInName, value: name }
        .view(alerts, Box::new(store))
}
