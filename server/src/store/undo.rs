//! The links in messages with one button, "this wasn't me": what they undo, and that they have been used (L6).

use super::tables::device_authorization::Pending;
use super::{AccountId, DeviceId, Result, Store, devices};
use crate::secrets::Token;
use domain::Moment;
use domain::rules::link::UNDONE_WITHIN;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// What a message told, and whether it has been undone.
#[derive(Clone, Debug)]
pub struct Undoable {
    /// The client's id.
    pub client: String,
    /// Where the device asked from.
    pub address: String,
    /// When it was linked.
    pub linked: Moment,
    /// Whether the button has been pressed.
    pub is_undone: bool,
}

/// Adds the link of one message, in the transaction of what it undoes.
pub(super) fn add(
    connection: &Connection,
    store: &Store,
    pending: &Pending,
    account: &AccountId,
    now: Moment,
) -> Result<Token> {
    let link = Token::new(store.draw_id(), &store.0.rng);
    connection
        .prepare_cached(
            "INSERT INTO undo (id, secret, device, account, client, address, linked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![link.id, link.hash(), pending.id, account.as_str(), pending.client, pending.address, now.0])?;
    Ok(link)
}

impl Store {
    /// What a link undoes; `None` when it is none of ours, or too old.
    pub fn undoable(&self, link: &Token) -> Result<Option<Undoable>> {
        let now = self.0.clock.now();
        self.0.engine.readers.read(|connection| Ok(find(connection, link, now)?.map(|(_, undoable)| undoable)))
    }

    /// Undoes the link: the device loses its access. A second time changes nothing. `false` when the link is none of ours.
    pub async fn undo(&self, link: Token) -> Result<bool> {
        let now = self.0.clock.now();
        self.0
            .engine
            .writer
            .write(move |connection| {
                let Some((device, _)) = find(connection, &link, now)? else { return Ok(false) };
                devices::end(connection, device)?;
                connection.execute(
                    "UPDATE undo SET undone = ?2 WHERE device = ?1 AND undone IS NULL",
                    params![device.0, now.0],
                )?;
                Ok(true)
            })
            .await
    }
}

fn find(connection: &Connection, link: &Token, now: Moment) -> rusqlite::Result<Option<(DeviceId, Undoable)>> {
    let found = connection
        .prepare_cached(
            "SELECT secret, device, client, address, linked, undone IS NOT NULL FROM undo WHERE id = ?1 AND linked > ?2",
        )?
        .query_row(params![link.id, (now - UNDONE_WITHIN).0], |row| Ok(link.matches(&row.get(0)?).then_some(read(row)?)))
        .optional()?;
    Ok(found.flatten())
}

fn read(row: &Row) -> rusqlite::Result<(DeviceId, Undoable)> {
    let undoable =
        Undoable { client: row.get(2)?, address: row.get(3)?, linked: Moment(row.get(4)?), is_undone: row.get(5)? };
    Ok((DeviceId(row.get(1)?), undoable))
}
