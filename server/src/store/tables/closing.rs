//! Accounts that their owners have closed (I9).

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tables::conditions::account_is_live;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::closing::Closing;

/// The closing of an account.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Option<Closing>> {
    tx.one("SELECT started, ends FROM closing WHERE account = $1", values![account], read)
}

/// Begins to close an account.
pub(crate) fn insert(tx: &Tx, account: &AccountId, Closing { started, ends }: &Closing) -> Result<()> {
    tx.run("INSERT INTO closing (account, started, ends, due) VALUES ($1, $2, $3, $3)", values![account, started, ends])
}

/// Replaces the times of a closing.
pub(crate) fn put_times(tx: &Tx, account: &AccountId, Closing { started, ends }: &Closing) -> Result<()> {
    tx.run("UPDATE closing SET started = $1, ends = $2, due = $2 WHERE account = $3", values![started, ends, account])
}

/// The closings that began after a time, with their accounts.
pub(crate) fn begun_after(tx: &Tx, after: Moment) -> Result<Vec<(AccountId, Closing)>> {
    tx.all("SELECT account, started, ends FROM closing WHERE started > $1", values![after], |row| {
        Ok((row.get("account")?, read(row)?))
    })
}

/// Cancels the closing of an account; `false` if there is none.
pub(crate) fn delete(tx: &Tx, account: &AccountId) -> Result<bool> {
    tx.run_one("DELETE FROM closing WHERE account = $1", values![account])
}

/// Whether an account is to be deleted. Not while it is disabled: then its time doesn't count.
pub(crate) fn has_due(tx: &Tx, now: Moment) -> Result<bool> {
    tx.exists(
        concat!("SELECT 1 FROM closing WHERE due <= $1 AND ", account_is_live!("closing.account"), " LIMIT 1"),
        values![now],
    )
}

/// Leases up to `most` accounts that are to be deleted. They are due again when the lease expires.
pub(crate) fn lease_due(tx: &Tx, now: Moment, expires: Moment, most: u32) -> Result<Vec<AccountId>> {
    tx.all(
        concat!(
            "UPDATE closing SET due = $1 WHERE account IN (SELECT account FROM closing WHERE due <= $2 AND ",
            account_is_live!("closing.account"),
            " ORDER BY due LIMIT $3) RETURNING account"
        ),
        values![expires, now, most],
        |row| row.get("account"),
    )
}

fn read(row: &Row) -> Result<Closing> {
    Ok(Closing { started: row.get("started")?, ends: row.get("ends")? })
}
