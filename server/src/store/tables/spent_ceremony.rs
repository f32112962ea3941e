//! Ceremonies that were finished, as keyed hashes.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// Notes that one is finished; `false` when it was before.
pub(crate) fn insert(tx: &Tx, hash: &[u8; 16], expires: Moment) -> Result<bool> {
    let sql = "INSERT INTO spent_ceremony (hash, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, values![hash, expires])? == 1)
}

/// Forgets some of those that could be finished until a moment; says how many.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM spent_ceremony WHERE hash IN (SELECT hash FROM spent_ceremony WHERE expires < $1 LIMIT $2)",
        values![before, most],
    )
}
