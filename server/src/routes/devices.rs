//! The devices of an account (L6).

use crate::ctx::Ctx;
use crate::endpoint::{Caller, Endpoints};
use crate::failure::Failure;
use crate::store::DeviceRow;
use axum::Router;
use domain::api::devices::{Device, Devices, ReadDevices, RemoveDevice};
use domain::{Moment, Problem};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(remove)
}

async fn read(ctx: Ctx, caller: Caller, _: ReadDevices) -> Result<Devices, Failure> {
    let now = ctx.clock.now();
    let rows = ctx.store.devices(&caller.account().id)?;
    Ok(Devices { devices: rows.into_iter().map(|row| device(row, now)).collect() })
}

async fn remove(ctx: Ctx, caller: Caller, request: RemoveDevice) -> Result<Devices, Failure> {
    if !ctx.store.remove_device(&caller.account().id, known_device(&request.device)?).await? {
        return Err(Problem::DeviceUnknown.into());
    }
    read(ctx, caller, ReadDevices {}).await
}

fn device(row: DeviceRow, now: Moment) -> Device {
    Device {
        id: device_id(row.id),
        client: row.client,
        kind: row.kind,
        calls_itself: row.claim,
        address: row.address,
        place: None,
        linked_s_ago: now.since(row.linked).as_secs(),
        used_s_ago: row.used.map(|used| now.since(used).as_secs()),
    }
}

/// A device's id on the wire.
pub(super) fn device_id(id: i64) -> String {
    format!("{id:016x}")
}

/// Reads a device's id; one of another form is of no device.
pub(super) fn known_device(id: &str) -> Result<i64, Problem> {
    i64::from_str_radix(id, 16).map_err(|_| Problem::DeviceUnknown)
}
