//! "Get a single-use code": the recipient.

use domain::api::single_use_code::AskedFor;
use domain::contact::phone;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::by_message::by_message;
use super::form::Form;
use super::{Codes, words_of};
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::name_field::name_field;
use crate::parts::summary::summary;
use crate::reactive::live;

pub(super) fn ask(codes: Codes) -> AnyView {
    let form = Form::new(codes);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    let lead = move || words_of::ask_lead(codes.purpose, codes.flow.next.get());
    let is_phone = Memo::new(move |_| form.texts && form.name.with(|name| phone::looks_like_one(name)));
    let has_phones = form.texts && codes.purpose != AskedFor::CreateAccount;
    let is_address = Memo::new(move |_| has_phones && form.name.with(|name| name.contains('@')));
    view! {
        <form novalidate on:submit=send>
            {heading(words_of::ask_heading(codes.purpose).into())}
            <p class="lead">{live(lead)}</p>
            {summary(codes.alerts, NextStep::Home)}
            {name_field(t::single_use_code::name(), form.name, codes.alerts, move || form.follow())}
            {live(move || is_phone.get().then(|| form.country.view(codes.alerts)))}
            {live(move || is_address.get().then(|| by_message(form)))}
            <div class="actions">
                {submit(words_of::ask_button(codes.purpose), form.busy)}
                {button("", t::single_use_code::have(), Busy::new(), move || form.skip())}
            </div>
            <ul class="links">
                <li>
                    <a href=Signal::derive(move || form.password().path())>{words_of::sign_in(codes.purpose)}</a>
                </li>
            </ul>
        </form>
    }
    .into_any()
}
