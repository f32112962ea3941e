//! The accounts that are signed in in this browser, and all sessions of an account (S1, S2).

use super::methods::has_further_method;
use super::{names, passwords};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{MethodLabel, Outcome};
use crate::observe::request;
use crate::observe::subjects::AccountRef;
use crate::store::{
    BrowserLabel, BrowserSession, CheckedPassword, IssuedCookie, Operation, SessionRow, SignedInAccount, ThisBrowser,
};
use crate::web::callers::{Caller, Visitor};
use crate::web::cookie;
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::Problem;
use domain::api::session::{
    Account, ChooseAccount, EndSession, ListSessions, ReadSession, Session, SessionItem, SessionList,
    SignInWithPassword, SignOut, SignOutEverywhere,
};
use domain::browser::BrowserName;
use domain::rules::challenge::{Budget, ChallengePurpose};
use domain::rules::network::subnet;
use domain::rules::sign_in::Circumstances;

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .endpoint(read)
        .answered_again(again, sign_in_with_password)
        .endpoint(choose_account)
        .endpoint(sign_out)
        .endpoint(sign_out_everywhere)
        .endpoint(list)
        .endpoint(end)
}

async fn read(_: Ctx, visitor: Visitor, _: ReadSession) -> Result<Session, Failure> {
    Ok(session(visitor.browser.as_ref(), BrowserSession::has_waiting))
}

async fn sign_in_with_password(
    ctx: Ctx,
    visitor: Visitor,
    request: SignInWithPassword,
) -> Result<Reply<Session>, Failure> {
    let name = names::name(&request.name, request.country.as_deref())?;
    let addressee = passwords::addressee_named(&ctx, name, visitor.own_browser(request.shared)).await?;
    let sign_ins = ctx.store.right_passwords(&addressee);
    if addressee.budget == Budget::Known {
        // Before any costly work. A stranger would learn from it how often others have entered the right password.
        ctx.store.check(std::slice::from_ref(&sign_ins)).await?;
    }
    let (purpose, password) = (ChallengePurpose::SignIn, request.password.clone());
    let passwords::RightPassword { account, hash, failures } =
        passwords::check(&ctx, (purpose, &addressee), visitor.address, password, sign_ins).await?;
    let anew = passwords::rehash_if_outdated(&ctx, &addressee, visitor.address, request.password, &hash).await;
    let signing_in = this_browser(&ctx, visitor, request.shared).signing_in(account);
    let circumstances = Circumstances { failures, ..ctx.store.circumstances(&signing_in).await? };
    let asks = !circumstances.is_password_enough(has_further_method(&ctx, &signing_in.account).await?);
    let signed_in = ctx.store.sign_in_with_password(signing_in, CheckedPassword { hash, anew }, asks).await;
    let event = Event::new(EventKind::SignIn).method(MethodLabel::Password);
    answer(&ctx, event, signed_in.map_err(Failure::from)).await
}

/// The browser that a visitor uses, and whether the person has declared it to be on a shared computer.
pub(super) fn this_browser(ctx: &Ctx, visitor: Visitor, is_declared_shared: bool) -> ThisBrowser {
    let Visitor { browser, unknown_cookies, address, user_agent, language, operation } = visitor;
    let label = BrowserLabel { name: BrowserName::of(&user_agent), network: Some(subnet(address)) };
    let country = ctx.geoip.country(address);
    ThisBrowser { browser, country, label, language, is_declared_shared, operation, unknown_cookies }
}

async fn choose_account(ctx: Ctx, visitor: Visitor, request: ChooseAccount) -> Result<Session, Failure> {
    let mut browser = visitor.browser.ok_or(Problem::NotSignedIn)?;
    if browser.has_replaced_cookie() {
        // A step-up of the account in use replaces a cookie whose successor was lost, and stops a thief's copy.
        return Err(browser.current().map_or(Problem::NotSignedIn, |_| Problem::StepUpNeeded).into());
    }
    if !ctx.store.choose_account(&browser, request.account.clone()).await? {
        return Err(Problem::NotSignedIn.into());
    }
    browser.choose(&request.account);
    Ok(session(Some(&browser), |_| false)) // the choice leads to no sign-in that waits
}

async fn sign_out(ctx: Ctx, visitor: Visitor, request: SignOut) -> Result<Session, Failure> {
    let Some(mut browser) = visitor.browser else { return Ok(Session::default()) };
    ctx.store.sign_out(&browser, request.account.clone()).await?;
    if let Some(account) = browser.accounts.iter().find(|account| account.id.as_str() == request.account) {
        ctx.record(Event::new(EventKind::SignedOut).account(&account.id));
    }
    browser.forget(&request.account);
    Ok(session(Some(&browser), BrowserSession::has_waiting))
}

