//! How the code shall come to who has typed an email address: by mail there, or by text to a phone of the account.

use leptos::prelude::*;

use super::form::Form;
use crate::locale::t;
use crate::parts::phone_field::phone_field;

pub(super) fn by_message(form: Form) -> AnyView {
    let way = move |by_text: bool, words: &'static str| {
        let choose = move |_| {
            form.by_text.set(by_text);
            form.keep_phone();
        };
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="by"
                    prop:checked=move || form.by_text.get() == by_text
                    on:change=choose
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{t::by_message::legend()}</legend>
            {way(false, t::by_message::mail())}
            {way(true, t::by_message::text())}
        </fieldset>
        {move || form.by_text.get().then(|| phone(form))}
    }
    .into_any()
}

fn phone(form: Form) -> AnyView {
    let (label, hint) = (t::by_message::phone(), t::by_message::phone_hint());
    let typed = Box::new(move || form.keep_phone());
    phone_field(label, hint, form.phone, form.country, form.codes.alerts, typed)
}
