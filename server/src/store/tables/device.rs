//! Linked devices. A device has its grant's ID, and is deleted with it.

use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId};
use crate::store::tables::conditions::approval_holds;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::device::DeviceKind;

/// A linked device.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Its ID.
    pub id: DeviceId,
    /// The name that its owner gave it.
    pub name: Option<String>,
    /// The client's name.
    pub client: String,
    /// The kind of hardware or program.
    pub kind: DeviceKind,
    /// The name that it gives itself.
    pub claim: Option<String>,
    /// Granted scopes, separated by spaces.
    pub scopes: String,
    /// The network address that requested its code.
    pub address: String,
    /// The time when it was linked.
    pub linked: Moment,
    /// The time of its last use; `None` until it has collected its tokens.
    pub used: Option<Moment>,
    /// The network address of its last use.
    pub used_from: Option<String>,
}

/// The condition for a device that has collected its tokens, or still can, unless its last access token has expired and it can't refresh.
/// `$now` is the parameter with the time.
macro_rules! is_linked {
    ($now:literal) => {
        concat!(
            "(oauth_grant.used IS NOT NULL OR ",
            approval_holds!("oauth_grant.id"),
            ") AND (oauth_grant.expires IS NULL OR oauth_grant.expires > ",
            $now,
            ")"
        )
    };
}

/// Adds the device that was linked by a grant with the same ID.
pub(crate) fn insert(tx: &Tx, id: DeviceId, claim: Option<&str>, address: &str) -> Result<()> {
    tx.run("INSERT INTO device (id, claim, address) VALUES ($1, $2, $3)", values![id, claim, address])
}

/// The devices of an account, the newest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId, now: Moment) -> Result<Vec<DeviceRow>> {
    tx.all(
        concat!(
            "SELECT device.id, device.name, client.name AS client_name, client.kind, device.claim, oauth_grant.scopes,
             device.address, oauth_grant.granted, oauth_grant.used, oauth_grant.used_from
             FROM oauth_grant JOIN device ON device.id = oauth_grant.id JOIN client ON client.id = oauth_grant.client
             WHERE oauth_grant.account = $1 AND ",
            is_linked!("$2"),
            " ORDER BY oauth_grant.granted DESC, oauth_grant.id DESC"
        ),
        values![account, now],
        read,
    )
}

/// The number of an account's devices.
pub(crate) fn count(tx: &Tx, account: &AccountId, now: Moment) -> Result<u32> {
    let number = tx.one(
        concat!("SELECT count(*) AS number FROM oauth_grant WHERE oauth_grant.account = $1 AND ", is_linked!("$2")),
        values![account, now],
        |row| row.get("number"),
    )?;
    Ok(number.unwrap_or_default())
}

/// Whether an account has a device.
pub(crate) fn is_of(tx: &Tx, device: DeviceId, account: &AccountId, now: Moment) -> Result<bool> {
    Ok(has_collected(tx, device, account, now)?.is_some())
}

/// Whether a device of an account has collected its tokens; `None` if the account has no such device.
pub(crate) fn has_collected(tx: &Tx, device: DeviceId, account: &AccountId, now: Moment) -> Result<Option<bool>> {
    tx.one(
        concat!(
            "SELECT oauth_grant.used FROM device JOIN oauth_grant ON oauth_grant.id = device.id
             WHERE device.id = $1 AND oauth_grant.account = $2 AND ",
            is_linked!("$3")
        ),
        values![device, account, now],
        |row| Ok(row.get::<Option<Moment>>("used")?.is_some()),
    )
}

/// The device that an account has linked with a code.
pub(crate) fn by_code(tx: &Tx, user_code: &[u8; 16], account: &AccountId, now: Moment) -> Result<Option<DeviceId>> {
    tx.one(
        concat!(
            "SELECT device.id FROM device_authorization JOIN device ON device.id = device_authorization.id
             JOIN oauth_grant ON oauth_grant.id = device.id
             WHERE device_authorization.user_code = $1 AND oauth_grant.account = $2 AND ",
            is_linked!("$3")
        ),
        values![user_code, account, now],
        |row| row.get("id"),
    )
}

/// Sets or removes the owner's name of a device. `false` if the account has no such device.
pub(crate) fn rename(tx: &Tx, device: DeviceId, account: &AccountId, name: Option<&str>) -> Result<bool> {
    tx.run_one(
        "UPDATE device SET name = $1
         WHERE id = $2 AND EXISTS (SELECT 1 FROM oauth_grant WHERE oauth_grant.id = device.id AND account = $3)",
        values![name, device, account],
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
        linked: row.get("granted")?,
        used: row.get("used")?,
        used_from: row.get("used_from")?,
    })
}
