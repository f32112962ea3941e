//! Signing keys, sealed.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;

/// A sealed signing key.
pub(crate) struct SealedKey {
    /// Its RFC 7638 thumbprint.
    pub(crate) id: String,
    /// The sealed PKCS #8 document.
    pub(crate) sealed: Vec<u8>,
    /// The time from which it signs.
    pub(crate) signs_from: Moment,
}

/// Adds a key, if the newest one still signs from `after`; `false` if it doesn't. Keys that sign after `latest` don't count.
pub(crate) fn insert(tx: &Tx, key: &SealedKey, after: Option<Moment>, (now, latest): (Moment, Moment)) -> Result<bool> {
    let SealedKey { id, sealed, signs_from } = key;
    tx.run_one(
        "INSERT INTO signing_key (id, sealed, created, signs_from)
         SELECT $1, $2, $3, $4
         WHERE (SELECT max(signs_from) FROM signing_key WHERE signs_from <= $5) IS NOT DISTINCT FROM $6",
        values![id, sealed, now, signs_from, latest, after],
    )
}

/// All keys, in the order in which they sign.
pub(crate) fn all(tx: &Tx) -> Result<Vec<SealedKey>> {
    tx.all("SELECT id, sealed, signs_from FROM signing_key ORDER BY signs_from, id", values![], read)
}

/// Deletes a key.
pub(crate) fn delete(tx: &Tx, id: &str) -> Result<()> {
    tx.run("DELETE FROM signing_key WHERE id = $1", values![id])
}

/// Up to `most` keys after an ID whose sealed data doesn't begin with a header, in the order of their IDs.
pub(crate) fn of_another_form(tx: &Tx, after: &str, header: &[u8], most: u32) -> Result<Vec<(String, Vec<u8>)>> {
    tx.all(
        "SELECT id, sealed FROM signing_key WHERE id > $1 AND substr(sealed, 1, 5) != $2 ORDER BY id LIMIT $3",
        values![after, header, most],
        |row| Ok((row.get("id")?, row.get("sealed")?)),
    )
}

/// Replaces the sealed data of a key; `false` if it isn't `before`.
pub(crate) fn replace_sealed(tx: &Tx, id: &str, before: &[u8], resealed: &[u8]) -> Result<bool> {
    tx.run_one("UPDATE signing_key SET sealed = $1 WHERE id = $2 AND sealed = $3", values![resealed, id, before])
}

fn read(row: &Row) -> Result<SealedKey> {
    Ok(SealedKey { id: row.get("id")?, sealed: row.get("sealed")?, signs_from: row.get("signs_from")? })
}
