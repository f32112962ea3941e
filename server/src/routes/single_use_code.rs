//! Codes that messages bring (U1–U5), and signing in with one. Known and unknown names take the same path: the same reads, hashes and
//! writes.

use super::{codes, session};
use crate::ctx::Ctx;
use crate::delivery;
use crate::endpoint::{Endpoints, Reply, Visitor};
use crate::failure::Failure;
use crate::metrics::Stopped;
use crate::store::{NewCode, SentCode};
use axum::Router;
use domain::Problem;
use domain::api::session::Session;
use domain::api::single_use_code::{
    CodeDelivery, CodeSent, CodeWays, ReadCodeDelivery, ReadCodeWays, RequestSingleUseCode, SignInWithCode, Stage,
};
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::{Budget, Purpose};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(ways).endpoint(request).endpoint(read_delivery).endpoint(sign_in)
}

async fn ways(ctx: Ctx, visitor: Visitor, _: ReadCodeWays) -> Result<CodeWays, Failure> {
    let texts = ctx.config.sends_texts();
    Ok(CodeWays {
        texts,
        countries: if texts { ctx.phones.countries() } else { Vec::new() },
        all_countries: ctx.phones.are_all_allowed(),
        likely: ctx.places.country(visitor.address),
        inbox: ctx.config.inbox_folder().is_some(),
    })
}

async fn request(ctx: Ctx, visitor: Visitor, request: RequestSingleUseCode) -> Result<CodeSent, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, request.purpose)?;
    if matches!(to.to, Contact::Phone(_)) && !ctx.config.sends_texts() {
        return Err(Problem::TextsUnavailable.into());
    }
    let counts = ctx.codes_sent(&to, visitor.address);
    // Who has used up what is allowed takes nobody's turn.
    ctx.store.check(&counts)??;
    let (code, life) = (OneTimeCode::generate(&mut ctx.chance.draw()), ctx.config.single_use_code_life());
    let said = delivery::SingleUseCode {
        code,
        purpose: to.purpose,
        minutes: ctx.config.life.single_use_code_minutes,
        until: ctx.clock.now() + life,
        place: ctx.places.described(visitor.address, visitor.language),
    };
    let message = ctx.templates.single_use_code(&to.to, visitor.language, &said)?;
    // Written for names that nobody has, too: either takes as long.
    let is_new = to.purpose == Purpose::CreateAccount;
    let exists = || ctx.templates.notice(&to.to, visitor.language, delivery::Notice::AccountExists, &said.place);
    let there_is_one = is_new.then(exists).transpose()?;
    let new = NewCode { code, life, message, there_is_one, of_network: ctx.texts_to_block(&to, visitor.address) };
    let (store, whom, most) = (ctx.store.clone(), to.clone(), ctx.config.limits.unanswered_texts);
    let sent = ctx.code_turns.run(async move { store.send_code(&whom, new, counts, most).await }).await???;
    ctx.metrics.codes_requested.get_or_create(&codes::by(&ctx, &to)).inc();
    report(&ctx, &sent);
    Ok(CodeSent {
        to: to.to.as_str().to_owned(),
        text: matches!(to.to, Contact::Phone(_)),
        resend_after_s: ctx.config.resend_after().as_secs(),
        expires_in_s: life.as_secs(),
        tracked: to.budget == Budget::Known,
    })
}

/// A browser that the account knows is told; all others hear the same of known and unknown names.
async fn read_delivery(ctx: Ctx, visitor: Visitor, request: ReadCodeDelivery) -> Result<CodeDelivery, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, request.purpose)?;
    let stage = ctx.store.stage_of_code(&to)?.filter(|_| to.budget == Budget::Known);
    Ok(CodeDelivery { stage: stage.unwrap_or(Stage::Untold) })
}

async fn sign_in(ctx: Ctx, visitor: Visitor, request: SignInWithCode) -> Result<Reply<Session>, Failure> {
    let to = codes::whom(&ctx, &visitor, &request.whom, Purpose::SignIn)?;
    let entry = codes::entry(&ctx, &visitor, to, &request.code)?;
    let store = ctx.store.clone();
    let cookie =
        codes::tried(
            &ctx,
            entry,
            |entry| async move { store.sign_in_with_code(entry, visitor.browser.as_ref()).await },
        );
    session::reread(&ctx, cookie.await?)
}

/// What an operator can act on (U9).
fn report(ctx: &Ctx, sent: &SentCode) {
    let Some(block) = &sent.stopped else { return };
    let texts = ctx.config.limits.unanswered_texts;
    tracing::warn!(
        block,
        texts,
        "of so many texts to these numbers not one code was entered, so they get no more for a day; to allow them: countersign texts allow"
    );
    ctx.metrics.blocks_stopped.get_or_create(&Stopped { country: ctx.phones.country_of_block(block) }).inc();
}
