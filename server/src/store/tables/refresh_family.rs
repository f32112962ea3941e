//! Families of refresh tokens: the seed from which a grant's tokens are derived, and the number of the current one. A family has its
//! grant's ID; `oauth_grant` reads the two together.

use crate::store::error::Result;
use crate::store::ids::GrantId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// Begins a grant's family. The seed is sealed.
pub(crate) fn insert(tx: &Tx, grant: GrantId, seed: &[u8], now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO refresh_family (id, seed, generation, rotated) VALUES ($1, $2, 0, $3)",
        values![grant, seed, now],
    )
}

/// Replaces the current token by the next; `false` if another request was faster.
pub(crate) fn rotate(tx: &Tx, grant: GrantId, current: u32, next: u32, now: Moment) -> Result<bool> {
    tx.run_one(
        "UPDATE refresh_family SET generation = $1, rotated = $2 WHERE id = $3 AND generation = $4",
        values![next, now, grant, current],
    )
}

/// Up to `most` families after an ID whose seed doesn't begin with a header, in the order of their IDs.
pub(crate) fn of_another_form(tx: &Tx, after: i64, header: &[u8], most: u32) -> Result<Vec<(i64, Vec<u8>)>> {
    tx.all(
        "SELECT id, seed FROM refresh_family WHERE id > $1 AND substr(seed, 1, 5) != $2 ORDER BY id LIMIT $3",
        values![after, header, most],
        |row| Ok((row.get("id")?, row.get("seed")?)),
    )
}

/// Replaces the sealed seed of a family; `false` if it isn't `before`.
pub(crate) fn replace_sealed(tx: &Tx, id: i64, before: &[u8], resealed: &[u8]) -> Result<bool> {
    tx.run_one("UPDATE refresh_family SET seed = $1 WHERE id = $2 AND seed = $3", values![resealed, id, before])
}
