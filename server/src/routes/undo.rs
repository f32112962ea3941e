//! The links in messages with the button "This wasn't me": about a new device, which they undo (L6), and about a change to the account, after
//! which they block further ones (I8).

use super::security::security_info;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::secrets::Token;
use crate::store::DisputableChange;
use crate::web::callers::{SteppedUpCaller, Visitor};
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::Problem;
use domain::api::Done;
use domain::api::security::SecurityInfo;
use domain::api::unblock::AllowChanges;
use domain::api::undo::{DisputeChange, ReadChange, ReadUndo, RecentChange, RecentLink, UndoLink};
use domain::device::DeviceKind;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(undo).endpoint(read_change).endpoint(dispute_change).endpoint(allow_changes)
}

async fn read(ctx: Ctx, visitor: Visitor, request: ReadUndo) -> Result<RecentLink, Failure> {
    let found = ctx.store.undoable(&secret(&request.link)?).await?.ok_or(Problem::MessageLinkUnknown)?;
    let client = ctx.clients.get(&found.client);
    Ok(RecentLink {
        kind: client.as_ref().map_or(DeviceKind::App, |client| client.kind),
        client: client.map_or(found.client, |client| client.name.clone()),
        place: found.address.parse().ok().and_then(|address| ctx.geoip.name(address, visitor.language)),
        address: found.address,
        linked_s_ago: ctx.clock.now().since(found.linked).as_secs(),
        undone: found.is_undone,
        others: found.further_devices.into(),
    })
}

async fn undo(ctx: Ctx, _: Visitor, request: UndoLink) -> Result<Done, Failure> {
    let devices = ctx.store.devices_of_undo_link(&secret(&request.link)?).await?;
    for device in devices.ok_or(Problem::MessageLinkUnknown)? {
        // Recorded at once: if a later one fails, the next request finds this one undone.
        if let Some(revoked) = ctx.store.undo_device(device).await? {
            ctx.record(Event::new(EventKind::DeviceUndone).account(&revoked.account).client(&revoked).device(device));
        }
    }
    Ok(Done {})
}

async fn read_change(ctx: Ctx, _: Visitor, request: ReadChange) -> Result<RecentChange, Failure> {
    let found = ctx.store.disputable_change(&secret(&request.link)?).await?.ok_or(Problem::MessageLinkUnknown)?;
    Ok(recent_change(&ctx, &found))
}

async fn dispute_change(ctx: Ctx, _: Visitor, request: DisputeChange) -> Result<RecentChange, Failure> {
    let disputed = ctx.store.dispute_change(&secret(&request.link)?).await?;
    if !disputed.was_used {
        ctx.record(Event::new(EventKind::ChangesBlocked).account(&disputed.account));
    }
    Ok(recent_change(&ctx, &disputed))
}

/// The change as its page shows it. A link is used once its account's way out of the block is looked up.
fn recent_change(ctx: &Ctx, found: &DisputableChange) -> RecentChange {
    RecentChange {
        kind: found.kind,
        changed_s_ago: ctx.clock.now().since(found.changed).as_secs(),
        used: found.has_other_method.is_some(),
        other_method: found.has_other_method == Some(true),
    }
}

async fn allow_changes(ctx: Ctx, caller: SteppedUpCaller, _: AllowChanges) -> Result<SecurityInfo, Failure> {
    if ctx.store.allow_changes(caller.session()).await? {
        ctx.record(Event::new(EventKind::ChangesUnblocked));
    }
    security_info(&ctx, &caller).await
}

/// The secret of a link in a message.
pub(super) fn secret(link: &str) -> Result<Token, Problem> {
    Token::parse(link).ok_or(Problem::MessageLinkUnknown)
}
