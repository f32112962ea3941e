//! A single-line field with its label, its hint and its error.

use leptos::prelude::*;
use web_sys::Event;

use super::field_error::FieldError;
use super::summary::Alerts;

/// The kind of value, for keyboards and autofill.
#[derive(Clone, Copy)]
pub(crate) enum FieldContent {
    /// An email address.
    Address,
    /// A phone number.
    Number,
    /// Either, as a sign-in name.
    SignInName,
    /// A name that a person gives to something.
    FreeText,
}

/// Type, name, keyboard, autofill and direction.
struct InputAttributes {
    kind: &'static str,
    name: Option<&'static str>,
    keyboard: Option<&'static str>,
    autocomplete: &'static str,
    direction: &'static str,
    is_spelled: bool,
}

impl FieldContent {
    fn attributes(self) -> InputAttributes {
        let (kind, name, keyboard, autocomplete, direction) = match self {
            Self::Address => ("email", None, None, "email", "ltr"),
            Self::Number => ("tel", Some("phone"), None, "tel", "ltr"),
            Self::SignInName => ("text", Some("username"), Some("email"), "username webauthn", "auto"),
            Self::FreeText => ("text", None, None, "off", "auto"),
        };
        InputAttributes { kind, name, keyboard, autocomplete, direction, is_spelled: matches!(self, Self::FreeText) }
    }
}

/// The field.
pub(crate) struct TextField {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) content: FieldContent,
    /// Its value.
    pub(crate) value: RwSignal<String>,
}

impl TextField {
    /// Its view; `typed` is called when something is typed.
    pub(crate) fn view(self, alerts: Alerts, typed: Box<dyn Fn()>) -> AnyView {
        let Self { id, label, hint, content, value } = self;
        let InputAttributes { kind, name, keyboard, autocomplete, direction, is_spelled } = content.attributes();
        let error = FieldError::of_field(alerts, id);
        let on_input = move |event: Event| {
            value.set(event_target_value(&event));
            typed();
        };
        let hint = (!hint.is_empty()).then(|| view! { <p id=error.hint_id() class="hint">{hint}</p> });
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {hint}
                {error.line()}
                <input
                    id=id
                    name=name
                    type=kind
                    inputmode=keyboard
                    autocomplete=autocomplete
                    autocapitalize=(!is_spelled).then_some("none")
                    spellcheck=(!is_spelled).then_some("false")
                    dir=direction
                    aria-describedby=error.described_by()
                    aria-invalid=error.invalid()
                    prop:value=value
                    on:input=on_input
                />
            </div>
        }
        .into_any()
    }
}
