//! The owner's name for a passkey or an app.

use domain::api::security::MethodItemKind;
use domain::device::OwnersName;
use leptos::prelude::*;

use super::AddMethodScreen;
use crate::locale::t;
use crate::parts::summary::Alert;
use crate::parts::text_field::{FieldContent, TextField};
use crate::words;

/// The id of the field.
pub(super) const NAME: &str = "method-name";

pub(super) fn field(state: AddMethodScreen, kind: MethodItemKind) -> AnyView {
    let (label, hint) = match kind {
        MethodItemKind::Passkey => (t::security::passkey_name(), t::security::passkey_hint()),
        _ => (t::security::app_name(), t::security::app_name_hint()),
    };
    if state.name.with_untracked(|name| is_default(name)) {
        state.name.set(default_name(kind).into());
    }
    TextField { id: NAME, label, hint, content: FieldContent::FreeText, value: state.name }
        .view(state.alerts, Box::new(|| {}))
}

/// Whether a name can be replaced by the default of another kind. One that the person typed stays.
pub(super) fn is_default(name: &str) -> bool {
    ["", t::security::passkey(), t::security::authenticator()].contains(&name.trim())
}

fn default_name(kind: MethodItemKind) -> &'static str {
    if kind == MethodItemKind::Passkey { t::security::passkey() } else { t::security::authenticator() }
}

/// The typed name, or nothing when the field shows an error: checked before a method is created that can't be saved.
pub(super) fn typed(state: AddMethodScreen) -> Option<OwnersName> {
    if state.name.with_untracked(|name| name.trim().is_empty()) {
        state.name.set(default_name(state.kind.get_untracked()).into());
    }
    let name = state.name.with_untracked(|name| OwnersName::parse(name));
    name.map_err(|why| state.alerts.set(Some(Alert::for_field(NAME, words::rule(&why.into()))))).ok()
}
