//! Forgetting what has ended, in small batches between other writes.

use super::sessions::IDLE;
use super::{Result, Store, dead_letters, first_id};
use domain::Moment;
use domain::rules::link::UNDONE_WITHIN;
use domain::rules::pumping::COUNTED_OVER;
use domain::rules::{REMEMBERED, refresh};
use std::time::Duration;

/// Rows of a table in one batch.
const BATCH: u32 = 500;
/// The longest window of any limit: counts older than this mean nothing.
const COUNTS_KEPT: Duration = Duration::from_hours(24);
/// A device that has not collected its tokens by then never will: no code lives longer.
const UNCOLLECTED_KEPT: Duration = Duration::from_hours(1);

impl Store {
    /// Removes one batch of what has ended; `true` when there may be more.
    pub async fn purge(&self) -> Result<bool> {
        let now = self.0.clock.now();
        let ended = [
            (
                // Ids start with the time, so the oldest are found without an index on `expires`.
                "DELETE FROM device_authorization WHERE id IN
                 (SELECT id FROM device_authorization WHERE id < ?2 AND expires < ?1 ORDER BY id LIMIT ?3)",
                now - REMEMBERED,
            ),
            (
                "DELETE FROM device WHERE id IN
                 (SELECT id FROM device WHERE used IS NULL AND linked < ?1 AND id < ?2 LIMIT ?3)",
                now - UNCOLLECTED_KEPT,
            ),
            (
                "DELETE FROM device WHERE id IN
                 (SELECT device FROM refresh_family WHERE rotated < ?1 AND device < ?2 LIMIT ?3)",
                now - refresh::IDLE,
            ),
            (
                "DELETE FROM undo WHERE id IN (SELECT id FROM undo WHERE linked < ?1 AND id < ?2 LIMIT ?3)",
                now - UNDONE_WITHIN,
            ),
            (
                "DELETE FROM challenge WHERE id IN (SELECT id FROM challenge WHERE id < ?2 AND ?1 ORDER BY id LIMIT ?3)",
                now - REMEMBERED,
            ),
            (
                "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE given_up < ?1 AND id < ?2 LIMIT ?3)",
                now - dead_letters::KEPT,
            ),
            (
                "DELETE FROM text_traffic WHERE block IN
                 (SELECT block FROM text_traffic WHERE since < ?1 AND coalesce(stopped, 0) < ?1 AND ?2 LIMIT ?3)",
                now - COUNTED_OVER,
            ),
            (
                "DELETE FROM attempt WHERE (purpose, key) IN (SELECT purpose, key FROM attempt WHERE since < ?1 AND ?2 LIMIT ?3)",
                now - COUNTS_KEPT,
            ),
            (
                "DELETE FROM browser WHERE id IN (SELECT id FROM browser WHERE seen < ?1 AND id < ?2 LIMIT ?3)",
                now - IDLE,
            ),
        ];
        self.0
            .writer
            .write(move |connection| {
                let mut more = false;
                for (statement, before) in ended {
                    more |= delete(connection, statement, before)?;
                }
                Ok(more)
            })
            .await
    }
}

/// Whether a whole batch was removed.
fn delete(connection: &rusqlite::Connection, statement: &str, before: Moment) -> Result<bool> {
    let rows = connection.prepare_cached(statement)?.execute(rusqlite::params![before.0, first_id(before), BATCH])?;
    Ok(rows == BATCH as usize)
}
