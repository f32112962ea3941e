//! What its owner calls a passkey or an app.

use domain::api::security::WayKind;
use domain::device::{BadClaim, owners_name};
use domain::problem::FieldRule;
use leptos::prelude::*;

use super::Adding;
use crate::locale::t;
use crate::parts::summary::Alert;
use crate::parts::text_field::{Holds, TextField};
use crate::words;

/// The id of the field.
pub(super) const NAME: &str = "way-name";

pub(super) fn field(adding: Adding, kind: WayKind) -> AnyView {
    let (label, hint, usual) = match kind {
        WayKind::Passkey => (t::security::passkey_name(), t::security::passkey_hint(), t::security::passkey()),
        _ => (t::security::app_name(), t::security::app_name_hint(), t::security::authenticator()),
    };
    adding.name.set(usual.into());
    TextField { id: NAME, label, hint, holds: Holds::OwnWords, value: adding.name }.view(adding.alerts, Box::new(|| {}))
}

/// What was typed, or nothing when the field says what is wrong with it: before anything is made that nobody keeps.
pub(super) fn typed(adding: Adding) -> Option<String> {
    let name = adding.name.get_untracked();
    let rule = match owners_name(&name) {
        Ok(_) => return Some(name),
        Err(BadClaim::TooLong) => FieldRule::TooLong,
        Err(_) => FieldRule::PlainText,
    };
    adding.alerts.set(Some(Alert::at(NAME, words::rule(&rule))));
    None
}
