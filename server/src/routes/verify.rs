//! "Verify it's you": a security code that completes a sign-in (S9).

use super::{codes, session};
use crate::ctx::Ctx;
use crate::endpoint::{Endpoints, Reply, Visitor};
use crate::failure::Failure;
use crate::store::{AccountId, Addressee};
use axum::Router;
use domain::Problem;
use domain::api::session::Session;
use domain::api::single_use_code::CodeSent;
use domain::api::verify::{ReadVerifyWays, RequestSecurityCode, Verify, VerifyWays, Way};
use domain::contact::Contact;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(ways).endpoint(request).endpoint(verify)
}

async fn ways(ctx: Ctx, visitor: Visitor, _: ReadVerifyWays) -> Result<VerifyWays, Failure> {
    let account = pending(&visitor)?;
    let way =
        |(id, contact): (u64, Contact)| Way { id, text: matches!(contact, Contact::Phone(_)), hint: contact.masked() };
    let ways = (0..).zip(contacts(&ctx, &account)?).map(way).collect();
    Ok(VerifyWays { ways, inbox: ctx.config.inbox_folder().is_some() })
}

async fn request(ctx: Ctx, visitor: Visitor, request: RequestSecurityCode) -> Result<CodeSent, Failure> {
    let to = addressee(&ctx, &visitor, request.way)?;
    let hint = to.to.masked();
    Ok(CodeSent { to: hint, ..codes::send(&ctx, &visitor, to).await? })
}

async fn verify(ctx: Ctx, visitor: Visitor, request: Verify) -> Result<Reply<Session>, Failure> {
    let to = addressee(&ctx, &visitor, request.way)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let (store, here) = (ctx.store.clone(), session::here(&ctx, visitor));
    let cookie = codes::tried(&ctx, entry, |entry| async move { store.complete_sign_in(entry, here).await });
    session::reread(&ctx, cookie.await?)
}

/// Who has shown a first proof in this browser.
fn pending(visitor: &Visitor) -> Result<AccountId, Problem> {
    visitor.browser.as_ref().and_then(|browser| browser.pending.clone()).ok_or(Problem::NothingToVerify)
}

/// Those of an account's contacts that can get a code now.
pub(super) fn contacts(ctx: &Ctx, account: &AccountId) -> Result<Vec<Contact>, Failure> {
    let gets_codes = |contact: &Contact| codes::reaches(ctx, contact);
    Ok(ctx.store.contacts_of(account)?.into_iter().filter(gets_codes).collect())
}

fn addressee(ctx: &Ctx, visitor: &Visitor, way: u64) -> Result<Addressee, Failure> {
    let account = pending(visitor)?;
    let contact = (0..).zip(contacts(ctx, &account)?).find_map(|(id, contact)| (id == way).then_some(contact));
    Ok(ctx.store.addressee_of(account, contact.ok_or(Problem::NothingToVerify)?))
}
