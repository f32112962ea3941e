//! The field of a phone number, with its country.

use domain::contact::TypedPhone;
use domain::field::FieldRule;
use leptos::prelude::*;

use super::country_field::CountryField;
use super::summary::{Alert, Alerts};
use super::text_field::{FieldContent, TextField};
use crate::words;

/// The id of the field, and its name in the contract.
pub(crate) const PHONE: &str = "phone";

/// The country, then the number; `typed` is called when something is typed.
pub(crate) fn phone_field(
    label: &'static str,
    hint: &'static str,
    phone: RwSignal<String>,
    country: CountryField,
    alerts: Alerts,
    typed: Box<dyn Fn()>,
) -> AnyView {
    let follow = move || {
        country.set_from_number(&phone.get_untracked());
        typed();
    };
    let field = TextField { id: PHONE, label, hint, content: FieldContent::Number, value: phone };
    view! { {country.view(alerts)} {field.view(alerts, Box::new(follow))} }.into_any()
}

/// The number in the field. The error of an empty field says what to enter.
pub(crate) fn typed_phone(phone: RwSignal<String>) -> Result<TypedPhone, Alert> {
    phone.with_untracked(|phone| TypedPhone::read(phone)).map_err(|rule| {
        let rule = if matches!(rule, FieldRule::Required) { FieldRule::Phone } else { rule };
        Alert::for_field(PHONE, words::rule(&rule))
    })
}
