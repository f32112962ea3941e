//! A choice among a few options, of which one is always selected.

use leptos::prelude::*;

/// The choice; `legend` is its question, and `name` groups its radio buttons. `is_name` selects the choices that are a person's own names,
/// addresses and numbers, which a browser's translator leaves as they are.
pub(crate) fn radios<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    legend: &'static str,
    choices: Vec<(T, String)>,
    chosen: RwSignal<T>,
    is_name: impl Fn(T) -> bool,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let radio = |(value, words): (T, String)| {
        let is_chosen = Signal::derive(move || chosen.get() == value);
        radio(name, (words, is_name(value)), is_chosen, Box::new(move || choose(value)))
    };
    let radios: Vec<_> = choices.into_iter().map(radio).collect();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            {radios}
        </fieldset>
    }
    .into_any()
}

/// One type for all of them, so that the code is compiled once. Its texts may be in any language.
fn radio(
    name: &'static str,
    (words, is_name): (String, bool),
    is_chosen: Signal<bool>,
    choose: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <label class="check">
            <input type="radio" name=name prop:checked=is_chosen on:change=move |_| choose() />
            <span dir="auto" translate=if is_name { "no" } else { "yes" }>{words}</span>
        </label>
    }
    .into_any()
}
