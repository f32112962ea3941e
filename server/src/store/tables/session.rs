//! Sessions: which account is signed in in which browser.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;
use domain::rules::methods::{Authenticated, Methods};

/// An account signed in in a browser.
#[derive(Clone, Debug)]
pub struct SignedInAccount {
    /// The account.
    pub id: AccountId,
    /// Its sign-in name.
    pub name: String,
    /// When its owner signed in, and by what.
    pub authenticated: Authenticated,
    /// When its owner last showed a proof by one of the account's ways here (I3).
    pub proved: Option<Moment>,
}

/// A browser that an account is signed in in.
#[derive(Clone, Copy, Debug)]
pub struct SessionRow {
    /// The browser's row.
    pub id: i64,
    /// When its owner signed in.
    pub auth_time: Moment,
    /// When it was last used, to the hour.
    pub seen: Moment,
}

/// The accounts signed in in a browser, the longest first. Each call of a page asks, so columns are read by their places.
pub(crate) fn of_browser(tx: &Tx, browser: i64) -> Result<Vec<SignedInAccount>> {
    tx.all(
        "SELECT account, (SELECT name FROM sign_in_name WHERE account = session.account
                          ORDER BY name LIKE '+%', proven, name LIMIT 1), auth_time, proved, methods
         FROM session WHERE browser = $1 ORDER BY auth_time, account",
        values![browser],
        |row| {
            let authenticated = Authenticated { at: row.at(2)?, by: Methods::from_bits(row.at(4)?) };
            Ok(SignedInAccount { id: row.at(0)?, name: row.at(1)?, authenticated, proved: row.at(3)? })
        },
    )
}

/// Where an account is signed in, in browsers that were seen after a moment; the one that was used last comes first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId, seen_after: Moment) -> Result<Vec<SessionRow>> {
    tx.all(
        "SELECT browser.id, auth_time, seen FROM session JOIN browser ON browser.id = session.browser
         WHERE account = $1 AND seen > $2 ORDER BY seen DESC, auth_time DESC",
        values![account, seen_after],
        |row| Ok(SessionRow { id: row.get("id")?, auth_time: row.get("auth_time")?, seen: row.get("seen")? }),
    )
}

/// Signs in, in the place of a session that there may be already.
pub(crate) fn put(
    tx: &Tx,
    browser: i64,
    account: &AccountId,
    Authenticated { at, by }: Authenticated,
    proved: Option<Moment>,
) -> Result<()> {
    tx.run(
        "INSERT INTO session (browser, account, auth_time, proved, methods) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (browser, account) DO UPDATE
         SET auth_time = excluded.auth_time, proved = excluded.proved, methods = excluded.methods",
        values![browser, account, at, proved, by.bits()],
    )?;
    Ok(())
}

/// Notes a proof; `false` when the session has ended.
pub(crate) fn prove(tx: &Tx, browser: i64, account: &AccountId, now: Moment) -> Result<bool> {
    let rows =
        tx.run("UPDATE session SET proved = $1 WHERE browser = $2 AND account = $3", values![now, browser, account])?;
    Ok(rows == 1)
}

/// Whether there is a session with a proof that is not older than a moment; without a moment there is none.
pub(crate) fn is_proved(tx: &Tx, browser: i64, account: &AccountId, since: Option<Moment>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM session WHERE browser = $1 AND account = $2 AND proved >= $3",
        values![browser, account, since],
    )
}

/// No proof that was shown in a browser counts any more.
pub(crate) fn disprove_all(tx: &Tx, browser: i64) -> Result<()> {
    tx.run("UPDATE session SET proved = NULL WHERE browser = $1", values![browser])?;
    Ok(())
}

/// Signs an account out of a browser.
pub(crate) fn delete(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    tx.run("DELETE FROM session WHERE browser = $1 AND account = $2", values![browser, account])?;
    Ok(())
}

/// Signs an account out of all browsers, but perhaps one.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run("DELETE FROM session WHERE account = $1 AND browser IS DISTINCT FROM $2", values![account, but])?;
    Ok(())
}
