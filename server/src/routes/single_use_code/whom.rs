//! Whom a code is for, from what was typed.

use crate::ctx::Ctx;
use crate::endpoint::Visitor;
use crate::failure::Failure;
use crate::metrics::{By, Way};
use crate::routes::names;
use crate::store::Addressee;
use domain::api::single_use_code::CodeFor;
use domain::contact::Contact;

/// Reads it, and looks up whom it names.
pub(super) fn read(ctx: &Ctx, visitor: &Visitor, whom: &CodeFor) -> Result<Addressee, Failure> {
    let CodeFor { name, phone, country } = whom;
    let name = names::name(name, country.as_deref())?;
    let to = match phone {
        Some(typed) => names::number("phone", typed, country.as_deref())?,
        None => name.clone(),
    };
    if let Contact::Phone(number) = &to {
        let field = if phone.is_some() { "phone" } else { "name" };
        ctx.phones.allow(number).map_err(|rule| names::broken(field, rule))?;
    }
    Ok(ctx.store.addressee(name, to, visitor.browser.as_ref())?)
}

/// Where its codes are counted.
pub(super) fn by(ctx: &Ctx, to: &Addressee) -> By {
    match &to.to {
        Contact::Email(_) => By { channel: Way::Email, country: String::new() },
        Contact::Phone(phone) => By { channel: Way::Text, country: ctx.phones.country(phone) },
    }
}
