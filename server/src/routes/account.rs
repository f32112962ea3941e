//! Accounts are made (S5) and get a new password (S6) by whoever has the code that proves a contact, or has just stepped up (I7).

use super::{codes, passwords, session};
use crate::ctx::Ctx;
use crate::delivery::Notice;
use crate::endpoint::{Endpoints, ProvedCaller, Reply, Visitor};
use crate::failure::Failure;
use crate::store::Tell;
use axum::Router;
use domain::api::account::{ChangePassword, CreateAccount, ResetPassword};
use domain::api::session::Session;
use domain::contact::Contact;
use domain::rules::challenge::Purpose;
use std::net::IpAddr;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(create).endpoint(reset_password).endpoint(change_password)
}

async fn create(ctx: Ctx, visitor: Visitor, request: CreateAccount) -> Result<Reply<Session>, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, Purpose::CreateAccount)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let password = match request.password {
        Some(password) => Some(passwords::new(&ctx, visitor.address, password, entry.to.name.as_str()).await?),
        None => None,
    };
    let (store, here) = (ctx.store.clone(), session::here(&ctx, visitor));
    let cookie = codes::tried(&ctx, entry, |entry| async move { store.create_account(entry, password, here).await });
    session::reread(&ctx, cookie.await?)
}

async fn reset_password(ctx: Ctx, visitor: Visitor, request: ResetPassword) -> Result<Reply<Session>, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, Purpose::ResetPassword)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    // Judged before the code is tried, which a better password then still finds in place.
    let password = passwords::new(&ctx, visitor.address, request.password, entry.to.name.as_str()).await?;
    let tell = tell_of_change(&ctx, visitor.language, visitor.address);
    let (store, here) = (ctx.store.clone(), session::here(&ctx, visitor));
    let cookie =
        codes::tried(&ctx, entry, |entry| async move { store.reset_password(entry, password, here, tell).await });
    session::reread(&ctx, cookie.await?)
}

async fn change_password(ctx: Ctx, caller: ProvedCaller, request: ChangePassword) -> Result<Reply<Session>, Failure> {
    let account = caller.account();
    let password = passwords::new(&ctx, caller.address, request.password, &account.name).await?;
    let tell = tell_of_change(&ctx, caller.language, caller.address);
    let cookie = ctx.store.change_password(account.id.clone(), password, caller.browser().clone(), tell).await??;
    session::reread(&ctx, cookie)
}

/// The message to each contact that messages reach.
pub(super) fn tell_of_change(ctx: &Ctx, language: &'static str, address: IpAddr) -> Tell {
    let (ctx, place) = (ctx.clone(), ctx.places.described(address, language));
    Box::new(move |contact: &Contact| {
        let notice = ctx.templates.notice(contact, language, Notice::PasswordChanged, &place);
        let notice = notice.inspect_err(|cause| tracing::error!(%cause, "a message was not written"));
        notice.ok().filter(|_| codes::reaches(&ctx, contact))
    })
}
