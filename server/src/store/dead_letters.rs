//! Messages that were given up: kept for a while, so that an operator sees what went wrong and can send them after all.

use super::outbox::{Lease, Message};
use super::tables::challenge;
use super::tx::Tx;
use super::{Result, Store, moment_of};
use domain::Moment;
use domain::api::single_use_code::DeliveryStage;
use rusqlite::{Row, params};
use std::time::Duration;

/// A message that was given up is kept so long.
pub(super) const KEPT: Duration = Duration::from_hours(24 * 7);
/// When such a message is due by itself.
const NEVER: i64 = i64::MAX;

/// A message that was given up.
pub struct DeadLetter {
    /// Its row.
    pub id: i64,
    /// When it was written.
    pub written: Moment,
    /// When it was given up.
    pub given_up: Moment,
    /// Why.
    pub cause: String,
    /// The message; `None` when it was wiped, an error when it cannot be read.
    pub message: Option<Result<Message>>,
}

impl Store {
    /// Gives a message up. `wipe` when it has lost its meaning.
    pub async fn give_up_message(&self, lease: Lease, cause: String, wipe: bool) -> Result<()> {
        let now = self.0.clock.now();
        self.0.engine.writer
            .write(move |connection| {
                let given_up = connection
                    .prepare_cached(
                        "UPDATE outbox SET due = ?3, given_up = ?4, cause = ?5, sealed = CASE WHEN ?6 THEN x'' ELSE sealed END
                         WHERE id = ?1 AND tries = ?2",
                    )?
                    .execute(params![lease.id, lease.taken, NEVER, now.0, cause, wipe])?;
                if given_up == 1 { challenge::note_stage(&Tx::new(connection), lease.id, DeliveryStage::Bounced) } else { Ok(()) }
            })
            .await
    }

    /// The messages that were given up, the oldest first.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>> {
        let rows = self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT id, given_up, cause, sealed FROM outbox WHERE given_up IS NOT NULL ORDER BY id",
                )?
                .query_map([], |row| Ok((dead_letter(row)?, row.get(3)?)))?
                .collect::<rusqlite::Result<Vec<(DeadLetter, Vec<u8>)>>>()
        })?;
        Ok(rows
            .into_iter()
            .map(|(letter, sealed)| DeadLetter {
                message: (!sealed.is_empty()).then(|| self.unseal(&sealed)),
                ..letter
            })
            .collect())
    }

    /// Has a message sent after all; `false` when there is none, or none is left of it.
    pub async fn retry_message(&self, id: i64) -> Result<bool> {
        let now = self.0.clock.now();
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached(
                        "UPDATE outbox SET due = ?2, retried_at = tries, given_up = NULL, cause = NULL
                         WHERE id = ?1 AND given_up IS NOT NULL AND length(sealed) > 0",
                    )?
                    .execute(params![id, now.0])?;
                Ok(rows == 1)
            })
            .await
    }

    /// Forgets a message that was given up; `false` when there is none.
    pub async fn drop_message(&self, id: i64) -> Result<bool> {
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND given_up IS NOT NULL")?
                    .execute([id])?;
                Ok(rows == 1)
            })
            .await
    }
}

fn dead_letter(row: &Row) -> rusqlite::Result<DeadLetter> {
    let id = row.get(0)?;
    Ok(DeadLetter { id, written: moment_of(id), given_up: Moment(row.get(1)?), cause: row.get(2)?, message: None })
}
