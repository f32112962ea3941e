//! The devices of an account (L6).

use super::names;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::store::DeviceRow;
use crate::web::callers::Caller;
use crate::web::endpoint::Endpoints;
use axum::Router;
use domain::api::devices::{Device, Devices, ReadDevices, RemoveDevice, RenameDevice};
use domain::{Moment, Problem, scopes};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(rename).endpoint(remove)
}

async fn read(ctx: Ctx, caller: Caller, _: ReadDevices) -> Result<Devices, Failure> {
    let now = ctx.clock.now();
    let rows = ctx.store.devices(&caller.account().id).await?;
    Ok(Devices { devices: rows.into_iter().map(|row| device(&ctx, &caller, row, now)).collect() })
}

async fn remove(ctx: Ctx, caller: Caller, request: RemoveDevice) -> Result<Devices, Failure> {
    let device = names::device(request.device)?;
    let revoked = ctx.store.remove_device(caller.browser(), &caller.account().id, device).await?;
    let revoked = revoked.ok_or(Problem::DeviceUnknown)?;
    ctx.record(Event::new(EventKind::DeviceRemoved).client(&revoked).device(device));
    read(ctx, caller, ReadDevices {}).await
}

async fn rename(ctx: Ctx, caller: Caller, request: RenameDevice) -> Result<Devices, Failure> {
    let device = names::device(request.device)?;
    let name = names::value("name", request.name)?.into_text();
    if !ctx.store.rename_device(caller.browser(), &caller.account().id, device, name).await? {
        return Err(Problem::DeviceUnknown.into());
    }
    ctx.record(Event::new(EventKind::DeviceRenamed).device(device));
    read(ctx, caller, ReadDevices {}).await
}

fn device(ctx: &Ctx, caller: &Caller, row: DeviceRow, now: Moment) -> Device {
    let place = |address: &str| ctx.geoip.name(address.parse().ok()?, caller.language);
    Device {
        id: row.id,
        name: row.name,
        client: row.client,
        kind: row.kind,
        calls_itself: row.claim,
        scopes: scopes::each(&row.scopes).map(str::to_owned).collect(),
        place: place(&row.address),
        address: row.address,
        linked_s_ago: now.since(row.linked).as_secs(),
        used_s_ago: row.used.map(|used| now.since(used).as_secs()),
        used_place: row.used_from.as_deref().and_then(place),
        used_from: row.used_from,
    }
}
