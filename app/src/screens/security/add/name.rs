//! The owner's name for a passkey or an app.

use domain::api::security::WayKind;
use domain::device::{BadClaim, owners_name};
use domain::field::FieldRule;
use leptos::prelude::*;

use super::Adding;
use crate::locale::t;
use crate::parts::summary::Alert;
use crate::parts::text_field::{FieldContent, TextField};
use crate::words;

/// The id of the field.
pub(super) const NAME: &str = "way-name";

pub(super) fn field(adding: Adding, kind: WayKind) -> AnyView {
    let (label, hint) = match kind {
        WayKind::Passkey => (t::security::passkey_name(), t::security::passkey_hint()),
        _ => (t::security::app_name(), t::security::app_name_hint()),
    };
    adding.name.set(usual(kind).into());
    TextField { id: NAME, label, hint, content: FieldContent::FreeText, value: adding.name, announces_errors: false }
        .view(adding.alerts, Box::new(|| {}))
}

fn usual(kind: WayKind) -> &'static str {
    if kind == WayKind::Passkey { t::security::passkey() } else { t::security::authenticator() }
}

/// The typed name, or nothing when the field shows an error: checked before a method is created that can't be saved.
pub(super) fn typed(adding: Adding) -> Option<String> {
    if adding.name.with_untracked(|name| name.trim().is_empty()) {
        adding.name.set(usual(adding.kind.get_untracked()).into());
    }
    let name = adding.name.get_untracked();
    let rule = match owners_name(&name) {
        Ok(_) => return Some(name),
        Err(BadClaim::TooLong) => FieldRule::TooLong,
        Err(_) => FieldRule::PlainText,
    };
    adding.alerts.set(Some(Alert::for_field(NAME, words::rule(&rule))));
    None
}
