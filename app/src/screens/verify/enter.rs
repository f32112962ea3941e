//! The code, and "Verify".

use domain::api::verify::Verify;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::Verifying;
use crate::api;
use crate::locale::t;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::sent_code_field::{ID, SentCodeField, is_about_code};
use crate::parts::summary::Alert;

pub(super) fn enter(verifying: Verifying) -> AnyView {
    let (field, busy) = (SentCodeField::new(), Busy::new());
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        verifying.alerts.set(None);
        match field.code() {
            Ok(code) => busy.run(redeem(verifying, code.to_string())),
            Err(error) => verifying.alerts.set(Some(Alert::at(ID, error))),
        }
    };
    let to = verifying.sent.get_untracked().map(|sent| sent.to).unwrap_or_default();
    let no_code = move || {
        verifying.alerts.set(None);
        verifying.sent.set(None);
    };
    view! {
        <form novalidate on:submit=verify>
            <p class="lead">{t::verify::sent(&to)}</p>
            {field.view(t::verify::code(), verifying.alerts)}
            <div class="actions">
                {submit(t::verify::submit(), busy)} {button("", t::verify::no_code(), Busy::new(), no_code)}
            </div>
        </form>
    }
    .into_any()
}

async fn redeem(verifying: Verifying, code: String) {
    let (account, way) = (verifying.account(), verifying.chosen.get_untracked());
    match api::ask(Verify { account, way, code }).await {
        Ok(session) => verifying.arrive(session),
        Err(problem) if is_about_code(&problem) => {
            verifying.alerts.try_set(Some(Alert::of_field(ID, problem)));
        }
        Err(problem) => verifying.tell(problem),
    }
}
