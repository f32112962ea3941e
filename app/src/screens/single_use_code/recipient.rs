//! "Get a single-use code": the recipient.

use domain::api::single_use_code::RequestedPurpose;
use domain::contact::phone;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::by_message::by_message;
use super::form::RecipientForm;
use super::{CodeScreen, texts};
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::heading::heading;
use crate::parts::name_field::name_field;
use crate::parts::summary::summary;
use crate::reactive::live;

pub(super) fn recipient(screen: CodeScreen) -> AnyView {
    let form = RecipientForm::new(screen);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    let lead = move || texts::recipient_lead(screen.purpose, screen.flow.next.get());
    let is_phone = Memo::new(move |_| form.texts && form.name.with(|name| phone::looks_like_one(name)));
    let has_phones = form.texts && screen.purpose != RequestedPurpose::CreateAccount;
    let is_address = Memo::new(move |_| has_phones && form.name.with(|name| name.contains('@')));
    view! {
        <form novalidate on:submit=send>
            {heading(texts::recipient_heading(screen.purpose).into())}
            <p class="lead">{live(lead)}</p>
            {summary(screen.alerts, NextStep::Home)}
            {name_field(t::single_use_code::name(), form.name, screen.alerts, move || form.update_country())}
            {live(move || is_phone.get().then(|| form.country.view(screen.alerts)))}
            {live(move || is_address.get().then(|| by_message(form)))}
            <div class="actions">
                {submit(texts::recipient_button(screen.purpose), form.busy)}
                {button("", t::single_use_code::have(), Busy::new(), move || form.enter_earlier_code())}
            </div>
            <ul class="links">
                <li>
                    <a href=Signal::derive(move || form.password().path())>{texts::sign_in(screen.purpose)}</a>
                </li>
            </ul>
        </form>
    }
    .into_any()
}
