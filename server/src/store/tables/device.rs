//! Linked devices.

use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId};
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::device::DeviceKind;

/// A linked device.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The client's name.
    pub client: String,
    /// What it runs on.
    pub kind: DeviceKind,
    /// What it calls itself.
    pub claim: Option<String>,
    /// What it was granted, separated by spaces.
    pub scopes: String,
    /// Where it asked from.
    pub address: String,
    /// When it was linked.
    pub linked: Moment,
    /// When it last showed itself; `None` until it has collected its tokens.
    pub used: Option<Moment>,
    /// Where from.
    pub used_from: Option<String>,
}

/// Adds the one that comes from an authorization that was just approved.
pub(crate) fn insert(tx: &Tx, authorization: i64, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO device (id, account, client, scopes, claim, address, linked, auth_time, methods)
         SELECT id, account, client, scopes, claim, address, $1, auth_time, methods
         FROM device_authorization WHERE id = $2",
        values![now, authorization],
    )?;
    Ok(())
}

/// Those of an account, the newest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<DeviceRow>> {
    tx.all(
        "SELECT device.id, device.name, client.name AS client_name, client.kind, device.claim, device.scopes, device.address,
         device.linked, device.used, device.used_from
         FROM device JOIN client ON client.id = device.client
         WHERE device.account = $1 ORDER BY device.linked DESC, device.id DESC",
        values![account],
        read,
    )
}

/// Whether one of an account has collected its tokens; `None` when the account has no such device.
pub(crate) fn has_collected(tx: &Tx, device: DeviceId, account: &AccountId) -> Result<Option<bool>> {
    let sql = "SELECT used FROM device WHERE id = $1 AND account = $2";
    tx.one(sql, values![device, account], |row| Ok(row.get::<Option<Moment>>("used")?.is_some()))
}

/// The account that one belongs to, if it is the one that is named.
pub(crate) fn owner(tx: &Tx, device: DeviceId, account: &str) -> Result<Option<AccountId>> {
    let sql = "SELECT account FROM device WHERE id = $1 AND account = $2";
    tx.one(sql, values![device, account], |row| row.get("account"))
}

/// The one that an account has linked with a code.
pub(crate) fn by_code(tx: &Tx, user_code: &[u8; 16], account: &AccountId) -> Result<Option<DeviceId>> {
    tx.one(
        "SELECT device.id FROM device_authorization JOIN device ON device.id = device_authorization.id
         WHERE device_authorization.user_code = $1 AND device.account = $2",
        values![user_code, account],
        |row| row.get("id"),
    )
}

/// Whether one has shown itself after a moment.
pub(crate) fn was_used_after(tx: &Tx, device: DeviceId, moment: Moment) -> Result<bool> {
    tx.exists("SELECT 1 FROM device WHERE id = $1 AND used > $2", values![device, moment])
}

/// Notes that one has shown itself, and where from.
pub(crate) fn note_use(tx: &Tx, device: DeviceId, address: &str, now: Moment) -> Result<()> {
    tx.run("UPDATE device SET used = $1, used_from = $2 WHERE id = $3", values![now, address, device])?;
    Ok(())
}

/// Gives one its owner's name, or takes it away. `false` when the account has no such device.
pub(crate) fn rename(tx: &Tx, device: DeviceId, account: &AccountId, name: Option<&str>) -> Result<bool> {
    Ok(tx.run("UPDATE device SET name = $1 WHERE id = $2 AND account = $3", values![name, device, account])? == 1)
}

/// Removes one with its refresh tokens; `false` when it is gone.
pub(crate) fn delete(tx: &Tx, device: DeviceId) -> Result<bool> {
    Ok(tx.run("DELETE FROM device WHERE id = $1", values![device])? == 1)
}

/// Removes some of those that were linked before a moment and have not collected their tokens; says how many.
pub(crate) fn purge_uncollected(tx: &Tx, before: Moment, first_id_of_then: i64, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM device WHERE id IN (SELECT id FROM device WHERE used IS NULL AND linked < $1 AND id < $2 LIMIT $3)",
        values![before, first_id_of_then, most],
    )
}

/// Removes some of those whose refresh tokens were last used before a moment; says how many.
pub(crate) fn purge_idle(tx: &Tx, before: Moment, first_id_of_then: i64, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM device WHERE id IN (SELECT device FROM refresh_family WHERE rotated < $1 AND device < $2 LIMIT $3)",
        values![before, first_id_of_then, most],
    )
}

fn read(row: &Row) -> Result<DeviceRow> {
    Ok(DeviceRow {
        id: row.get("id")?,
        name: row.get("name")?,
        client: row.get("client_name")?,
        kind: row.get("kind")?,
        claim: row.get("claim")?,
        scopes: row.get("scopes")?,
        address: row.get("address")?,
        linked: row.get("linked")?,
        used: row.get("used")?,
        used_from: row.get("used_from")?,
    })
}
