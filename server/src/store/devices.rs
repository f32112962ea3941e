//! The devices of an account (L6).

use super::clients::value;
use super::{AccountId, Result, Store};
use crate::secrets::Token;
use domain::Moment;
use domain::device::Kind;
use rusqlite::{OptionalExtension, params};
use std::fmt;

/// A device's id: that of the authorization it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceId(pub(super) i64);

impl DeviceId {
    /// The device that comes from a device code.
    pub fn of(device_code: &Token) -> Self {
        Self(device_code.id)
    }

    /// Reads an id as it is shown; `None` for a text that is no id of any device.
    pub fn parse(text: &str) -> Option<Self> {
        i64::from_str_radix(text, 16).ok().map(Self).filter(|id| id.to_string() == text)
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A linked device.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// The client's name.
    pub client: String,
    /// What it runs on.
    pub kind: Kind,
    /// What it calls itself.
    pub claim: Option<String>,
    /// Where it asked from.
    pub address: String,
    /// When it was linked.
    pub linked: Moment,
    /// When it last showed itself; `None` until it has collected its tokens.
    pub used: Option<Moment>,
}

impl Store {
    /// The devices of an account, the newest first.
    pub fn devices(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        self.0.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT device.id, client.name, client.kind, device.claim, device.address, device.linked, device.used
                     FROM device JOIN client ON client.id = device.client
                     WHERE device.account = ?1 ORDER BY device.linked DESC, device.id DESC",
                )?
                .query_map([account.as_str()], |row| {
                    Ok(DeviceRow {
                        id: DeviceId(row.get(0)?),
                        client: row.get(1)?,
                        kind: value(&row.get::<_, String>(2)?, 2)?,
                        claim: row.get(3)?,
                        address: row.get(4)?,
                        linked: Moment(row.get(5)?),
                        used: row.get::<_, Option<i64>>(6)?.map(Moment),
                    })
                })?
                .collect()
        })
    }

    /// Whether a device of this account has collected its tokens; `None` when the account has no such device.
    pub fn has_collected(&self, account: &AccountId, device: DeviceId) -> Result<Option<bool>> {
        self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT used IS NOT NULL FROM device WHERE id = ?1 AND account = ?2")?
                .query_row(params![device.0, account.as_str()], |row| row.get(0))
                .optional()
        })
    }

    /// The account that a device's token still belongs to: `None` ends its access at once.
    pub fn account_of_device(&self, device: DeviceId, account: &str) -> Result<Option<AccountId>> {
        self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT account FROM device WHERE id = ?1 AND account = ?2")?
                .query_row(params![device.0, account], |row| row.get(0).map(AccountId::of))
                .optional()
        })
    }

    /// Ends a device's access; one that has not collected its tokens yet will not. `false` when the account has no such device.
    pub async fn remove_device(&self, account: &AccountId, device: DeviceId) -> Result<bool> {
        let account = account.clone();
        self.0
            .writer
            .write(move |connection| {
                let rows = connection.execute(
                    "DELETE FROM device WHERE id = ?1 AND account = ?2",
                    params![device.0, account.as_str()],
                )?;
                if rows == 1 {
                    connection
                        .execute("UPDATE device_authorization SET state = 2 WHERE id = ?1 AND state = 1", [device.0])?;
                }
                Ok(rows == 1)
            })
            .await
    }
}
