//! Texts to blocks of ten thousand numbers, and codes of theirs that came back.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::pumping::Traffic;

/// A block of numbers that gets no texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedBlock {
    /// The digits that its numbers begin with, after a plus sign; the last four are missing.
    pub block: String,
    /// Texts that were asked for.
    pub sent: u32,
    /// When it was stopped.
    pub stopped: Moment,
}

/// What was counted of a block so far.
pub(crate) fn of_block(tx: &Tx, block: &str) -> Result<Traffic> {
    let sql = "SELECT sent, entered, since, stopped FROM text_traffic WHERE block = $1";
    Ok(tx.one(sql, values![block], read)?.unwrap_or_default())
}

/// Takes the place of what was counted.
pub(crate) fn put(tx: &Tx, block: &str, traffic: Traffic) -> Result<()> {
    let Traffic { sent, entered, since, stopped } = traffic;
    tx.run(
        "INSERT INTO text_traffic (block, sent, entered, since, stopped) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (block) DO UPDATE SET sent = excluded.sent, entered = excluded.entered, since = excluded.since,
         stopped = excluded.stopped",
        values![block, sent, entered, since, stopped],
    )?;
    Ok(())
}

/// The blocks that were stopped after a moment, the first of them first.
pub(crate) fn stopped_after(tx: &Tx, moment: Moment) -> Result<Vec<StoppedBlock>> {
    let sql = "SELECT block, sent, stopped FROM text_traffic WHERE stopped > $1 ORDER BY stopped";
    tx.all(sql, values![moment], |row| {
        Ok(StoppedBlock { block: row.get("block")?, sent: row.get("sent")?, stopped: row.get("stopped")? })
    })
}

/// Forgets what was counted of a block that is stopped; `false` when it is not.
pub(crate) fn delete_stopped(tx: &Tx, block: &str) -> Result<bool> {
    Ok(tx.run("DELETE FROM text_traffic WHERE block = $1 AND stopped IS NOT NULL", values![block])? == 1)
}

/// Forgets some of those that have counted nothing, and were not stopped, since a moment; says how many.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run(
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
