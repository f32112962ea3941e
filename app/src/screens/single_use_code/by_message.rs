//! The channel of the code for a typed email address: an email to it, or a text message to a phone of the account.

use leptos::prelude::*;

use super::form::RecipientForm;
use crate::locale::t;
use crate::parts::phone_field::phone_field;
use crate::parts::radios::radios;
use crate::reactive::live;

pub(super) fn by_message(form: RecipientForm) -> AnyView {
    let channels = vec![(false, t::by_message::email().to_owned()), (true, t::by_message::text().to_owned())];
    let choose = move |by_text| {
        form.by_text.set(by_text);
        form.store_phone();
    };
    view! {
        {radios("by", t::by_message::legend(), channels, form.by_text, choose)}
        {live(move || form.by_text.get().then(|| phone(form)))}
    }
    .into_any()
}

fn phone(form: RecipientForm) -> AnyView {
    let (label, hint) = (t::by_message::phone(), t::by_message::phone_hint());
    let typed = Box::new(move || form.store_phone());
    phone_field(label, hint, form.phone, form.country, form.screen.alerts, typed)
}
