//! The password field, its "Show" button, and a warning while Caps Lock is on (S7).

use domain::field::LONGEST_PASSWORD;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::field_error::FieldError;
use super::summary::{Alert, Alerts};
use crate::locale::t;
use crate::reactive::live;

/// The id of the field.
pub(crate) const PASSWORD: &str = "password";

/// The field; present once it is on the page.
#[derive(Clone, Copy)]
pub(crate) struct PasswordField(NodeRef<html::Input>);

impl PasswordField {
    /// A field that isn't on the page yet.
    pub(crate) fn new() -> Self {
        Self(NodeRef::new())
    }

    /// Its value, which can be empty; longer than any password is an error.
    pub(crate) fn value(self) -> Result<String, Alert> {
        let typed = self.0.get_untracked().map(|input| input.value()).unwrap_or_default();
        if typed.chars().count() > LONGEST_PASSWORD { Err(alert(t::password_field::too_long())) } else { Ok(typed) }
    }

    /// Its value, or an error with this text if it is empty.
    pub(crate) fn required(self, missing: &'static str) -> Result<String, Alert> {
        self.value().and_then(|typed| if typed.is_empty() { Err(alert(missing)) } else { Ok(typed) })
    }

    /// The field with its label. `manager` tells password managers its purpose: `current-password`, `new-password`.
    pub(crate) fn view(
        self,
        label: &'static str,
        hint: Option<&'static str>,
        manager: &'static str,
        alerts: Alerts,
    ) -> AnyView {
        let (shown, caps) = (RwSignal::new(false), RwSignal::new(false));
        let error = FieldError::of_field(alerts, PASSWORD);
        let hint = hint.map(|hint| view! { <p id=error.hint_id() class="hint">{hint}</p> });
        let watch = move |event: KeyboardEvent| caps.set(event.get_modifier_state("CapsLock"));
        view! {
            <div class="field">
                <label for=PASSWORD>{label}</label>
                {hint}
                {error.line()}
                <div class="input-row">
                    <input
                        id=PASSWORD
                        name="password"
                        type=Signal::derive(move || if shown.get() { "text" } else { "password" })
                        autocomplete=manager
                        autocapitalize="none"
                        spellcheck="false"
                        dir="auto"
                        aria-describedby=format!("{} caps-lock", error.described_by())
                        aria-invalid=error.invalid()
                        node_ref=self.0
                        on:keydown=watch
                        on:keyup=watch
                    />
                    {show_button(shown)}
                </div>
                <p id="caps-lock" class="hint" role="status">
                    {live(move || caps.get().then(t::password_field::caps_lock))}
                </p>
            </div>
        }
        .into_any()
    }
}

/// "Show password", or "Hide password". The field has room for a word, which the button's name begins or ends with.
fn show_button(shown: RwSignal<bool>) -> AnyView {
    let words = move || if shown.get() { t::password_field::hide_short() } else { t::password_field::show_short() };
    let name = Signal::derive(move || if shown.get() { t::password_field::hide() } else { t::password_field::show() });
    let press = move |_| shown.update(|shown| *shown = !*shown);
    view! {
        <button class="button quiet" type="button" aria-label=name on:click=press>
            {live(words)}
        </button>
    }
    .into_any()
}

fn alert(error: &'static str) -> Alert {
    Alert::for_field(PASSWORD, error.into())
}

/// A hidden name for password managers, which look for it beside the password.
pub(crate) fn hidden_name_field(name: String) -> AnyView {
    view! {
        <input
            class="visually-hidden"
            type="text"
            name="username"
            autocomplete="username"
            tabindex="-1"
            aria-hidden="true"
            readonly
            prop:value=name
        />
    }
    .into_any()
}
