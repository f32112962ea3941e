//! Who is signed in in this browser (S1, S2).

use super::names;
use crate::ctx::Ctx;
use crate::endpoint::{Endpoints, Reply, Visitor};
use crate::failure::Failure;
use crate::passwords::Passwords;
use crate::secrets::Token;
use crate::store::BrowserSession;
use crate::web::cookie;
use axum::Router;
use domain::Problem;
use domain::api::session::{Account, ChooseAccount, ReadSession, Session, SignInWithPassword, SignOut};
use domain::rules::challenge::Purpose;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(sign_in_with_password).endpoint(choose_account).endpoint(sign_out)
}

async fn read(_: Ctx, visitor: Visitor, _: ReadSession) -> Result<Session, Failure> {
    Ok(session(visitor.browser.as_ref()))
}

async fn sign_in_with_password(
    ctx: Ctx,
    visitor: Visitor,
    request: SignInWithPassword,
) -> Result<Reply<Session>, Failure> {
    let name = names::name(&request.name, request.country.as_deref())?;
    let place = ctx.passwords.place()?;
    let who = ctx.store.addressee(Purpose::SignIn, name.clone(), name.clone(), visitor.browser.as_ref())?;
    let (own, shared) = ctx.wrong_passwords(&who, visitor.address);
    // Counted before it is checked, for names that exist and those that do not: the same writes, hashes and answers (N1).
    ctx.store.try_once(std::iter::once(&own).chain(&shared).cloned().collect()).await??;
    let found = ctx.store.password_of(&name)?;
    let (account, hash) = found.map(|record| (record.account, record.hash)).unzip();
    let hash = hash.flatten();
    let is_right = ctx.passwords.verify(place, request.password.clone(), hash.clone()).await?;
    let (Some(account), Some(hash), true) = (account, hash, is_right) else {
        return Err(Problem::WrongPassword.into());
    };
    ctx.store.take_back(own, shared).await?;
    let anew =
        if Passwords::is_outdated(&hash) { Some(ctx.passwords.hash_anew(request.password).await?) } else { None };
    let cookie = ctx.store.sign_in_with_password(visitor.browser.as_ref(), &account, hash, anew).await??;
    reread(&ctx, cookie)
}

async fn choose_account(ctx: Ctx, visitor: Visitor, request: ChooseAccount) -> Result<Session, Failure> {
    let mut browser = visitor.browser.ok_or(Problem::NotSignedIn)?;
    if !ctx.store.choose_account(&browser, request.account.clone()).await? {
        return Err(Problem::NotSignedIn.into());
    }
    browser.choose(&request.account);
    Ok(session(Some(&browser)))
}

async fn sign_out(ctx: Ctx, visitor: Visitor, request: SignOut) -> Result<Session, Failure> {
    let Some(mut browser) = visitor.browser else { return Ok(Session::default()) };
    ctx.store.sign_out(&browser, request.account.clone()).await?;
    browser.forget(&request.account);
    Ok(session(Some(&browser)))
}

/// Answers who is signed in, with the new cookie.
pub(super) fn reread(ctx: &Ctx, token: Token) -> Result<Reply<Session>, Failure> {
    let browser = ctx.store.browser(&token)?;
    Ok(Reply { body: session(browser.as_ref()), cookie: cookie::set(token, &ctx.config.public_url) })
}

fn session(browser: Option<&BrowserSession>) -> Session {
    let Some(browser) = browser else { return Session::default() };
    let account = |account: &crate::store::SignedInAccount| Account {
        id: account.id.as_str().to_owned(),
        name: account.name.clone(),
    };
    Session {
        accounts: browser.accounts.iter().map(account).collect(),
        current: browser.current().map(|account| account.id.as_str().to_owned()),
    }
}
