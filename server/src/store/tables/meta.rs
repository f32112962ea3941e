//! Counters of the store as a whole.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;

/// The value of a counter; 0 if it was never increased.
pub(crate) fn number(tx: &Tx, name: &str) -> Result<i64> {
    Ok(tx.one("SELECT value FROM meta WHERE name = $1", values![name], |row| row.get("value"))?.unwrap_or_default())
}

/// Increases a counter by one. Until the transaction ends, no other transaction can increase it.
pub(crate) fn increase(tx: &Tx, name: &str) -> Result<()> {
    tx.run(
        "INSERT INTO meta (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = meta.value + 1",
        values![name],
    )
}
