//! "Country or region": where a phone is registered. A number with a calling code sets it.

use domain::api::single_use_code::CodeOptions;
use domain::contact::TypedPhone;
use domain::field::FieldRule;
use leptos::html;
use leptos::prelude::*;

use super::countries::{self, CountryChoice};
use super::field_error::FieldError;
use super::summary::{Alert, Alerts};
use crate::locale::t;
use crate::reactive::{effect, live};
use crate::tab_storage;
use crate::words;

/// The id of the field, and its name in the contract.
pub(crate) const COUNTRY: &str = "country";

/// The selected country, stored like a sign-in name.
#[derive(Clone, Copy)]
pub(crate) struct CountryField {
    chosen: RwSignal<String>,
    /// The text about a country that was set automatically.
    status: RwSignal<String>,
    choices: StoredValue<Vec<CountryChoice>>,
    are_all: bool,
}

impl CountryField {
    /// A field with the countries that can receive texts; the earlier selection, or a likely country.
    pub(crate) fn new(options: Option<&CodeOptions>) -> Self {
        let likely = || options.and_then(countries::likely).unwrap_or_default();
        Self {
            chosen: RwSignal::new(tab_storage::text(tab_storage::COUNTRY).unwrap_or_else(likely)),
            status: RwSignal::new(String::new()),
            choices: StoredValue::new(
                options.map(|options| countries::choices(&options.countries)).unwrap_or_default(),
            ),
            are_all: options.is_none_or(|options| options.all_countries),
        }
    }

    /// The selected country, or nothing.
    pub(crate) fn chosen(self) -> String {
        self.chosen.get()
    }

    /// The country of a number; only a number with a calling code needs no selection.
    pub(crate) fn country_of(self, number: &TypedPhone) -> Result<Option<String>, Alert> {
        let country = self.chosen.get_untracked();
        if country.is_empty() && !number.is_international() {
            return Err(Alert::for_field(COUNTRY, words::rule(&FieldRule::Country)));
        }
        Ok((!country.is_empty()).then_some(country))
    }

    /// Sets the country from a number's calling code, and says so.
    pub(crate) fn set_from_number(self, number: &str) {
        let chosen = self.chosen.get_untracked();
        let found = self.choices.with_value(|all| countries::country_of_number(number, all, &chosen).cloned());
        if let Some(choice) = found.filter(|choice| choice.code != chosen) {
            self.choose(choice.code);
            self.status.set(t::country::set(&choice.label));
        }
    }

    fn choose(self, code: String) {
        tab_storage::set_text(tab_storage::COUNTRY, &code);
        self.chosen.set(code);
        self.status.set(String::new());
    }

    /// The field.
    pub(crate) fn view(self, alerts: Alerts) -> AnyView {
        let node = NodeRef::<html::Select>::new();
        effect(move || {
            let country = self.chosen.get();
            if let Some(node) = node.get() {
                node.set_value(&country);
            }
        });
        let placeholder =
            self.chosen.get_untracked().is_empty().then(|| view! { <option value="">{t::country::choose()}</option> });
        let option =
            |choice: &CountryChoice| view! { <option value=choice.code.clone()>{choice.label.clone()}</option> };
        let options = self.choices.with_value(|all| all.iter().map(option).collect::<Vec<_>>());
        let error = FieldError::of_field(alerts, COUNTRY);
        view! {
            <div class="field">
                <label for=COUNTRY>{t::country::label()}</label>
                {error.line()}
                <div class="select">
                    <select
                        id=COUNTRY
                        autocomplete="country"
                        aria-describedby=error.described_by()
                        aria-invalid=error.invalid()
                        node_ref=node
                        on:change=move |event| self.choose(event_target_value(&event))
                    >
                        {placeholder}
                        {options}
                    </select>
                </div>
                <p id=error.hint_id() class="hint" role="status">{live(move || self.hint())}</p>
            </div>
        }
        .into_any()
    }

    /// The text about an automatic change, else about the available countries.
    fn hint(self) -> String {
        let status = self.status.get();
        if status.is_empty() && !self.are_all { t::country::only_these().into() } else { status }
    }
}
