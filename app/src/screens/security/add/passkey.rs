//! A passkey: the browser asks the person.

use domain::api::passkey::{AddPasskey, BeginPasskey};
use leptos::prelude::*;

use super::{Adding, name};
use crate::ask::ask;
use crate::parts::passkeys;

pub(super) async fn make(adding: Adding) {
    let Some(name) = name::typed(adding) else { return };
    let begun = match ask(BeginPasskey {}).await {
        Ok(begun) => begun,
        Err(problem) => return adding.tell(problem),
    };
    let credential = match passkeys::create(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(adding.alerts.try_set(Some(alert))),
    };
    match ask(AddPasskey { ceremony: begun.ceremony, credential, name }).await {
        Ok(_) => adding.is_added(),
        Err(problem) => adding.tell(problem),
    }
}
