//! "I don't have any of these": a new contact replaces all sign-in methods at the end of a hold (S3, H5), and the confirmation of the contact of
//! an operator's recovery.

use super::undo::secret;
use super::{codes, names};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::store::{Addressee, FirstStepPlace, Operation, Stop};
use crate::web::callers::{ChallengedCaller, Visitor};
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::api::replacement::{BeginReplacement, ConfirmReplacement, Replacement, RequestReplacementCode};
use domain::api::single_use_code::CodeSent;
use domain::rules::challenge::ChallengePurpose;
use domain::time::whole_seconds;
use domain::{Moment, Problem};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(request_code).answered_again(again, begin).endpoint(confirm)
}

/// Seconds until all methods can be replaced; `None` if that isn't offered.
pub(super) async fn offered_in(ctx: &Ctx, caller: &ChallengedCaller) -> Result<Option<u64>, Failure> {
    if place_of(caller).is_err() {
        return Ok(None);
    }
    match ctx.store.may_replace(caller.account()).await {
        Ok(()) => Ok(Some(0)),
        Err(Stop::Refused(Problem::NothingToVerify)) => Ok(None),
        Err(Stop::Refused(Problem::ChangesHeld { ends_in_s: later } | Problem::TooMany { retry_after_s: later })) => {
            Ok(Some(later))
        }
        Err(stop) => Err(stop.into()),
    }
}

/// Sends a code to the new contact. Whether a hold can begin is checked before that, and again when the code is entered.
async fn request_code(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: RequestReplacementCode,
) -> Result<CodeSent, Failure> {
    place_of(&caller)?;
    let to = new_contact(&ctx, &caller, &request.contact, request.country.as_deref()).await?;
    ctx.allow(&to.to).map_err(|rule| names::broken("contact", rule))?;
    ctx.store.may_replace(caller.account()).await?;
    codes::send(&ctx, caller.visitor(), to).await
}

async fn begin(ctx: Ctx, caller: ChallengedCaller, request: BeginReplacement) -> Result<Replacement, Failure> {
    let place = place_of(&caller)?;
    let to = new_contact(&ctx, &caller, &request.contact, request.country.as_deref()).await?;
    let visitor = caller.visitor();
    let entry = codes::entry(&ctx, visitor, to, request.code).await?;
    let (store, operation) = (ctx.store.clone(), visitor.operation.clone());
    let method = MethodLabel::of_contact(&entry.to.to);
    let enter = |entry| async move { store.begin_replacement(entry, place, operation).await };
    let ends = codes::tried(&ctx, visitor.address, entry, enter).await?;
    ctx.record(Event::new(EventKind::ReplacementBegun).method(method));
    Ok(replacement(&ctx, ends))
}

/// The same response to an operation that has begun the hold before.
async fn again(ctx: Ctx, operation: Operation) -> Result<Option<Reply<Replacement>>, Failure> {
    let Some(account) = ctx.store.decided_for(&operation).await? else { return Ok(None) };
    let held = ctx.store.hold(&account).await?;
    Ok(held.map(|held| replacement(&ctx, held.hold.ends).into()))
}

async fn confirm(ctx: Ctx, _: Visitor, request: ConfirmReplacement) -> Result<Replacement, Failure> {
    let confirmed = ctx.store.confirm_contact(&secret(&request.link)?).await?.ok_or(Problem::MessageLinkUnknown)?;
    if confirmed.is_new {
        ctx.record(Event::new(EventKind::AccountRecoveryConfirmed).account(&confirmed.account));
    }
    Ok(replacement(&ctx, confirmed.ends))
}

/// Where the caller has completed a first step: the password or a code of a sign-in that waits, or a session. A code for a new password is
/// none, because it needs no password. With a replaced cookie, which can be a thief's copy, a session is none.
fn place_of(caller: &ChallengedCaller) -> Result<FirstStepPlace, Problem> {
    let browser = caller.browser().clone();
    match caller.waiting() {
        Some(waiting) if waiting.has_new_password => Err(Problem::NothingToVerify),
        None if browser.has_replaced_cookie() => Err(Problem::NothingToVerify),
        waiting => Ok(FirstStepPlace { is_waiting: waiting.is_some(), browser }),
    }
}

async fn new_contact(
    ctx: &Ctx,
    caller: &ChallengedCaller,
    typed: &str,
    country: Option<&str>,
) -> Result<Addressee, Failure> {
    let (contact, account) = (names::contact("contact", typed, country)?, caller.account().clone());
    Ok(ctx.store.addressee_of_new(ChallengePurpose::Replace, account, contact, caller.browser()).await?)
}

fn replacement(ctx: &Ctx, ends: Moment) -> Replacement {
    Replacement { ends_in_s: whole_seconds(ends.since(ctx.clock.now())) }
}
