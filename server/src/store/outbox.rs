//! Messages on their way: committed with the change that causes them, sealed, gone once handed over (U6).

use super::tables::challenge;
use super::tx::Tx;
use super::{Result, Store, StoreError, moment_of};
use crate::secrets::SealPurpose;
use domain::Moment;
use domain::api::single_use_code::DeliveryStage;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A message to a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// How it travels.
    pub channel: Channel,
    /// To whom: an address, or a number in E.164.
    pub to: String,
    /// Its subject line; a text has none.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML; a text has none.
    pub html: String,
    /// Why it is sent, for logs and tests: `device-linked`.
    pub purpose: String,
    /// The code it brings.
    pub code: Option<String>,
    /// When it has lost its meaning: later it is not sent.
    pub until: Option<Moment>,
    /// Written like any other, but for nobody: it is dropped where others are handed over (U2). Messages of before there were any
    /// do not have it.
    #[serde(default)]
    pub decoy: bool,
}

/// Without what it says: no log is to hold a code.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("channel", &self.channel)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Email,
    /// By text message.
    Text,
}

/// Messages of one lane are handed over beside those of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// By mail.
    Mails,
    /// By text.
    Texts,
    /// Decoys: dropped where others are handed over, many at a time.
    Nobody,
}

fn lane_of(message: &Message) -> Lane {
    match message.channel {
        _ if message.decoy => Lane::Nobody,
        Channel::Email => Lane::Mails,
        Channel::Text => Lane::Texts,
    }
}

fn number(lane: Lane) -> u8 {
    match lane {
        Lane::Mails => 0,
        Lane::Texts => 1,
        Lane::Nobody => 2,
    }
}

/// A message that was taken to be handed over.
pub struct Taken {
    /// Which one, and which time.
    pub lease: Lease,
    /// Its lane.
    pub lane: Lane,
    /// How often it has been tried since it was written, or since an operator has sent it after all.
    pub tries: u32,
    /// When it was written.
    pub written: Moment,
    /// The message, if it can be read.
    pub message: Result<Message>,
}

/// A message that somebody has, until the lease is over. Who comes back later than that can change nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The message's row.
    pub id: i64,
    /// How often it has been taken, this time included.
    pub taken: u32,
}

/// Messages for nobody that are dropped in one write: more would hold up the writes of people.
const AT_ONCE: u32 = 500;
/// Whoever takes a message has so long to hand it over; then it is due again, for whoever took it may be gone.
const LEASE: Duration = Duration::from_mins(2);

/// Puts a message in the outbox, in the transaction of whatever causes it; answers its row.
pub(super) fn add(connection: &Connection, store: &Store, message: &Message, now: Moment) -> Result<i64> {
    let plain = serde_json::to_vec(message).map_err(|_| StoreError::Damaged("a message cannot be written"))?;
    let sealed = store.0.key.seal(SealPurpose::Outbox, &plain, &store.0.rng);
    let id = store.draw_id();
    connection
        .prepare_cached("INSERT INTO outbox (id, lane, sealed, due) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![id, number(lane_of(message)), sealed, now.0])?;
    Ok(id)
}

impl Store {
    /// Whether there is anything to hand over.
    pub fn has_due_messages(&self, lane: Lane) -> Result<bool> {
        let now = self.0.clock.now();
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE lane = ?1 AND due <= ?2)")?
                .query_row(params![number(lane), now.0], |row| row.get(0))
        })
    }

    /// Takes the messages that are due, the oldest first: nobody else gets them until the lease is over.
    pub async fn take_due_messages(&self, lane: Lane, most: u32) -> Result<Vec<Taken>> {
        let now = self.0.clock.now();
        let take = move |connection: &Connection| {
            let rows = connection
                .prepare_cached(
                    "UPDATE outbox SET tries = tries + 1, due = ?2
                     WHERE id IN (SELECT id FROM outbox WHERE lane = ?4 AND due <= ?1 ORDER BY due, id LIMIT ?3)
                     RETURNING id, tries, sealed, tries - retried_at",
                )?
                .query_map(params![now.0, (now + LEASE).0, most, number(lane)], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?
                .collect::<rusqlite::Result<Vec<(i64, u32, Vec<u8>, u32)>>>()?;
            Ok(rows)
        };
        let mut rows = self.0.engine.writer.write_one(take).await?;
        rows.sort_unstable_by_key(|(id, ..)| *id);
        let taken = |(id, taken, sealed, tries): (i64, u32, Vec<u8>, u32)| Taken {
            lease: Lease { id, taken },
            lane,
            tries,
            written: moment_of(id),
            message: self.unseal(&sealed),
        };
        Ok(rows.into_iter().map(taken).collect())
    }

    pub(super) fn unseal(&self, sealed: &[u8]) -> Result<Message> {
        let plain =
            self.0.key.open(SealPurpose::Outbox, sealed).map_err(|_| StoreError::Damaged("a message does not open"))?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged("a message cannot be read"))
    }

    /// A message has been handed over: its body is wiped with its row.
    pub async fn message_sent(&self, lease: Lease) -> Result<()> {
        self.0
            .engine
            .writer
            .write(move |connection| {
                let gone = connection
                    .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND tries = ?2")?
                    .execute(params![lease.id, lease.taken])?;
                if gone == 1 {
                    challenge::note_stage(&Tx::new(connection), lease.id, DeliveryStage::HandedOver)
                } else {
                    Ok(())
                }
            })
            .await
    }

    /// Drops one batch of messages for nobody, which count as handed over; `true` when there may be more.
    pub async fn drop_decoys(&self) -> Result<bool> {
        let decoys = number(Lane::Nobody);
        let has_any = self.0.engine.readers.read(|connection| {
            connection.prepare_cached("SELECT 1 FROM outbox WHERE lane = ?1 LIMIT 1")?.exists([decoys])
        })?;
        if !has_any {
            return Ok(false);
        }
        self.0.engine.writer
            .write(move |connection| {
                challenge::note_stage_of_first(&Tx::new(connection), decoys, AT_ONCE, DeliveryStage::HandedOver)?;
                let dropped = connection
                    .prepare_cached("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE lane = ?1 ORDER BY due, id LIMIT ?2)")?
                    .execute(params![decoys, AT_ONCE])?;
                Ok(dropped == AT_ONCE as usize)
            })
            .await
    }

    /// A message could not be handed over: again at `due`.
    pub async fn message_failed(&self, lease: Lease, due: Moment) -> Result<()> {
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                connection
                    .prepare_cached("UPDATE outbox SET due = ?3 WHERE id = ?1 AND tries = ?2")?
                    .execute(params![lease.id, lease.taken, due.0])?;
                Ok(())
            })
            .await
    }
}
