//! Which way, and "Send code".

use domain::api::verify::{RequestSecurityCode, Way};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::Verifying;
use crate::api;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};

pub(super) fn ask(verifying: Verifying, ways: Vec<Way>) -> AnyView {
    let busy = Busy::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        busy.run(send(verifying));
    };
    let radio = move |way: Way| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="way"
                    prop:checked=move || verifying.chosen.get() == way.id
                    on:change=move |_| verifying.chosen.set(way.id)
                />
                <span dir="auto">{way.hint}</span>
            </label>
        }
    };
    let radios = ways.into_iter().map(radio).collect::<Vec<_>>();
    view! {
        <form novalidate on:submit=send>
            <p class="lead">{if verifying.is_step_up { t::verify::step_up_lead() } else { t::verify::lead() }}</p>
            <fieldset class="field">
                <legend>{t::verify::legend()}</legend>
                {radios}
            </fieldset>
            <div class="actions">{submit(t::verify::send(), busy)}</div>
        </form>
    }
    .into_any()
}

async fn send(verifying: Verifying) {
    let (account, way) = (verifying.account(), verifying.chosen.get_untracked());
    match api::ask(RequestSecurityCode { account, way }).await {
        Ok(sent) => {
            verifying.sent.try_set(Some(sent));
        }
        Err(problem) => verifying.tell(problem),
    }
}
