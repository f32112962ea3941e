//! Counts of texts to blocks of ten thousand numbers, and of their codes that were entered.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::pumping::Traffic;

/// A block of numbers that gets no texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedBlock {
    /// A plus sign and the digits that its numbers start with: all but the last four.
    pub block: String,
    /// The number of texts that were requested.
    pub sent: u32,
    /// The time when it was stopped.
    pub stopped: Moment,
}

/// The counts of a block; empty if there are none.
pub(crate) fn of_block(tx: &Tx, block: &str) -> Result<Traffic> {
    let sql = "SELECT sent, entered, since, stopped FROM text_traffic WHERE block = $1";
    Ok(tx.one(sql, values![block], read)?.unwrap_or_default())
}

/// Adds or replaces the counts of a block.
pub(crate) fn put(tx: &Tx, block: &str, traffic: Traffic) -> Result<()> {
    let Traffic { sent, entered, since, stopped } = traffic;
    tx.run(
        "INSERT INTO text_traffic (block, sent, entered, since, stopped) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (block) DO UPDATE SET sent = excluded.sent, entered = excluded.entered, since = excluded.since,
         stopped = excluded.stopped",
        values![block, sent, entered, since, stopped],
    )
}

/// The blocks that were stopped after a time, the first stopped first.
pub(crate) fn stopped_after(tx: &Tx, moment: Moment) -> Result<Vec<StoppedBlock>> {
    let sql = "SELECT block, sent, stopped FROM text_traffic WHERE stopped > $1 ORDER BY stopped";
    tx.all(sql, values![moment], |row| {
        Ok(StoppedBlock { block: row.get("block")?, sent: row.get("sent")?, stopped: row.get("stopped")? })
    })
}

/// Deletes the counts of a stopped block; `false` if it isn't stopped.
pub(crate) fn delete_stopped(tx: &Tx, block: &str) -> Result<bool> {
    tx.run_one("DELETE FROM text_traffic WHERE block = $1 AND stopped IS NOT NULL", values![block])
}

/// Deletes up to `most` blocks whose counts began, and that were stopped, before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM text_traffic WHERE block IN
         (SELECT block FROM text_traffic WHERE since < $1 AND (stopped IS NULL OR stopped < $2) LIMIT $3)",
        values![before, before, most],
    )
}

fn read(row: &Row) -> Result<Traffic> {
    Ok(Traffic {
        sent: row.get("sent")?,
        entered: row.get("entered")?,
        since: row.get("since")?,
        stopped: row.get("stopped")?,
    })
}
