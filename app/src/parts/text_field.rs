//! A single-line field with its label, and a hint that an error replaces.

use leptos::prelude::*;
use web_sys::Event;

use super::field_error::FieldError;
use super::summary::Alerts;

/// The kind of value, for keyboards and autofill.
#[derive(Clone, Copy)]
pub(crate) enum Holds {
    /// An email address.
    Address,
    /// A phone number.
    Number,
    /// Either, as a sign-in name.
    SignInName,
    /// A name that a person gives to something.
    OwnWords,
}

/// Type, name, keyboard, autofill and direction.
struct Traits {
    kind: &'static str,
    name: Option<&'static str>,
    keyboard: Option<&'static str>,
    filled_by: &'static str,
    direction: &'static str,
    is_spelled: bool,
}

impl Holds {
    fn traits(self) -> Traits {
        let (kind, name, keyboard, filled_by, direction) = match self {
            Self::Address => ("email", None, None, "email", "ltr"),
            Self::Number => ("tel", Some("phone"), None, "tel", "ltr"),
            Self::SignInName => ("text", Some("username"), Some("email"), "username webauthn", "auto"),
            Self::OwnWords => ("text", None, None, "off", "auto"),
        };
        Traits { kind, name, keyboard, filled_by, direction, is_spelled: matches!(self, Self::OwnWords) }
    }
}

/// The field.
pub(crate) struct TextField {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) holds: Holds,
    /// Its value.
    pub(crate) value: RwSignal<String>,
    /// Whether it announces its errors, for screens without a summary.
    pub(crate) says_errors: bool,
}

impl TextField {
    /// Its view; `typed` is called when something is typed.
    pub(crate) fn view(self, alerts: Alerts, typed: Box<dyn Fn()>) -> AnyView {
        let Self { id, label, hint, holds, value, says_errors } = self;
        let Traits { kind, name, keyboard, filled_by, direction, is_spelled } = holds.traits();
        let error = FieldError::at(alerts, id);
        let take = move |event: Event| {
            value.set(event_target_value(&event));
            typed();
        };
        let hint_id = format!("{id}-hint");
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    id=id
                    name=name
                    type=kind
                    inputmode=keyboard
                    autocomplete=filled_by
                    autocapitalize=(!is_spelled).then_some("none")
                    spellcheck=(!is_spelled).then_some("false")
                    dir=direction
                    aria-describedby=hint_id.clone()
                    aria-invalid=error.invalid()
                    prop:value=value
                    on:input=take
                />
                {error.hint(hint_id, says_errors, move || hint.into())}
            </div>
        }
        .into_any()
    }
}