async fn sign_out_everywhere(ctx: Ctx, caller: Caller, _: SignOutEverywhere) -> Result<Session, Failure> {
    let account = &caller.account().id;
    ctx.store.sign_out_everywhere(account, caller.browser()).await?;
    ctx.record(Event::new(EventKind::SignedOutEverywhere));
    let mut browser = caller.browser().clone();
    browser.forget(account.as_str());
    Ok(session(Some(&browser), BrowserSession::has_waiting))
}

async fn list(ctx: Ctx, caller: Caller, _: ListSessions) -> Result<SessionList, Failure> {
    sessions(&ctx, &caller).await
}

async fn end(ctx: Ctx, caller: Caller, request: EndSession) -> Result<SessionList, Failure> {
    // An unknown id is no error: afterwards, that session doesn't exist either.
    if let Ok(id) = request.id.parse()
        && ctx.store.end_session(caller.browser(), &caller.account().id, id).await?
    {
        ctx.record(Event::new(EventKind::SessionEnded));
    }
    sessions(&ctx, &caller).await
}

async fn sessions(ctx: &Ctx, caller: &Caller) -> Result<SessionList, Failure> {
    let now = ctx.clock.now();
    let item = |row: SessionRow| SessionItem {
        id: row.id.to_string(),
        is_this_browser: caller.browser().is(row.id),
        place: place_of(ctx, caller, &row.browser),
        name: row.browser.name,
        signed_in_s_ago: now.since(row.auth_time).as_secs(),
        used_s_ago: now.since(row.seen).as_secs(),
    };
    Ok(SessionList { sessions: ctx.store.sessions_of(&caller.account().id).await?.into_iter().map(item).collect() })
}

/// The place where the account last signed in in a browser, if it is known.
pub(super) fn place_of(ctx: &Ctx, caller: &Caller, browser: &BrowserLabel) -> Option<String> {
    ctx.geoip.city(browser.network?, caller.language)
}

/// The response to a verification, with the new session and its cookie. Records the verification as an event.
pub(super) async fn answer(
    ctx: &Ctx,
    event: Event,
    verified: Result<IssuedCookie, Failure>,
) -> Result<Reply<Session>, Failure> {
    let issued = verified.inspect_err(|failure| {
        // What was entered is right. A guesser must not learn that without a trace.
        let outcome = match failure {
            Failure::Problem(Problem::AccountDisabled) => Outcome::Disabled,
            Failure::Problem(Problem::SignInTooLate) => Outcome::TooLate,
            _ => return,
        };
        ctx.record(event.clone().outcome(outcome));
    })?;
    let reply = reply(ctx, &issued).await?;
    // A sign-in of the account can also wait where it steps up.
    let signs_in = matches!(event.kind, EventKind::SignIn | EventKind::AccountCreated | EventKind::PasswordReset);
    let event = event.account(&issued.account);
    ctx.record(if signs_in && reply.body.sign_in_waits { event.outcome(Outcome::SecondStepNeeded) } else { event });
    Ok(reply)
}

/// The same response to an operation that has signed in or verified before, with another new cookie.
pub(super) async fn again(ctx: Ctx, operation: Operation) -> Result<Option<Reply<Session>>, Failure> {
    let Some((token, account)) = ctx.store.cookie_again(&operation).await? else { return Ok(None) };
    let issued = IssuedCookie { token, account };
    // It isn't another sign-in, but the new cookie leaves a trace (O11).
    let account = AccountRef::from(&issued.account);
    tracing::info!(request_id = request::id(), %account, "an answer was repeated, with another cookie");
    Ok(Some(reply(&ctx, &issued).await?))
}

async fn reply(ctx: &Ctx, IssuedCookie { token, account }: &IssuedCookie) -> Result<Reply<Session>, Failure> {
    let browser = ctx.store.browser(token).await?;
    let is_shared = browser.as_ref().is_some_and(BrowserSession::is_on_shared_computer);
    let waits = |browser: &BrowserSession| browser.waiting(Some(account.as_str())).is_some();
    let body = session(browser.as_ref(), waits);
    Ok(Reply { body, cookie: cookie::set(*token, &ctx.config.public_url, is_shared) })
}

/// The session in a browser. `waits` says whether the answer leads to a sign-in that waits.
fn session(browser: Option<&BrowserSession>, waits: impl FnOnce(&BrowserSession) -> bool) -> Session {
    let Some(browser) = browser else { return Session::default() };
    let account =
        |account: &SignedInAccount| Account { id: account.id.as_str().to_owned(), name: account.name.clone() };
    Session {
        accounts: browser.accounts.iter().map(account).collect(),
        current: browser.current().map(|account| account.id.as_str().to_owned()),
        sign_in_waits: waits(browser),
        shared: browser.is_on_shared_computer(),
    }
}
