//! The hold: the change to the security info that waits, and its cancel by an old method or by the link in a message (H1–H4).

use super::methods::{hints, kind_of};
use super::security::{number, once};
use super::undo::secret;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::secrets::Token;
use crate::store::{AccountMethods, HoldRow, HoldSubject, LinkedHold};
use crate::web::callers::{Caller, SteppedUpCaller, Visitor};
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::Problem;
use domain::api::hold::{
    CancelHold, CancelHoldByLink, HoldInfo, HoldItem, HoldKind, HoldOfLink, ReadHold, ReadHoldLink, RemoveAfterHold,
};
use domain::api::security::MethodItemKind;
use domain::rules::hold::HeldChange;
use domain::time::whole_seconds;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(begin).endpoint(cancel).endpoint(read_link).endpoint(cancel_by_link)
}

async fn read(ctx: Ctx, caller: Caller, _: ReadHold) -> Result<HoldInfo, Failure> {
    hold_info(&ctx, &caller).await
}

async fn begin(ctx: Ctx, caller: SteppedUpCaller, request: RemoveAfterHold) -> Result<HoldInfo, Failure> {
    once(&ctx, &caller, Box::pin(begin_removal(&ctx, &caller, request.id))).await?;
    hold_info(&ctx, &caller).await
}

async fn begin_removal(ctx: &Ctx, caller: &SteppedUpCaller, id: u64) -> Result<(), Failure> {
    let (by, operation) = (caller.session(), caller.operation.clone());
    let kind = ctx.store.remove_method_after_hold(by, number(id)?, operation).await?;
    ctx.record(Event::new(EventKind::HoldStarted).method(MethodLabel::of(&kind)));
    Ok(())
}

async fn cancel(ctx: Ctx, caller: SteppedUpCaller, _: CancelHold) -> Result<HoldInfo, Failure> {
    let by = caller.session();
    let method = by.method();
    if ctx.store.cancel_hold(by, method).await? {
        ctx.record(Event::new(EventKind::HoldCanceled));
    }
    hold_info(&ctx, &caller).await
}

async fn read_link(ctx: Ctx, _: Visitor, request: ReadHoldLink) -> Result<HoldOfLink, Failure> {
    hold_of_link(&ctx, &secret(&request.link)?).await
}

async fn cancel_by_link(ctx: Ctx, _: Visitor, request: CancelHoldByLink) -> Result<HoldOfLink, Failure> {
    let link = secret(&request.link)?;
    if let Some(account) = ctx.store.cancel_hold_by_link(&link).await? {
        ctx.record(Event::new(EventKind::HoldCanceled).account(&account));
    }
    hold_of_link(&ctx, &link).await
}

async fn hold_info(ctx: &Ctx, caller: &Caller) -> Result<HoldInfo, Failure> {
    let account = &caller.account().id;
    let Some(held) = ctx.store.hold(account).await? else { return Ok(HoldInfo { hold: None }) };
    let methods = ctx.store.methods(account).await?;
    Ok(HoldInfo { hold: Some(item(ctx, &held, &methods, hints(&methods))) })
}

/// The hold of a link. Hints stay masked, because a message can be forwarded.
async fn hold_of_link(ctx: &Ctx, link: &Token) -> Result<HoldOfLink, Failure> {
    let LinkedHold { held, methods, canceled } =
        ctx.store.hold_of_link(link).await?.ok_or(Problem::MessageLinkUnknown)?;
    let hold = held.map(|held| item(ctx, &held, &methods, super::methods::shown(&methods)));
    Ok(HoldOfLink { hold, canceled })
}

/// A hold in words of the API. `hints` are those of the account's methods, in their order.
fn item(
    ctx: &Ctx,
    HoldRow { hold, subject }: &HoldRow,
    methods: &AccountMethods,
    hints: Vec<(MethodItemKind, String)>,
) -> HoldItem {
    let (method, hint) = match subject {
        HoldSubject::Method(id) => {
            let place = methods.info.methods.iter().position(|method| method.id == *id);
            // It is there as long as the hold, unless that has just ended.
            place.and_then(|place| hints.into_iter().nth(place)).unwrap_or((MethodItemKind::Email, String::new()))
        }
        HoldSubject::Contact(contact) => (kind_of(contact), contact.masked()),
    };
    let change = match hold.change {
        HeldChange::Removal => HoldKind::Removal,
        HeldChange::Replacement => HoldKind::Replacement,
        HeldChange::Recovery => HoldKind::Recovery,
    };
    let (now, warnings) = (ctx.clock.now(), hold.warnings(ctx.store.policy()));
    HoldItem {
        change,
        method,
        hint,
        started_s_ago: now.since(hold.started).as_secs(),
        warnings_after_s: warnings.into_iter().flatten().map(|due| due.since(hold.started).as_secs()).collect(),
        ends_in_s: whole_seconds(hold.ends.since(now)),
    }
}
