//! How the code shall come to who has typed an email address: by mail there, or by text to a phone of the account.

use leptos::prelude::*;

use super::ask::Form;
use super::country;
use crate::locale::t;
use crate::parts::summary::said_at;

pub(super) const PHONE: &str = "phone";

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
        {move || form.by_text.get().then(|| view! { {country::field(form)} {phone_field(form)} })}
    }
    .into_any()
}

fn phone_field(form: Form) -> AnyView {
    let error = move || said_at(form.codes.alerts, PHONE);
    let typed = move |event: web_sys::Event| {
        let phone = event_target_value(&event);
        form.phone.set(phone.clone());
        form.follow(&phone);
        form.keep_phone();
    };
    view! {
        <div class="field">
            <label for=PHONE>{t::by_message::phone()}</label>
            <input
                id=PHONE
                name="phone"
                type="tel"
                autocomplete="tel"
                dir="ltr"
                aria-describedby="phone-hint"
                aria-invalid=move || error().map(|_| "true")
                prop:value=form.phone.get_untracked()
                on:input=typed
            />
            <p id="phone-hint" class="hint" class:error=move || error().is_some()>
                {move || error().unwrap_or_else(|| t::by_message::phone_hint().into())}
            </p>
        </div>
    }
    .into_any()
}
