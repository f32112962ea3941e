//! A passkey: the browser asks the person.

use domain::api::passkey::{AddPasskey, BeginPasskey};
use leptos::prelude::*;

use super::{AddMethodScreen, name};
use crate::ask::ask;
use crate::operation;
use crate::parts::passkeys;

pub(super) async fn make(state: AddMethodScreen) {
    let Some(name) = name::typed(state) else { return };
    let begun = match ask(BeginPasskey {}).await {
        Ok(begun) => begun,
        Err(problem) => return state.show_problem(problem),
    };
    let credential = match passkeys::create(&begun.options).await {
        Ok(credential) => credential,
        Err(alert) => return drop(state.alerts.try_set(Some(alert))),
    };
    let (name, operation) = (name.into(), operation::draw());
    match ask(AddPasskey { ceremony: begun.ceremony, credential, name, operation }).await {
        Ok(info) => state.finish(&info),
        Err(problem) => state.show_problem(problem),
    }
}
