//! "Verify it's you": a security code that completes a sign-in (S9), or a step-up of who is signed in (I3).

use super::{codes, passwords, session};
use crate::ctx::Ctx;
use crate::endpoint::{Endpoints, Reply, Visitor};
use crate::failure::Failure;
use crate::store::{AccountId, Addressee, BrowserSession};
use axum::Router;
use domain::Problem;
use domain::api::session::Session;
use domain::api::single_use_code::CodeSent;
use domain::api::verify::{ReadVerifyWays, RequestSecurityCode, Verify, VerifyWays, VerifyWithPassword, Way};
use domain::contact::Contact;
use domain::rules::challenge::Purpose;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(ways).endpoint(request).endpoint(verify).endpoint(verify_with_password)
}

async fn ways(ctx: Ctx, visitor: Visitor, request: ReadVerifyWays) -> Result<VerifyWays, Failure> {
    let who = Who::of(&visitor, request.account.as_deref())?;
    let way =
        |(id, contact): (u64, Contact)| Way { id, text: matches!(contact, Contact::Phone(_)), hint: contact.masked() };
    let ways: Vec<Way> = contacts(&ctx, &who.account)?.into_iter().map(way).collect();
    let password = ways.is_empty() && who.purpose == Purpose::StepUp && ctx.store.ways(&who.account)?.info.has_password;
    Ok(VerifyWays { ways, password, inbox: ctx.config.inbox_folder().is_some() })
}

async fn request(ctx: Ctx, visitor: Visitor, request: RequestSecurityCode) -> Result<CodeSent, Failure> {
    let who = Who::of(&visitor, request.account.as_deref())?;
    let to = addressee(&ctx, &who, request.way)?;
    let hint = to.to.masked();
    Ok(CodeSent { to: hint, ..codes::send(&ctx, &visitor, to).await? })
}

async fn verify(ctx: Ctx, visitor: Visitor, request: Verify) -> Result<Reply<Session>, Failure> {
    let who = Who::of(&visitor, request.account.as_deref())?;
    let to = addressee(&ctx, &who, request.way)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let (store, here) = (ctx.store.clone(), session::here(&ctx, visitor));
    let verified = codes::tried(&ctx, entry, |entry| async move {
        match who.purpose {
            Purpose::StepUp => store.step_up_with_code(entry, who.browser).await,
            _ => store.complete_sign_in(entry, here).await,
        }
    });
    session::reread(&ctx, verified.await?)
}

/// Guessed at, a password costs what it costs at sign-in (S8).
async fn verify_with_password(
    ctx: Ctx,
    visitor: Visitor,
    request: VerifyWithPassword,
) -> Result<Reply<Session>, Failure> {
    let Who { account, browser, .. } = Who::of(&visitor, Some(&request.account))?;
    if !contacts(&ctx, &account)?.is_empty() {
        return Err(Problem::NothingToVerify.into());
    }
    let name = visitor.in_use(Some(request.account.as_bytes()))?.name.clone();
    let name = Contact::parse(&name).ok_or(Problem::NothingToVerify)?;
    let whom = passwords::whose(&ctx, name, Some(&browser))?;
    let right = passwords::check(&ctx, &whom, visitor.address, request.password).await?;
    session::reread(&ctx, ctx.store.step_up_with_password(account, right.hash, browser).await??)
}

/// Whoever has shown a first proof in this browser.
struct Who {
    account: AccountId,
    browser: BrowserSession,
    /// What the next proof is for: the sign-in that waits, or a step-up.
    purpose: Purpose,
}

impl Who {
    fn of(visitor: &Visitor, stepping_up: Option<&str>) -> Result<Self, Problem> {
        let browser = visitor.browser.clone();
        let (account, purpose) = match stepping_up {
            Some(shown) => (Some(visitor.in_use(Some(shown.as_bytes()))?.id.clone()), Purpose::StepUp),
            None => (browser.as_ref().and_then(|browser| browser.pending.clone()), Purpose::Verify),
        };
        let (account, browser) = account.zip(browser).ok_or(Problem::NothingToVerify)?;
        Ok(Self { account, browser, purpose })
    }
}

/// Those of an account's contacts that can get a code now.
pub(super) fn contacts(ctx: &Ctx, account: &AccountId) -> Result<Vec<(u64, Contact)>, Failure> {
    let gets_codes = |(_, contact): &(u64, Contact)| codes::reaches(ctx, contact);
    Ok(ctx.store.contacts_of(account)?.into_iter().filter(gets_codes).collect())
}

fn addressee(ctx: &Ctx, who: &Who, way: u64) -> Result<Addressee, Failure> {
    let Who { account, browser, purpose } = who;
    let contact = contacts(ctx, account)?.into_iter().find_map(|(id, contact)| (id == way).then_some(contact));
    Ok(ctx.store.addressee_of(*purpose, account.clone(), contact.ok_or(Problem::NothingToVerify)?, browser)?)
}
