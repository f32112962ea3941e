//! Facts about the store as a whole: counters, the check of its key, and the newest time.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

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

/// Replaces the check of the store's key.
pub(crate) fn set_key_check(tx: &Tx, check: &[u8; 16]) -> Result<()> {
    tx.run("UPDATE meta SET value = $1 WHERE name = 'key_check'", values![check])
}

/// The newest time that was recorded; `None` in a new store.
pub(crate) fn newest_time(tx: &Tx) -> Result<Option<Moment>> {
    tx.one("SELECT value FROM meta WHERE name = 'newest_time'", values![], |row| row.get("value"))
}

/// Records the newest time.
pub(crate) fn set_newest_time(tx: &Tx, time: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO meta (name, value) VALUES ('newest_time', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        values![time],
    )
}
