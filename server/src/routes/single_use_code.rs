//! Single-use codes (U1–U5): requests, delivery, and signing in.

use super::{codes, session};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::web::callers::Visitor;
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::api::session::Session;
use domain::api::single_use_code::{
    CodeDelivery, CodeOptions, CodeSent, ReadCodeDelivery, ReadCodeOptions, RequestSingleUseCode, SignInWithCode,
};
use domain::rules::challenge::ChallengePurpose;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(options).endpoint(request).endpoint(read_delivery).answered_again(session::again, sign_in)
}

async fn options(ctx: Ctx, visitor: Visitor, _: ReadCodeOptions) -> Result<CodeOptions, Failure> {
    let texts = ctx.config.sends_texts();
    Ok(CodeOptions {
        texts,
        countries: if texts { ctx.phones.countries() } else { Vec::new() },
        all_countries: ctx.phones.are_all_allowed(),
        likely: ctx.geoip.country(visitor.address),
        inbox: ctx.config.inbox_folder().is_some(),
    })
}

async fn request(ctx: Ctx, visitor: Visitor, request: RequestSingleUseCode) -> Result<CodeSent, Failure> {
    let purpose = request.purpose.into();
    let to = codes::addressee_to_send(&ctx, visitor.browser.as_ref(), &request.recipient, purpose).await?;
    codes::send(&ctx, &visitor, to).await
}

async fn read_delivery(ctx: Ctx, visitor: Visitor, request: ReadCodeDelivery) -> Result<CodeDelivery, Failure> {
    let to = codes::addressee(&ctx, visitor.browser.as_ref(), &request.recipient, request.purpose.into()).await?;
    codes::delivery(&ctx, &to).await
}

async fn sign_in(ctx: Ctx, visitor: Visitor, request: SignInWithCode) -> Result<Reply<Session>, Failure> {
    let browser = visitor.own_browser(request.shared);
    let to = codes::addressee(&ctx, browser, &request.recipient, ChallengePurpose::SignIn).await?;
    let entry = codes::entry(&ctx, &visitor, to, request.code).await?;
    let (store, requester, this_browser) =
        (ctx.store.clone(), visitor.address, session::this_browser(&ctx, visitor, request.shared));
    let sign_in = |entry| async move { store.sign_in_with_code(entry, this_browser).await };
    let event = Event::new(EventKind::SignIn).method(MethodLabel::of_contact(&entry.to.to));
    session::answer(&ctx, event, codes::tried(&ctx, requester, entry, sign_in).await).await
}
