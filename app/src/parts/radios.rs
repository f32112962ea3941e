//! A choice among a few options, of which one is always selected.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// What a person reads about an option.
pub(crate) struct OptionLabel {
    /// Its name for people and screen readers, in any language.
    pub(crate) words: String,
    /// Whether that is a person's own name, address or number, which a browser's translator leaves as it is.
    pub(crate) is_name: bool,
    /// A picture, and a second line, which describes it.
    pub(crate) about: Option<(Icon, &'static str)>,
}

/// The choice among options in the page's own words; `legend` is its question, and `name` groups its radio buttons.
pub(crate) fn radios<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    legend: &'static str,
    choices: Vec<(T, String)>,
    chosen: RwSignal<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let label = |(value, words): (T, String)| (value, OptionLabel { words, is_name: false, about: None });
    options(name, legend, choices.into_iter().map(label).collect(), chosen, choose)
}

/// The same with more about each option.
pub(crate) fn options<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    legend: &'static str,
    options: Vec<(T, OptionLabel)>,
    chosen: RwSignal<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let radio = |(index, (value, label)): (usize, (T, OptionLabel))| {
        let is_chosen = Signal::derive(move || chosen.get() == value);
        radio(name, index, label, is_chosen, Box::new(move || choose(value)))
    };
    let radios: Vec<_> = options.into_iter().enumerate().map(radio).collect();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices">{radios}</div>
        </fieldset>
    }
    .into_any()
}

/// One type for all of them, so that the code is compiled once.
fn radio(
    name: &'static str,
    index: usize,
    label: OptionLabel,
    is_chosen: Signal<bool>,
    choose: Box<dyn Fn()>,
) -> AnyView {
    let OptionLabel { words, is_name, about } = label;
    let (id, about_id) = (format!("{name}-{index}"), format!("{name}-{index}-about"));
    let described_by = about.is_some().then(|| about_id.clone());
    let (about, picture) =
        about.map(|(picture, about)| (view! { <small id=about_id>{about}</small> }, icon(picture))).unzip();
    view! {
        <label class="choice">
            <input
                type="radio"
                name=name
                aria-labelledby=id.clone()
                aria-describedby=described_by
                prop:checked=is_chosen
                on:change=move |_| choose()
            />
            <span>
                <span id=id dir="auto" translate=if is_name { "no" } else { "yes" }>{words}</span>
                {about}
            </span>
            {picture}
        </label>
    }
    .into_any()
}
