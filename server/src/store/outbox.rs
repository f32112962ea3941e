//! Messages on their way: committed with the change that causes them, sealed, gone once handed over (U6).

use super::{Result, Store, StoreError};
use crate::secrets::Purpose;
use domain::Moment;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

/// A message to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// How it travels.
    pub channel: Channel,
    /// To whom: an address.
    pub to: String,
    /// Its subject line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// Why it is sent, for logs and tests: `device-linked`.
    pub purpose: String,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Email,
}

/// A message that is due.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its row.
    pub id: i64,
    /// How often it has been tried.
    pub tries: u32,
    /// The message, if it can be read.
    pub message: Result<Message>,
}

/// Puts a message in the outbox, in the transaction of whatever causes it.
pub(super) fn add(connection: &Connection, store: &Store, message: &Message, now: Moment) -> Result<()> {
    let plain = serde_json::to_vec(message).map_err(|_| StoreError::Damaged("a message cannot be written"))?;
    let sealed = store.0.key.seal(Purpose::Outbox, &plain, &store.0.chance);
    connection.prepare_cached("INSERT INTO outbox (id, sealed, due) VALUES (?1, ?2, ?3)")?.execute(params![
        store.ordered_id(),
        sealed,
        now.0
    ])?;
    Ok(())
}

impl Store {
    /// The messages that are due, the oldest first.
    pub fn due_messages(&self, most: u32) -> Result<Vec<Waiting>> {
        let now = self.0.clock.now();
        let rows: Vec<(i64, u32, Vec<u8>)> = self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT id, tries, sealed FROM outbox WHERE due <= ?1 ORDER BY due, id LIMIT ?2")?
                .query_map(params![now.0, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })?;
        let waiting = |(id, tries, sealed): (i64, u32, Vec<u8>)| Waiting { id, tries, message: self.unseal(&sealed) };
        Ok(rows.into_iter().map(waiting).collect())
    }

    fn unseal(&self, sealed: &[u8]) -> Result<Message> {
        let plain =
            self.0.key.open(Purpose::Outbox, sealed).map_err(|_| StoreError::Damaged("a message does not open"))?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged("a message cannot be read"))
    }

    /// A message has been handed over: its body is wiped with its row.
    pub async fn message_sent(&self, id: i64) -> Result<()> {
        self.0
            .writer
            .write_one(move |connection| {
                connection.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id])?;
                Ok(())
            })
            .await
    }

    /// A message could not be handed over: again at `due`.
    pub async fn message_failed(&self, id: i64, due: Moment) -> Result<()> {
        self.0
            .writer
            .write_one(move |connection| {
                connection
                    .prepare_cached("UPDATE outbox SET tries = tries + 1, due = ?2 WHERE id = ?1")?
                    .execute(params![id, due.0])?;
                Ok(())
            })
            .await
    }
}
