//! The sign-in methods of an account as its owner sees them, and whether they can be used at present.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{AccountId, Note, Ways};
use domain::api::security::WayKind;
use domain::contact::Contact;
use domain::rules::security_info::{Kind, Way};

/// The kind and the hint of each method. Masked hints can be equal: the second one gets "(2)".
pub(super) fn shown(Ways { info, notes }: &Ways) -> Vec<(WayKind, String)> {
    let alone: Vec<_> = info.ways.iter().zip(notes).map(|(way, note)| shown_alone(way, note)).collect();
    let told_apart = |(at, (kind, hint)): (usize, &(WayKind, String))| {
        let twins = alone[..at].iter().filter(|(_, other)| other == hint).count();
        let hint = if twins == 0 || hint.is_empty() { hint.clone() } else { format!("{hint} ({})", twins + 1) };
        (*kind, hint)
    };
    alone.iter().enumerate().map(told_apart).collect()
}

fn shown_alone(way: &Way, note: &Note) -> (WayKind, String) {
    let name = || note.name.clone().unwrap_or_default();
    match &way.kind {
        Kind::Contact(contact @ Contact::Email(_)) => (WayKind::Email, contact.masked()),
        Kind::Contact(contact @ Contact::Phone(_)) => (WayKind::Phone, contact.masked()),
        Kind::Authenticator => (WayKind::Authenticator, name()),
        Kind::Passkey => (WayKind::Passkey, name()),
    }
}

/// Whether an account has another method than its password.
pub(super) async fn has_more(ctx: &Ctx, account: &AccountId) -> Result<bool, Failure> {
    let info = ctx.store.ways(account).await?.info;
    Ok(info.recovery_codes > 0 || info.ways.iter().any(|way| can_be_shown(ctx, way)))
}

/// Whether a method can be used at present.
pub(super) fn can_be_shown(ctx: &Ctx, way: &Way) -> bool {
    match &way.kind {
        Kind::Contact(contact) => reaches(ctx, contact),
        Kind::Authenticator => true,
        Kind::Passkey => ctx.passkeys.are_possible(),
    }
}

/// Whether messages to a contact can be delivered.
pub(super) fn reaches(ctx: &Ctx, contact: &Contact) -> bool {
    match contact {
        Contact::Email(_) => true,
        Contact::Phone(phone) => ctx.config.sends_texts() && ctx.phones.allow(phone).is_ok(),
    }
}
