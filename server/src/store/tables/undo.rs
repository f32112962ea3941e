//! The undo links in messages about new devices.

use crate::secrets::Token;
use crate::store::error::Result;
use crate::store::ids::{DeviceId, first_id};
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;

/// The linked device that an undo link is for, and whether the link was used.
#[derive(Clone, Debug)]
pub struct Undoable {
    /// The client's ID.
    pub client: String,
    /// The network address that the device asked from.
    pub address: String,
    /// The time when it was linked.
    pub linked: Moment,
    /// Whether an undo link was used for each device that this one undoes.
    pub is_undone: bool,
    /// The number of further devices that the link undoes or has undone, without those that were unlinked otherwise.
    pub further_devices: u32,
}

/// The condition for a further device that an undo link undoes or has undone. One that its owner has removed is none.
macro_rules! is_further {
    () => {
        "further.undone_by_link = undo.id AND (further.undone IS NOT NULL OR
         EXISTS (SELECT 1 FROM oauth_grant WHERE oauth_grant.id = further.device))"
    };
}

/// Adds an undo link for a device. It outlives the device: an intruder can have removed it after use, and its owner must learn of it.
pub(crate) fn insert(tx: &Tx, link: &Token, device: DeviceId) -> Result<()> {
    tx.run(
        "INSERT INTO undo (id, secret, device, account, client, address, linked)
         SELECT $1, $2, device.id, account, client, address, granted
         FROM device JOIN oauth_grant ON oauth_grant.id = device.id WHERE device.id = $3",
        values![link.id, link.hash(), device],
    )
}

/// The linked device of an undo link, if the link's secret is right, and the newest device that it undoes was linked after a time.
pub(crate) fn by_link(tx: &Tx, link: &Token, linked_after: Moment) -> Result<Option<Undoable>> {
    let found = tx.one(
        concat!(
            "SELECT secret, client, address, linked, CASE WHEN EXISTS (SELECT 1 FROM undo AS further WHERE ",
            is_further!(),
            " AND further.undone IS NULL) THEN NULL ELSE undone END AS undone,
             (SELECT count(*) FROM undo AS further WHERE ",
            is_further!(),
            ") AS further_devices
             FROM undo WHERE id = $1 AND (linked > $2 OR EXISTS
             (SELECT 1 FROM undo AS further WHERE further.undone_by_link = undo.id AND further.linked > $2))"
        ),
        values![link.id, linked_after],
        |row| Ok((row.get("secret")?, read(row)?)),
    )?;
    Ok(found.filter(|(secret, _)| link.matches(secret)).map(|(_, undoable)| undoable))
}

/// Lets the undo link of one device also undo that of another undo link.
pub(crate) fn add_to_link(tx: &Tx, id: i64, link: i64) -> Result<()> {
    tx.run("UPDATE undo SET undone_by_link = $1 WHERE id = $2", values![link, id])
}

/// The devices that an undo link undoes: its own, and further ones that are still linked, without those that are undone already.
pub(crate) fn devices_left(tx: &Tx, link: &Token) -> Result<Vec<DeviceId>> {
    tx.all(
        "SELECT device FROM undo WHERE undone IS NULL AND (id = $1 OR (undone_by_link = $1 AND
         EXISTS (SELECT 1 FROM oauth_grant WHERE oauth_grant.id = undo.device))) ORDER BY id",
        values![link.id],
        |row| row.get("device"),
    )
}

/// Records in all undo links of a device that one was used.
pub(crate) fn note_undone(tx: &Tx, device: DeviceId, now: Moment) -> Result<()> {
    tx.run("UPDATE undo SET undone = $1 WHERE device = $2 AND undone IS NULL", values![now, device])
}

/// Deletes up to `most` undo links whose devices were linked before a time. Those that one link undoes together stay until the newest of
/// them was: the first one has the link, and later ones have later IDs. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM undo WHERE id IN (SELECT id FROM undo WHERE linked < $1 AND id < $2 AND NOT EXISTS
         (SELECT 1 FROM undo AS later
          WHERE later.undone_by_link = coalesce(undo.undone_by_link, undo.id) AND later.id >= $2) LIMIT $3)",
        values![before, first_id(before), most],
    )
}

fn read(row: &Row) -> Result<Undoable> {
    Ok(Undoable {
        client: row.get("client")?,
        address: row.get("address")?,
        linked: row.get("linked")?,
        is_undone: row.get::<Option<Moment>>("undone")?.is_some(),
        further_devices: row.get("further_devices")?,
    })
}
