//! The choice of a kind: each with its drawing, and a line that says how it works.

use domain::api::security::MethodItemKind;
use leptos::prelude::*;

use super::AddMethodScreen;
use crate::locale::t;
use crate::parts::radios::{OptionLabel, options};
use crate::screens::security::kind::{drawing, kind_words};

/// The choice; text messages and passkeys aren't available everywhere.
pub(super) fn kinds(state: AddMethodScreen, texts: bool) -> AnyView {
    let kinds = [
        Some(MethodItemKind::Email),
        texts.then_some(MethodItemKind::Phone),
        Some(MethodItemKind::Authenticator),
        state.has_passkeys().then_some(MethodItemKind::Passkey),
    ];
    let labels = kinds.into_iter().flatten().map(|kind| (kind, label(kind))).collect();
    options("kind", t::security::which(), labels, state.kind, move |kind| {
        state.alerts.set(None);
        state.kind.set(kind);
    })
}

fn label(kind: MethodItemKind) -> OptionLabel {
    let line = match kind {
        MethodItemKind::Email => t::security::email_line(),
        MethodItemKind::Phone => t::security::phone_line(),
        MethodItemKind::Authenticator => t::security::app_line(),
        MethodItemKind::Passkey => t::security::passkey_line(),
    };
    OptionLabel { words: kind_words(kind).to_owned(), is_name: false, about: Some((drawing(kind), line)) }
}
