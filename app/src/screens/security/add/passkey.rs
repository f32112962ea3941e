//! A passkey: its name, and the browser's own question.

use domain::api::passkey::{AddPasskey, BeginPasskey};
use domain::device::{BadClaim, owners_name};
use domain::problem::FieldRule;
use leptos::prelude::*;

use super::Adding;
use crate::api;
use crate::locale::t;
use crate::parts::passkeys;
use crate::parts::summary::{Alert, said_at};
use crate::words;

/// The id of the field.
pub(super) const NAME: &str = "passkey-name";

pub(super) fn name(adding: Adding) -> AnyView {
    let error = move || said_at(adding.alerts, NAME);
    view! {
        <div class="field">
            <label for=NAME>{t::security::passkey_name()}</label>
            <input
                id=NAME
                type="text"
                autocomplete="off"
                dir="auto"
                aria-describedby="passkey-name-hint"
                aria-invalid=move || error().map(|_| "true")
                prop:value=move || adding.name.get()
                on:input=move |event| adding.name.set(event_target_value(&event))
            />
            <p id="passkey-name-hint" class="hint" class:error=move || error().is_some()>
                {move || error().unwrap_or_else(|| t::security::passkey_hint().into())}
            </p>
        </div>
    }
    .into_any()
}

pub(super) async fn make(adding: Adding) {
    let name = adding.name.get_untracked();
    // Asked before the browser makes one that nobody keeps.
    let rule = match owners_name(&name) {
        Ok(_) => None,
        Err(BadClaim::TooLong) => Some(FieldRule::TooLong),
        Err(_) => Some(FieldRule::PlainText),
    };
    if let Some(rule) = rule {
        return adding.alerts.set(Some(Alert::at(NAME, words::rule(&rule))));
    }
    let begun = match api::ask(BeginPasskey {}).await {
        Ok(begun) => begun,
        Err(problem) => return adding.tell(problem),
    };
    let credential = match passkeys::create(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(adding.alerts.try_set(Some(alert))),
    };
    match api::ask(AddPasskey { ceremony: begun.ceremony, credential, name }).await {
        Ok(_) => adding.is_added(),
        Err(problem) => adding.tell(problem),
    }
}
