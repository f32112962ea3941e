//! Sign-ins that wait for their second step while the same browser signs in to other accounts (S13). The newest one is in the browser's row.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tables::browser::{PendingSignIn, first_step};
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// The most that a request reads, which is more than people have. Others expire all the same.
const MOST: u32 = 10;

/// Keeps the sign-in that waits in a browser's row, because an account signs in there. A sign-in of the same account isn't kept: the new one
/// takes its place.
pub(crate) fn keep(tx: &Tx, browser: i64, account: &AccountId) -> Result<()> {
    delete(tx, browser, account.as_str())?;
    tx.run(
        "INSERT INTO waiting_sign_in (browser, account, since, method, password)
         SELECT id, pending, pending_since, pending_method, pending_password FROM browser
         WHERE id = $1 AND pending != $2",
        values![browser, account],
    )
}

/// Those of a browser, the newest first, with the times when they began.
pub(crate) fn of_browser(tx: &Tx, browser: i64) -> Result<Vec<(Moment, PendingSignIn)>> {
    tx.all(
        "SELECT account, since, method, password IS NOT NULL AS has_password FROM waiting_sign_in
         WHERE browser = $1 ORDER BY since DESC LIMIT $2",
        values![browser, MOST],
        |row| {
            let (first, has_new_password) = (first_step(row.get("method")?), row.get("has_password")?);
            Ok((row.get("since")?, PendingSignIn { account: row.get("account")?, first, has_new_password }))
        },
    )
}

/// Deletes the one of an account in a browser.
pub(crate) fn delete(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    tx.run("DELETE FROM waiting_sign_in WHERE browser = $1 AND account = $2", values![browser, account])
}

/// Deletes all in a browser.
pub(crate) fn delete_in(tx: &Tx, browser: i64) -> Result<()> {
    tx.run("DELETE FROM waiting_sign_in WHERE browser = $1", values![browser])
}

/// Deletes all of an account.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM waiting_sign_in WHERE account = $1", values![account])
}

/// Deletes up to `most` that began before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM waiting_sign_in WHERE (browser, account) IN
         (SELECT browser, account FROM waiting_sign_in WHERE since < $1 LIMIT $2)",
        values![before, most],
    )
}
