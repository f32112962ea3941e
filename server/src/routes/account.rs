//! Creating an account (S5) or resetting a password (S6) with a code that verifies a contact; changing a password after a step-up (I7).

use super::notices::notice_of_change;
use super::{codes, passwords, session};
use crate::credentials::passwords::NewPassword;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::store::CodeEntry;
use crate::web::callers::{SteppedUpCaller, Visitor};
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::api::account::{ChangePassword, CreateAccount, ResetPassword};
use domain::api::session::Session;
use domain::rules::challenge::ChallengePurpose;

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .answered_again(session::again, create)
        .answered_again(session::again, reset_password)
        .endpoint(change_password)
}

async fn create(ctx: Ctx, visitor: Visitor, request: CreateAccount) -> Result<Reply<Session>, Failure> {
    let browser = visitor.own_browser(request.shared);
    let to = codes::addressee(&ctx, browser, &request.recipient, ChallengePurpose::CreateAccount).await?;
    let entry = codes::entry(&ctx, &visitor, to, request.code).await?;
    let password = match request.password {
        Some(password) => Some(new_password(&ctx, &visitor, &entry, password).await?),
        None => None,
    };
    let (store, requester, this_browser) =
        (ctx.store.clone(), visitor.address, session::this_browser(&ctx, visitor, request.shared));
    let create = |entry| async move { store.create_account(entry, password, this_browser).await };
    let event = Event::new(EventKind::AccountCreated).method(MethodLabel::of_contact(&entry.to.to));
    session::answer(&ctx, event, codes::tried(&ctx, requester, entry, create).await).await
}

async fn reset_password(ctx: Ctx, visitor: Visitor, request: ResetPassword) -> Result<Reply<Session>, Failure> {
    let browser = visitor.own_browser(request.shared);
    let to = codes::addressee(&ctx, browser, &request.recipient, ChallengePurpose::ResetPassword).await?;
    let entry = codes::entry(&ctx, &visitor, to, request.code).await?;
    let password = new_password(&ctx, &visitor, &entry, request.password).await?;
    let write_notice = notice_of_change(&ctx, visitor.language, visitor.address);
    let (store, requester, this_browser) =
        (ctx.store.clone(), visitor.address, session::this_browser(&ctx, visitor, request.shared));
    let reset = |entry| async move { store.reset_password(entry, password, this_browser, write_notice).await };
    let event = Event::new(EventKind::PasswordReset).method(MethodLabel::of_contact(&entry.to.to));
    session::answer(&ctx, event, codes::tried(&ctx, requester, entry, reset).await).await
}

/// Checks and hashes a new password, if its code is right. A rejected password doesn't use up the code.
async fn new_password(
    ctx: &Ctx,
    visitor: &Visitor,
    entry: &CodeEntry,
    password: String,
) -> Result<NewPassword, Failure> {
    codes::check(ctx, visitor, entry).await?;
    let by = (entry.to.requester(visitor.address), ctx.store.new_passwords(&entry.to, visitor.address));
    passwords::new(ctx, by, password, entry.to.name.as_str()).await
}

async fn change_password(
    ctx: Ctx,
    caller: SteppedUpCaller,
    request: ChangePassword,
) -> Result<Reply<Session>, Failure> {
    let account = caller.account();
    let by = (caller.requester(), ctx.store.changed_passwords(&account.id, caller.address));
    let password = passwords::new(&ctx, by, request.password, &account.name).await?;
    let write_notice = notice_of_change(&ctx, caller.language, caller.address);
    let changed = ctx.store.change_password(caller.session(), password, write_notice).await;
    session::answer(&ctx, Event::new(EventKind::PasswordChanged), changed.map_err(Failure::from)).await
}
