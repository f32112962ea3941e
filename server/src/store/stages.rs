//! How far messages with codes got (U5).

use super::{Result, Store};
use domain::api::single_use_code::Stage;
use rusqlite::{Connection, params};

impl Store {
    /// A message got further. What comes late, or twice, changes nothing; what was delivered once has arrived.
    pub async fn message_got(&self, message: i64, stage: Stage) -> Result<()> {
        self.0.engine.writer.write_one(move |connection| note(connection, message, stage)).await
    }
}

/// See [`Store::message_got`].
pub(super) fn note(connection: &Connection, message: i64, stage: Stage) -> Result<()> {
    connection
        .prepare_cached("UPDATE challenge SET stage = ?2 WHERE message = ?1 AND stage < ?2")?
        .execute(params![message, number(stage)])?;
    Ok(())
}

/// A stage's number in the store: the greater one counts.
pub(super) fn number(stage: Stage) -> u8 {
    match stage {
        Stage::Untold | Stage::Waiting => 0,
        Stage::HandedOver => 1,
        Stage::Bounced => 2,
        Stage::Delivered => 3,
    }
}

/// The stage of a number.
pub(super) fn of(number: u8) -> Stage {
    match number {
        0 => Stage::Waiting,
        1 => Stage::HandedOver,
        2 => Stage::Bounced,
        _ => Stage::Delivered,
    }
}
