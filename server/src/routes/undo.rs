//! The links in messages about a new device, which undo it: "This wasn't me" (L6).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::secrets::Token;
use crate::web::callers::Visitor;
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::Problem;
use domain::api::Done;
use domain::api::undo::{ReadUndo, RecentLink, UndoLink};
use domain::device::DeviceKind;

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(undo)
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

fn secret(link: &str) -> Result<Token, Problem> {
    Token::parse(link).ok_or(Problem::MessageLinkUnknown)
}
