//! Whom a code is for, from what was typed.

use crate::ctx::Ctx;
use crate::endpoint::Visitor;
use crate::failure::Failure;
use crate::metrics::{By, Way};
use crate::store::Addressee;
use domain::Problem;
use domain::api::single_use_code::CodeFor;
use domain::contact::{Contact, Email, phone};
use domain::problem::{FieldProblem, FieldRule};

/// Reads it, and looks up whom it names.
pub(super) fn read(ctx: &Ctx, visitor: &Visitor, whom: &CodeFor) -> Result<Addressee, Failure> {
    let CodeFor { name, phone, country } = whom;
    let number = |field: &str, typed: &str| {
        let number = ctx.phones.read(typed, country.as_deref());
        number.map(Contact::Phone).map_err(|rule| {
            let field = if rule == FieldRule::Country { "country" } else { field };
            Problem::Fields { fields: vec![FieldProblem { field: field.to_owned(), rule }] }
        })
    };
    let name = match Email::parse(name) {
        Ok(email) => Contact::Email(email),
        Err(_) if phone::looks_like_one(name) => number("name", name)?,
        Err(_) => {
            let fields = vec![FieldProblem { field: "name".into(), rule: FieldRule::EmailOrPhone }];
            return Err(Problem::Fields { fields }.into());
        }
    };
    let to = phone.as_deref().map_or(Ok(name.clone()), |typed| number("phone", typed))?;
    Ok(ctx.store.addressee(name, to, visitor.browser.as_ref())?)
}

/// Where its codes are counted.
pub(super) fn by(ctx: &Ctx, to: &Addressee) -> By {
    match &to.to {
        Contact::Email(_) => By { channel: Way::Email, country: String::new() },
        Contact::Phone(phone) => By { channel: Way::Text, country: ctx.phones.country(phone) },
    }
}
