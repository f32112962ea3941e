//! Devices that were unlinked by something other than their accounts, until the server has logged them.

use crate::observe::subjects::ClientRef;
use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId, first_id};
use crate::store::tx::Tx;
use crate::store::value::{stored, values};
use domain::Moment;

stored! { UnlinkReason as text { ClientRemoved = "client-removed", Idle = "idle", Uncollected = "uncollected" } }

/// The reason why a device was unlinked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnlinkReason {
    /// Its client was removed.
    ClientRemoved,
    /// Its refresh token was unused for too long, or it has none and its access token expired.
    Idle,
    /// It never collected its tokens.
    Uncollected,
}

/// A device that was unlinked.
#[derive(Clone, Debug)]
pub struct UnlinkedDevice {
    /// Its ID.
    pub id: DeviceId,
    /// Its account.
    pub account: AccountId,
    /// The client's ID.
    client: String,
    /// The reason.
    pub reason: UnlinkReason,
}

impl From<&UnlinkedDevice> for ClientRef {
    fn from(device: &UnlinkedDevice) -> Self {
        Self::of(&device.client)
    }
}

/// Notes all devices of a client, which is about to be removed.
pub(crate) fn note_of_client(tx: &Tx, client: &str) -> Result<()> {
    tx.run(
        "INSERT INTO unlinked_device (id, account, client, reason)
         SELECT id, account, client, $1 FROM oauth_grant WHERE client = $2",
        values![UnlinkReason::ClientRemoved, client],
    )
}

/// Notes some of the devices whose refresh tokens were last used before a moment, and which are about to be deleted.
pub(crate) fn note_idle(tx: &Tx, before: Moment, most: u32) -> Result<()> {
    tx.run(
        "INSERT INTO unlinked_device (id, account, client, reason)
         SELECT id, account, client, $1 FROM oauth_grant
         WHERE id IN (SELECT id FROM refresh_family WHERE rotated < $2 AND id < $3 LIMIT $4)",
        values![UnlinkReason::Idle, before, first_id(before), most],
    )
}

/// Notes some of the devices without refresh tokens whose last access token expired before a moment, and which are about to be deleted.
pub(crate) fn note_expired(tx: &Tx, before: Moment, most: u32) -> Result<()> {
    tx.run(
        "INSERT INTO unlinked_device (id, account, client, reason)
         SELECT id, account, client, $1 FROM oauth_grant WHERE expires <= $2 LIMIT $3",
        values![UnlinkReason::Idle, before, most],
    )
}

/// Notes some of the devices that were linked before a moment and never collected their tokens, and which are about to be deleted.
pub(crate) fn note_uncollected(tx: &Tx, before: Moment, most: u32) -> Result<()> {
    tx.run(
        "INSERT INTO unlinked_device (id, account, client, reason)
         SELECT id, account, client, $1 FROM oauth_grant WHERE used IS NULL AND granted < $2 AND id < $3 LIMIT $4",
        values![UnlinkReason::Uncollected, before, first_id(before), most],
    )
}

/// Up to `most` of the devices.
pub(crate) fn batch(tx: &Tx, most: u32) -> Result<Vec<UnlinkedDevice>> {
    tx.all("SELECT id, account, client, reason FROM unlinked_device ORDER BY id LIMIT $1", values![most], |row| {
        Ok(UnlinkedDevice {
            id: row.get("id")?,
            account: row.get("account")?,
            client: row.get("client")?,
            reason: row.get("reason")?,
        })
    })
}

/// Deletes a device.
pub(crate) fn delete(tx: &Tx, id: DeviceId) -> Result<()> {
    tx.run("DELETE FROM unlinked_device WHERE id = $1", values![id])
}
