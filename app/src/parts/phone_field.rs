//! The field of a phone number, which its country follows.

use leptos::prelude::*;
use web_sys::Event;

use super::country_field::CountryField;
use super::summary::{Alerts, said_at};

/// Its id, and its name in the contract.
pub(crate) const PHONE: &str = "phone";

/// The country, then the number; `typed` hears what is typed.
pub(crate) fn phone_field(
    label: &'static str,
    hint: &'static str,
    phone: RwSignal<String>,
    country: CountryField,
    alerts: Alerts,
    typed: Box<dyn Fn()>,
) -> AnyView {
    let error = move || said_at(alerts, PHONE);
    let take = move |event: Event| {
        phone.set(event_target_value(&event));
        country.follow(&phone.get_untracked());
        typed();
    };
    view! {
        {country.view(alerts)}
        <div class="field">
            <label for=PHONE>{label}</label>
            <input
                id=PHONE
                name="phone"
                type="tel"
                autocomplete="tel"
                dir="ltr"
                aria-describedby="phone-hint"
                aria-invalid=move || error().map(|_| "true")
                prop:value=phone.get_untracked()
                on:input=take
            />
            <p id="phone-hint" class="hint" class:error=move || error().is_some()>
                {move || error().unwrap_or_else(|| hint.into())}
            </p>
        </div>
    }
    .into_any()
}
