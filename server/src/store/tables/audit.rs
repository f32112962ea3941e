//! Lines for the operator's audit log, until they are in its file.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;

/// A line that isn't in the file yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingLine {
    /// The ID of its event, which is in the line, too.
    pub id: i64,
    /// The line, without its end.
    pub line: String,
}

/// Adds a line.
pub(crate) fn insert(tx: &Tx, id: i64, line: &str) -> Result<()> {
    tx.run("INSERT INTO audit (id, line) VALUES ($1, $2)", values![id, line])
}

/// Up to `most` lines, the oldest first.
pub(crate) fn batch(tx: &Tx, most: u32) -> Result<Vec<WaitingLine>> {
    tx.all("SELECT id, line FROM audit ORDER BY id LIMIT $1", values![most], |row| {
        Ok(WaitingLine { id: row.get("id")?, line: row.get("line")? })
    })
}

/// Deletes a line.
pub(crate) fn delete(tx: &Tx, id: i64) -> Result<()> {
    tx.run("DELETE FROM audit WHERE id = $1", values![id])
}
