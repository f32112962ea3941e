//! Holds, one of each account at most (H1).

use crate::secrets::Token;
use crate::store::error::{Result, StoreError};
use crate::store::ids::AccountId;
use crate::store::tables::conditions::account_is_live;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::{HeldChange, Hold};

stored! { HeldChange { Removal = 0, Replacement = 1, Recovery = 2 } }

/// What a hold changes at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldSubject {
    /// This method is removed.
    Method(i64),
    /// This contact replaces all methods.
    Contact(Contact),
}

/// A hold, and what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRow {
    /// The hold.
    pub hold: Hold,
    /// What it changes.
    pub subject: HoldSubject,
}

/// The hold of an account.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Option<HoldRow>> {
    tx.one("SELECT change, method, contact, started, ends, warned FROM hold WHERE account = $1", values![account], read)
}

/// Begins a hold, in place of the one that the account may have.
pub(crate) fn put(tx: &Tx, account: &AccountId, HoldRow { hold, subject }: &HoldRow, due: Moment) -> Result<()> {
    let Hold { change, started, ends, warned } = hold;
    let (method, contact) = match subject {
        HoldSubject::Method(method) => (Some(method), None),
        HoldSubject::Contact(contact) => (None, Some(contact)),
    };
    tx.run(
        "INSERT INTO hold (account, change, method, contact, started, ends, warned, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (account) DO UPDATE SET change = excluded.change, method = excluded.method, contact = excluded.contact,
         started = excluded.started, ends = excluded.ends, warned = excluded.warned, due = excluded.due,
         link = NULL, secret = NULL",
        values![account, change, method, contact, started, ends, warned, due],
    )
}

/// Records what has happened to a hold.
pub(crate) fn update(tx: &Tx, account: &AccountId, hold: &Hold, due: Moment) -> Result<()> {
    let Hold { change, started, ends, warned } = hold;
    tx.run(
        "UPDATE hold SET change = $1, started = $2, ends = $3, warned = $4, due = $5 WHERE account = $6",
        values![change, started, ends, warned, due, account],
    )
}

/// Sets the link that confirms the contact of an account's recovery; `false` if none waits for that.
pub(crate) fn set_link(tx: &Tx, account: &AccountId, link: &Token) -> Result<bool> {
    tx.run_one(
        "UPDATE hold SET link = $1, secret = $2 WHERE account = $3 AND change = $4",
        values![link.id, link.hash(), account, HeldChange::Recovery],
    )
}

/// The account whose recovery a link confirms, or has confirmed, if the link's secret is right.
pub(crate) fn by_link(tx: &Tx, link: &Token) -> Result<Option<AccountId>> {
    let sql = "SELECT account, secret FROM hold WHERE link = $1";
    let found = tx.one(sql, values![link.id], |row| Ok((row.get("account")?, row.get("secret")?)))?;
    Ok(found.filter(|(_, secret): &(AccountId, [u8; 32])| link.matches(secret)).map(|(account, _)| account))
}

/// The holds that began after a time, with their accounts.
pub(crate) fn begun_after(tx: &Tx, after: Moment) -> Result<Vec<(AccountId, Hold)>> {
    let sql = "SELECT account, change, method, contact, started, ends, warned FROM hold WHERE started > $1";
    tx.all(sql, values![after], |row| Ok((row.get("account")?, read(row)?.hold)))
}

/// Deletes the hold of an account.
pub(crate) fn delete(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM hold WHERE account = $1", values![account])
}

/// Whether something is to be done about a hold. Not while its account is disabled: then its time doesn't count.
pub(crate) fn has_due(tx: &Tx, now: Moment) -> Result<bool> {
    tx.exists(
        concat!("SELECT 1 FROM hold WHERE due <= $1 AND ", account_is_live!("hold.account"), " LIMIT 1"),
        values![now],
    )
}

/// Leases up to `most` holds about which something is to be done, and returns their accounts. They are due again when the lease expires.
pub(crate) fn lease_due(tx: &Tx, now: Moment, expires: Moment, most: u32) -> Result<Vec<AccountId>> {
    tx.all(
        concat!(
            "UPDATE hold SET due = $1 WHERE account IN (SELECT account FROM hold WHERE due <= $2 AND ",
            account_is_live!("hold.account"),
            " ORDER BY due LIMIT $3) RETURNING account"
        ),
        values![expires, now, most],
        |row| row.get("account"),
    )
}

fn read(row: &Row) -> Result<HoldRow> {
    let subject = match (row.get("method")?, row.get("contact")?) {
        (Some(method), None) => HoldSubject::Method(method),
        (None, Some(contact)) => HoldSubject::Contact(contact),
        _ => return Err(StoreError::Unreadable("method".to_owned())),
    };
    let (change, started) = (row.get("change")?, row.get("started")?);
    Ok(HoldRow { hold: Hold { change, started, ends: row.get("ends")?, warned: row.get("warned")? }, subject })
}
