//! Facts about the store as a whole: counters, and the check of its key.

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

/// Whether the store recognizes its key by this check.
pub(crate) fn has_key_check(tx: &Tx, check: &[u8; 16]) -> Result<bool> {
    tx.exists("SELECT 1 FROM meta WHERE name = 'key_check' AND value = $1", values![check])
}
