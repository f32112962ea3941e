//! Counts of attempts, by kind and keyed hash.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::throttle::Count;

/// A count; empty if there is none.
pub(crate) fn count(tx: &Tx, purpose: &str, key: &[u8; 16]) -> Result<Count> {
    let count =
        tx.one("SELECT tries, since FROM attempt WHERE purpose = $1 AND key = $2", values![purpose, key], read)?;
    Ok(count.unwrap_or_default())
}

/// Adds or replaces a count.
pub(crate) fn put(tx: &Tx, purpose: &str, key: &[u8; 16], count: Count) -> Result<()> {
    tx.run(
        "INSERT INTO attempt (purpose, key, tries, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (purpose, key) DO UPDATE SET tries = excluded.tries, since = excluded.since",
        values![purpose, key, count.tries, count.since],
    )
}

/// Deletes a count.
pub(crate) fn delete(tx: &Tx, purpose: &str, key: &[u8; 16]) -> Result<()> {
    tx.run("DELETE FROM attempt WHERE purpose = $1 AND key = $2", values![purpose, key])
}

/// Deletes up to `most` counts that began before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM attempt WHERE (purpose, key) IN (SELECT purpose, key FROM attempt WHERE since < $1 LIMIT $2)",
        values![before, most],
    )
}

fn read(row: &Row) -> Result<Count> {
    Ok(Count { tries: row.get("tries")?, since: row.get("since")? })
}
