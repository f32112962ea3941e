//! "Country or region": where a phone is registered. A number that names its country sets it.

use leptos::html;
use leptos::prelude::*;

use super::ask::Form;
use super::countries;
use crate::locale::t;
use crate::parts::summary::said_at;

pub(super) const COUNTRY: &str = "country";

impl Form {
    /// Follows what a number says of its country, and says so.
    pub(super) fn follow(self, number: &str) {
        let chosen = self.country.get_untracked();
        let named = self.choices.with_value(|all| countries::named(number, all, &chosen).cloned());
        if let Some(choice) = named.filter(|choice| choice.code != chosen) {
            self.country.set(choice.code);
            self.country_said.set(t::country::set(&choice.label));
            self.keep_phone();
        }
    }

    fn choose(self, code: String) {
        self.country.set(code);
        self.country_said.set(String::new());
        self.keep_phone();
    }
}

pub(super) fn field(form: Form) -> AnyView {
    let node = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        let country = form.country.get();
        if let Some(node) = node.get() {
            node.set_value(&country);
        }
    });
    let nothing =
        form.country.get_untracked().is_empty().then(|| view! { <option value="">{t::country::choose()}</option> });
    let option = |choice: &countries::Choice| {
        view! { <option value=choice.code.clone()>{choice.label.clone()}</option> }
    };
    let options = form.choices.with_value(|all| all.iter().map(option).collect::<Vec<_>>());
    let error = move || said_at(form.codes.alerts, COUNTRY);
    view! {
        <div class="field">
            <label for=COUNTRY>{t::country::label()}</label>
            <select
                id=COUNTRY
                autocomplete="country"
                aria-describedby="country-hint"
                aria-invalid=move || error().map(|_| "true")
                node_ref=node
                on:change=move |event| form.choose(event_target_value(&event))
            >
                {nothing}
                {options}
            </select>
            <p id="country-hint" class="hint" class:error=move || error().is_some() aria-live="polite">
                {move || error().unwrap_or_else(|| hint(form))}
            </p>
        </div>
    }
    .into_any()
}

/// What was set by itself, else which countries there are.
fn hint(form: Form) -> String {
    let said = form.country_said.get();
    let are_all = form.codes.ways.with(|ways| ways.as_ref().is_none_or(|ways| ways.all_countries));
    if said.is_empty() && !are_all { t::country::only_these().into() } else { said }
}
