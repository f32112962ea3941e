//! Finished ceremonies, as keyed hashes.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// Records a finished ceremony; `false` if it was finished before.
pub(crate) fn insert(tx: &Tx, hash: &[u8; 16], expires: Moment) -> Result<bool> {
    let sql = "INSERT INTO spent_ceremony (hash, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.run_one(sql, values![hash, expires])
}

/// Deletes up to `most` ceremonies that expired before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM spent_ceremony WHERE hash IN (SELECT hash FROM spent_ceremony WHERE expires < $1 LIMIT $2)",
        values![before, most],
    )
}
