//! Refresh tokens of devices: what they are made of, and which of them is good.

use crate::store::error::Result;
use crate::store::grant::Grant;
use crate::store::ids::DeviceId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;
use domain::rules::refresh::Family;

/// A family with what its device was granted.
pub(crate) struct FamilyRow {
    /// Sealed.
    pub(crate) seed: Vec<u8>,
    pub(crate) family: Family,
    pub(crate) grant: Grant,
}

/// Begins the one of a device, whose seed is sealed.
pub(crate) fn insert(tx: &Tx, device: DeviceId, seed: &[u8], now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO refresh_family (device, seed, generation, rotated) VALUES ($1, $2, 0, $3)",
        values![device, seed, now],
    )?;
    Ok(())
}

/// The one of a device.
pub(crate) fn of_device(tx: &Tx, device: DeviceId) -> Result<Option<FamilyRow>> {
    tx.one(
        "SELECT seed, generation, rotated, account, auth_time, methods, client, scopes
         FROM refresh_family JOIN device ON device.id = refresh_family.device WHERE refresh_family.device = $1",
        values![device],
        |row| {
            let family = Family { generation: row.at(1)?, rotated: row.at(2)? };
            Ok(FamilyRow { seed: row.at(0)?, family, grant: Grant::at(row, 3)? })
        },
    )
}

/// Takes the token that is good for the next one; `false` when somebody else was faster.
pub(crate) fn rotate(tx: &Tx, device: DeviceId, generation: u32, now: Moment) -> Result<bool> {
    let rows = tx.run(
        "UPDATE refresh_family SET generation = generation + 1, rotated = $1 WHERE device = $2 AND generation = $3",
        values![now, device, generation],
    )?;
    Ok(rows == 1)
}
