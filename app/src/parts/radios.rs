//! A choice among a few, of which one is always made.

use leptos::prelude::*;

/// The choice, whose question is `legend`. `name` is what makes the radios one group.
pub(crate) fn radios<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    legend: &'static str,
    choices: Vec<(T, String)>,
    chosen: RwSignal<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let radio = |(value, words): (T, String)| {
        let is_chosen = Signal::derive(move || chosen.get() == value);
        radio(name, words, is_chosen, Box::new(move || choose(value)))
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

/// One kind of code for all of them. Its words may be of any language.
fn radio(name: &'static str, words: String, is_chosen: Signal<bool>, choose: Box<dyn Fn()>) -> AnyView {
    view! {
        <label class="check">
            <input type="radio" name=name prop:checked=is_chosen on:change=move |_| choose() />
            <span dir="auto">{words}</span>
        </label>
    }
    .into_any()
}
