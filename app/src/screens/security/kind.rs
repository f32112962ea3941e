//! What a sign-in method is called, and how it is drawn.

use domain::api::security::{MethodItem, MethodItemKind};

use crate::locale::t;
use crate::parts::icon::Icon;

/// The name by which the owner recognizes a method.
pub(super) fn name(method: &MethodItem) -> String {
    if method.hint.is_empty() { kind_words(method.kind).into() } else { method.hint.clone() }
}

/// A kind in words.
pub(super) fn kind_words(kind: MethodItemKind) -> &'static str {
    match kind {
        MethodItemKind::Email => t::security::email(),
        MethodItemKind::Phone => t::security::phone(),
        MethodItemKind::Authenticator => t::security::authenticator(),
        MethodItemKind::Passkey => t::security::passkey(),
    }
}

/// The drawing of a kind.
pub(super) fn drawing(kind: MethodItemKind) -> Icon {
    match kind {
        MethodItemKind::Email => Icon::EMAIL,
        MethodItemKind::Phone => Icon::PHONE,
        MethodItemKind::Authenticator => Icon::AUTHENTICATOR,
        MethodItemKind::Passkey => Icon::PASSKEY,
    }
}
