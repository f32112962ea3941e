//! Authenticator apps (RFC 6238): the sealed seed of each, and the last time step whose code was used.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;

/// Adds the app of a sign-in method. The codes of a time step and of all before it are used up.
pub(crate) fn insert(tx: &Tx, account: &AccountId, method: i64, sealed_seed: &[u8], step: i64) -> Result<()> {
    tx.run(
        "INSERT INTO authenticator (account, number, seed, last_step) VALUES ($1, $2, $3, $4)",
        values![account, method, sealed_seed, step],
    )
}

/// The sealed seed of an app.
pub(crate) fn seed(tx: &Tx, account: &AccountId, method: i64) -> Result<Option<Vec<u8>>> {
    tx.one("SELECT seed FROM authenticator WHERE account = $1 AND number = $2", values![account, method], |row| {
        row.get("seed")
    })
}

/// Uses up the codes of a time step and of all before it; `false` if they were used up before.
pub(crate) fn spend(tx: &Tx, account: &AccountId, method: i64, step: i64) -> Result<bool> {
    tx.run_one(
        "UPDATE authenticator SET last_step = $1 WHERE account = $2 AND number = $3 AND last_step < $1",
        values![step, account, method],
    )
}
