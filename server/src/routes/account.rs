//! Accounts are made (S5) and get a new password (S6) by whoever has the code that proves a contact.

use super::{codes, names, session};
use crate::ctx::Ctx;
use crate::delivery::Notice;
use crate::endpoint::{Endpoints, Reply, Visitor};
use crate::failure::Failure;
use crate::store::{Addressee, NewPassword};
use axum::Router;
use domain::api::account::{CreateAccount, ResetPassword};
use domain::api::session::Session;
use domain::contact::Contact;
use domain::problem::FieldRule;
use domain::rules::challenge::Purpose;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(create).endpoint(reset_password)
}

async fn create(ctx: Ctx, visitor: Visitor, request: CreateAccount) -> Result<Reply<Session>, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, Purpose::CreateAccount)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let password = match request.password {
        Some(password) => Some(new_password(&ctx, &visitor, password, &entry.to).await?),
        None => None,
    };
    let (store, here) = (ctx.store.clone(), session::here(&ctx, visitor));
    let cookie = codes::tried(&ctx, entry, |entry| async move { store.create_account(entry, password, here).await });
    session::reread(&ctx, cookie.await?)
}

async fn reset_password(ctx: Ctx, visitor: Visitor, request: ResetPassword) -> Result<Reply<Session>, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, Purpose::ResetPassword)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let password = new_password(&ctx, &visitor, request.password, &entry.to).await?;
    let (store, parts, language) = (ctx.store.clone(), ctx.clone(), visitor.language);
    let place = ctx.places.described(visitor.address, language);
    let tell = move |contact: &Contact| {
        let notice = parts.templates.notice(contact, language, Notice::PasswordChanged, &place);
        let notice = notice.inspect_err(|cause| tracing::error!(%cause, "a message was not written"));
        notice.ok().filter(|_| codes::reaches(&parts, contact))
    };
    let here = session::here(&ctx, visitor);
    let cookie =
        codes::tried(&ctx, entry, |entry| async move { store.reset_password(entry, password, here, tell).await });
    session::reread(&ctx, cookie.await?)
}

/// Judged before the code is tried, which a better password then still finds in place.
async fn new_password(ctx: &Ctx, visitor: &Visitor, password: String, to: &Addressee) -> Result<NewPassword, Failure> {
    ctx.store.try_once(vec![ctx.new_passwords(visitor.address)]).await??;
    let about = [to.name.as_str(), &ctx.config.brand.name].map(str::to_owned);
    let judged = ctx.passwords.hash_new(password, about.to_vec()).await?;
    judged.map_err(|because| names::broken("password", FieldRule::Guessable { because }).into())
}
