//! Codes that messages bring, whatever they are for: whom one is for, and trying one.

use super::names;
use crate::ctx::Ctx;
use crate::endpoint::Visitor;
use crate::failure::Failure;
use crate::metrics::{By, Way};
use crate::store::{Addressee, CodeEntry, Result as Stored};
use domain::Problem;
use domain::api::single_use_code::CodeFor;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::Purpose;

/// Reads whom a code is for, and looks up whom that names.
pub(super) fn whom(ctx: &Ctx, visitor: &Visitor, whom: &CodeFor, purpose: Purpose) -> Result<Addressee, Failure> {
    let CodeFor { name, phone, country } = whom;
    let name = names::name(name, country.as_deref())?;
    if phone.is_some() && purpose == Purpose::CreateAccount {
        return Err(
            Problem::Malformed { detail: "a new account has no phone but the one that is its name".into() }.into()
        );
    }
    let to = match phone {
        Some(typed) => names::number("phone", typed, country.as_deref())?,
        None => name.clone(),
    };
    if let Contact::Phone(number) = &to {
        let field = if phone.is_some() { "phone" } else { "name" };
        ctx.phones.allow(number).map_err(|rule| names::broken(field, rule))?;
    }
    Ok(ctx.store.addressee(purpose, name, to, visitor.browser.as_ref())?)
}

/// A code as typed, with what is counted against it. Who has used up what is allowed is refused before anything is done.
pub(super) fn entry(ctx: &Ctx, visitor: &Visitor, to: Addressee, code: &str) -> Result<CodeEntry, Failure> {
    let code = OneTimeCode::parse(code).map_err(Problem::from)?;
    let counts = ctx.wrong_codes(&to, visitor.address);
    if let Err(problem) = ctx.store.check(&counts.told)? {
        ctx.metrics.codes_refused.inc();
        return Err(problem.into());
    }
    Ok(CodeEntry { to, code, counts })
}

/// Tries a code when its turn comes, and counts how that went.
pub(super) async fn tried<T, F>(ctx: &Ctx, entry: CodeEntry, enter: impl FnOnce(CodeEntry) -> F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Future<Output = Stored<Result<T, Problem>>> + Send + 'static,
{
    let by = by(ctx, &entry.to);
    let tried = ctx.code_turns.run(enter(entry)).await??;
    match &tried {
        Ok(_) => ctx.metrics.codes_entered.get_or_create(&by).inc(),
        Err(_) => ctx.metrics.codes_refused.inc(),
    };
    Ok(tried?)
}

/// Whether messages to a contact go anywhere.
pub(super) fn reaches(ctx: &Ctx, contact: &Contact) -> bool {
    match contact {
        Contact::Email(_) => true,
        Contact::Phone(phone) => ctx.config.sends_texts() && ctx.phones.allow(phone).is_ok(),
    }
}

/// Where codes are counted.
pub(super) fn by(ctx: &Ctx, to: &Addressee) -> By {
    match &to.to {
        Contact::Email(_) => By { channel: Way::Email, country: String::new() },
        Contact::Phone(phone) => By { channel: Way::Text, country: ctx.phones.country(phone) },
    }
}
