//! The field of a sign-in name, kept at every key, so that a reload or another language costs nothing.

use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use super::summary::{Alerts, said_at};
use crate::dom;
use crate::keep;

/// Its id, and its name in the contract.
pub(crate) const NAME: &str = "name";

/// What stands there.
pub(crate) fn name_typed() -> String {
    dom::find::<HtmlInputElement>(NAME).map(|input| input.value()).unwrap_or_default()
}

/// The field with its label and its error; `follow` hears what is typed.
pub(crate) fn name_field(label: &'static str, alerts: Alerts, follow: Box<dyn Fn(String)>) -> AnyView {
    let error = move || said_at(alerts, NAME);
    let typed = move |event: Event| {
        let typed = event_target_value(&event);
        keep::set_text(keep::NAME, &typed);
        follow(typed);
    };
    view! {
        <div class="field">
            <label for=NAME>{label}</label>
            <input
                id=NAME
                name="username"
                type="text"
                inputmode="email"
                autocomplete="username webauthn"
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                aria-describedby="name-hint"
                aria-invalid=move || error().map(|_| "true")
                prop:value=keep::text(keep::NAME).unwrap_or_default()
                on:input=typed
            />
            <p id="name-hint" class="hint" class:error=move || error().is_some()>{error}</p>
        </div>
    }
    .into_any()
}
