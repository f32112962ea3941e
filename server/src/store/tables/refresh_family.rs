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
