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

/// Uses up the codes of a time step and of all before it; `false` if they were used up before. Steps after `newest` don't count.
pub(crate) fn spend(tx: &Tx, account: &AccountId, method: i64, step: i64, newest: i64) -> Result<bool> {
    tx.run_one(
        "UPDATE authenticator SET last_step = $1
         WHERE account = $2 AND number = $3 AND (last_step < $1 OR last_step > $4)",
        values![step, account, method, newest],
    )
}

/// The account and the number of an app's sign-in method.
type AppId = (String, i64);

/// Up to `most` apps after one whose seed doesn't begin with a header, in the order of their IDs.
pub(crate) fn of_another_form(
    tx: &Tx,
    (account, method): &AppId,
    header: &[u8],
    most: u32,
) -> Result<Vec<(AppId, Vec<u8>)>> {
    tx.all(
        "SELECT account, number, seed FROM authenticator
         WHERE (account, number) > ($1, $2) AND substr(seed, 1, 5) != $3 ORDER BY account, number LIMIT $4",
        values![account, method, header, most],
        |row| Ok(((row.get("account")?, row.get("number")?), row.get("seed")?)),
    )
}

/// Replaces the sealed seed of an app; `false` if it isn't `before`.
pub(crate) fn replace_sealed(tx: &Tx, (account, method): &AppId, before: &[u8], resealed: &[u8]) -> Result<bool> {
    tx.run_one(
        "UPDATE authenticator SET seed = $1 WHERE account = $2 AND number = $3 AND seed = $4",
        values![resealed, account, method, before],
    )
}
