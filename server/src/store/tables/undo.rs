//! Links that undo what a message tells.

use crate::secrets::Token;
use crate::store::error::Result;
use crate::store::ids::DeviceId;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;

/// What a message told, and whether it has been undone.
#[derive(Clone, Debug)]
pub struct Undoable {
    pub(crate) device: DeviceId,
    /// The client's id.
    pub client: String,
    /// Where the device asked from.
    pub address: String,
    /// When it was linked.
    pub linked: Moment,
    /// Whether the button has been pressed.
    pub is_undone: bool,
}

/// Adds a link that undoes a device.
pub(crate) fn insert(tx: &Tx, link: &Token, device: DeviceId) -> Result<()> {
    tx.run(
        "INSERT INTO undo (id, secret, device, account, client, address, linked)
         SELECT $1, $2, id, account, client, address, linked FROM device WHERE id = $3",
        values![link.id, link.hash(), device],
    )?;
    Ok(())
}

/// What a link undoes that was sent after a moment, if its secret is the right one.
pub(crate) fn by_link(tx: &Tx, link: &Token, sent_after: Moment) -> Result<Option<Undoable>> {
    let found = tx.one(
        "SELECT secret, device, client, address, linked, undone FROM undo WHERE id = $1 AND linked > $2",
        values![link.id, sent_after],
        |row| Ok((row.get("secret")?, read(row)?)),
    )?;
    Ok(found.filter(|(secret, _)| link.matches(secret)).map(|(_, undoable)| undoable))
}

/// Notes that a device has been undone, in all links that do so.
pub(crate) fn note_undone(tx: &Tx, device: DeviceId, now: Moment) -> Result<()> {
    tx.run("UPDATE undo SET undone = $1 WHERE device = $2 AND undone IS NULL", values![now, device])?;
    Ok(())
}

/// Forgets some of those that were sent before a moment; says how many.
pub(crate) fn purge(tx: &Tx, before: Moment, first_id_of_then: i64, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM undo WHERE id IN (SELECT id FROM undo WHERE linked < $1 AND id < $2 LIMIT $3)",
        values![before, first_id_of_then, most],
    )
}

fn read(row: &Row) -> Result<Undoable> {
    Ok(Undoable {
        device: row.get("device")?,
        client: row.get("client")?,
        address: row.get("address")?,
        linked: row.get("linked")?,
        is_undone: row.get::<Option<Moment>>("undone")?.is_some(),
    })
}
