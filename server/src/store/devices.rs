//! The devices of an account (L6).

use super::clients::value;
use super::tables::device_authorization;
use super::tx::Tx;
use super::{AccountId, DeviceId, Result, Store};
use domain::Moment;
use domain::device::Kind;
use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;

/// A use is noted at most so often.
const NOTED_EVERY: Duration = Duration::from_hours(1);

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
    pub kind: Kind,
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

impl Store {
    /// The devices of an account, the newest first.
    pub fn devices(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT device.id, device.name, client.name, client.kind, device.claim, device.scopes, device.address,
                     device.linked, device.used, device.used_from
                     FROM device JOIN client ON client.id = device.client
                     WHERE device.account = ?1 ORDER BY device.linked DESC, device.id DESC",
                )?
                .query_map([account.as_str()], |row| {
                    Ok(DeviceRow {
                        id: DeviceId(row.get(0)?),
                        name: row.get(1)?,
                        client: row.get(2)?,
                        kind: value(&row.get::<_, String>(3)?, 3)?,
                        claim: row.get(4)?,
                        scopes: row.get(5)?,
                        address: row.get(6)?,
                        linked: Moment(row.get(7)?),
                        used: row.get::<_, Option<i64>>(8)?.map(Moment),
                        used_from: row.get(9)?,
                    })
                })?
                .collect()
        })
    }

    /// Whether a device of this account has collected its tokens; `None` when the account has no such device.
    pub fn has_collected(&self, account: &AccountId, device: DeviceId) -> Result<Option<bool>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT used IS NOT NULL FROM device WHERE id = ?1 AND account = ?2")?
                .query_row(params![device.0, account.as_str()], |row| row.get(0))
                .optional()
        })
    }

    /// The account that a device's token still belongs to: `None` ends its access at once.
    pub fn account_of_device(&self, device: DeviceId, account: &str) -> Result<Option<AccountId>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT account FROM device WHERE id = ?1 AND account = ?2")?
                .query_row(params![device.0, account], |row| row.get(0).map(AccountId::of))
                .optional()
        })
    }

    /// Notes that a device has shown itself, unless it was noted within the hour: a read must not become a write.
    pub async fn note_use(&self, device: DeviceId, address: String) -> Result<()> {
        let now = self.0.clock.now();
        let is_fresh = self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM device WHERE id = ?1 AND used > ?2)")?
                .query_row(params![device.0, (now - NOTED_EVERY).0], |row| row.get::<_, bool>(0))
        })?;
        if is_fresh {
            return Ok(());
        }
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                connection
                    .prepare_cached("UPDATE device SET used = ?2, used_from = ?3 WHERE id = ?1")?
                    .execute(params![device.0, now.0, address])?;
                Ok(())
            })
            .await
    }

    /// Gives a device its owner's name, or takes it away. `false` when the account has no such device.
    pub async fn rename_device(&self, account: &AccountId, device: DeviceId, name: Option<String>) -> Result<bool> {
        let account = account.clone();
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached("UPDATE device SET name = ?3 WHERE id = ?1 AND account = ?2")?
                    .execute(params![device.0, account.as_str(), name])?;
                Ok(rows == 1)
            })
            .await
    }

    /// Ends a device's access; one that has not collected its tokens yet will not. `false` when the account has no such device.
    pub async fn remove_device(&self, account: &AccountId, device: DeviceId) -> Result<bool> {
        let account = account.clone();
        self.0
            .engine
            .writer
            .write(move |connection| {
                let is_theirs: bool = connection.query_row(
                    "SELECT EXISTS (SELECT 1 FROM device WHERE id = ?1 AND account = ?2)",
                    params![device.0, account.as_str()],
                    |row| row.get(0),
                )?;
                Ok(is_theirs && end(connection, device)?)
            })
            .await
    }

    /// Ends the access of a device whose token says so: it was revoked, or stolen.
    pub async fn end_device(&self, device: DeviceId) -> Result<bool> {
        self.0.engine.writer.write(move |connection| end(connection, device)).await
    }
}

/// A device has collected its first tokens.
pub(super) fn note_collection(connection: &Connection, device: DeviceId, address: &str, now: Moment) -> Result<()> {
    connection
        .prepare_cached("UPDATE device SET used = ?2, used_from = ?3 WHERE id = ?1")?
        .execute(params![device.0, now.0, address])?;
    Ok(())
}

/// Removes a device with its refresh tokens, and turns it away if it has yet to collect its first ones. `false` when it is gone.
pub(super) fn end(connection: &Connection, device: DeviceId) -> Result<bool> {
    let rows = connection.prepare_cached("DELETE FROM device WHERE id = ?1")?.execute([device.0])?;
    device_authorization::withdraw(&Tx::new(connection), device.0)?;
    Ok(rows == 1)
}
