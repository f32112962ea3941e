//! The field of a phone number, which its country follows.

use leptos::prelude::*;

use super::country_field::CountryField;
use super::summary::Alerts;
use super::text_field::{Holds, TextField};

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
    let follow = move || {
        country.follow(&phone.get_untracked());
        typed();
    };
    let field = TextField { id: PHONE, label, hint, holds: Holds::Number, value: phone, says_errors: false };
    view! { {country.view(alerts)} {field.view(alerts, Box::new(follow))} }.into_any()
}
