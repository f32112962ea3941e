//! The sign-in methods of an account as its owner sees them, and whether they can be used at present.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{AccountId, AccountMethods, Note};
use domain::api::security::MethodItemKind;
use domain::contact::Contact;
use domain::rules::security_info::{Method, MethodKind};

/// The kind and the hint of each method. Masked hints can be equal: the second one gets "(2)".
pub(super) fn shown(AccountMethods { info, notes }: &AccountMethods) -> Vec<(MethodItemKind, String)> {
    let alone: Vec<_> = info.methods.iter().zip(notes).map(|(method, note)| shown_alone(method, note)).collect();
    let told_apart = |(at, (kind, hint)): (usize, &(MethodItemKind, String))| {
        let twins = alone[..at].iter().filter(|(_, other)| other == hint).count();
        let hint = if twins == 0 || hint.is_empty() { hint.clone() } else { format!("{hint} ({})", twins + 1) };
        (*kind, hint)
    };
    alone.iter().enumerate().map(told_apart).collect()
}

fn shown_alone(method: &Method, note: &Note) -> (MethodItemKind, String) {
    let name = || note.name.clone().unwrap_or_default();
    match &method.kind {
        MethodKind::Contact(contact @ Contact::Email(_)) => (MethodItemKind::Email, contact.masked()),
        MethodKind::Contact(contact @ Contact::Phone(_)) => (MethodItemKind::Phone, contact.masked()),
        MethodKind::Authenticator => (MethodItemKind::Authenticator, name()),
        MethodKind::Passkey => (MethodItemKind::Passkey, name()),
    }
}

/// Whether an account has anything else than its password to verify with.
pub(super) async fn has_further_method(ctx: &Ctx, account: &AccountId) -> Result<bool, Failure> {
    let info = ctx.store.methods(account).await?.info;
    Ok(info.recovery_codes > 0 || info.methods.iter().any(|method| counts_as_method(ctx, method)))
}

/// Whether a method can be used at present, so that it is offered. An email address that the mail server refuses can't.
pub(super) fn is_usable(ctx: &Ctx, method: &Method) -> bool {
    let is_refused =
        matches!(&method.kind, MethodKind::Contact(Contact::Email(email)) if ctx.emails.allow(email).is_err());
    counts_as_method(ctx, method) && !is_refused
}

/// Whether the password isn't enough because of a method (S9, I3). Only the operator's settings decide, so that no reply of a mail server makes
/// a password enough.
pub(super) fn counts_as_method(ctx: &Ctx, method: &Method) -> bool {
    match &method.kind {
        MethodKind::Contact(contact) => ctx.reaches(contact),
        MethodKind::Authenticator => true,
        MethodKind::Passkey => ctx.passkeys.are_possible(),
    }
}
