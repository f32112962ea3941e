//! The operator's audit log: each event is a line, which waits in the store until it is in the log's file. So it is there at least once,
//! also after a crash.

use super::Store;
use super::error::{Result, Stop};
use super::tables::audit::{self, WaitingLine};
use super::tables::meta;
use super::tx::Tx;

/// Whether there is an audit log. It is in the store, because commands write events without the server's settings.
const IS_ON: &str = "audit";
/// Lines in one batch.
const BATCH: u32 = 500;

impl Store {
    /// Turns the audit log on or off, for the events from now on.
    pub async fn set_audited(&self, on: bool) -> Result<(), Stop> {
        self.0.engine.write_one(move |tx| meta::set_number(tx, IS_ON, on.into())).await
    }

    /// A batch of the lines that aren't in the file yet, the oldest first.
    pub async fn audit_lines(&self) -> Result<Vec<WaitingLine>> {
        self.read(|tx| audit::batch(tx, BATCH)).await
    }

    /// Forgets lines that are in the file.
    pub async fn forget_audit_lines(&self, written: Vec<WaitingLine>) -> Result<(), Stop> {
        self.write(move |tx| Ok(written.iter().try_for_each(|line| audit::delete(tx, line.id))?)).await
    }
}

/// Keeps the line of an event, if there is an audit log.
pub(super) fn keep(tx: &Tx, id: i64, line: impl FnOnce() -> String) -> Result<()> {
    if meta::number(tx, IS_ON)? == 0 { Ok(()) } else { audit::insert(tx, id, &line()) }
}
