//! Sessions: the accounts that are signed in in browsers.

use crate::store::browser_label::BrowserLabel;
use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tables::browser::BrowserCutoffs;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;
use domain::rules::amr::{Amr, Authenticated};

/// An account signed in in a browser.
#[derive(Clone, Debug)]
pub struct SignedInAccount {
    /// The account.
    pub id: AccountId,
    /// Its sign-in name.
    pub name: String,
    /// The time and the methods of the sign-in.
    pub authenticated: Authenticated,
    /// The time of the last verification with one of the account's sign-in methods in this browser (I3).
    pub stepped_up: Option<Moment>,
}

/// A browser in which an account is signed in.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// The ID of the browser's row.
    pub id: i64,
    /// The browser's name and network at the sign-in.
    pub browser: BrowserLabel,
    /// The time of the sign-in.
    pub auth_time: Moment,
    /// The time when the browser was last used, to the hour.
    pub seen: Moment,
}

/// The accounts signed in in a browser, the oldest sign-in first. Every request reads them, so columns are read by position, and the name
/// is chosen here as [`shown_name`](domain::rules::security_info::shown_name) chooses it.
pub(crate) fn of_browser(tx: &Tx, browser: i64) -> Result<Vec<SignedInAccount>> {
    tx.all(
        "SELECT account, (SELECT name FROM sign_in_name WHERE account = session.account
                          ORDER BY name NOT LIKE '%@%', verified, name LIMIT 1), auth_time, stepped_up, amr
         FROM session WHERE browser = $1 ORDER BY auth_time, account",
        values![browser],
        |row| {
            let authenticated = Authenticated { at: row.at(2)?, by: Amr::from_bits(row.at(4)?) };
            Ok(SignedInAccount { id: row.at(0)?, name: row.at(1)?, authenticated, stepped_up: row.at(3)? })
        },
    )
}

/// The browsers in which an account is signed in, unless they have been idle for too long, the last used first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId, since: BrowserCutoffs) -> Result<Vec<SessionRow>> {
    tx.all(
        "SELECT browser.id, auth_time, seen, product, system, network
         FROM session JOIN browser ON browser.id = session.browser
         WHERE account = $1 AND ((seen > $2 AND seen <= $3) OR (seen > $4 AND NOT shared))
         ORDER BY seen DESC, auth_time DESC",
        values![account, since.shared_seen, since.shared_seen_by, since.seen],
        |row| {
            let (auth_time, seen) = (row.get("auth_time")?, row.get("seen")?);
            Ok(SessionRow { id: row.get("id")?, browser: BrowserLabel::of_row(row)?, auth_time, seen })
        },
    )
}

/// Adds a session, or replaces the one of the same account and browser.
pub(crate) fn put(
    tx: &Tx,
    browser: i64,
    account: &AccountId,
    Authenticated { at, by }: Authenticated,
    stepped_up: Option<Moment>,
    label: &BrowserLabel,
) -> Result<()> {
    let (product, system, network) = label.columns();
    tx.run(
        "INSERT INTO session (browser, account, auth_time, stepped_up, amr, product, system, network)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (browser, account) DO UPDATE
         SET auth_time = excluded.auth_time, stepped_up = excluded.stepped_up, amr = excluded.amr,
             product = excluded.product, system = excluded.system, network = excluded.network",
        values![browser, account, at, stepped_up, by.bits(), product, system, network],
    )
}

/// Records a verification; `false` if there is no session any more.
pub(crate) fn note_step_up(tx: &Tx, browser: i64, account: &AccountId, now: Moment) -> Result<bool> {
    tx.run_one("UPDATE session SET stepped_up = $1 WHERE browser = $2 AND account = $3", values![now, browser, account])
}

/// Whether an account is signed in in a browser.
pub(crate) fn exists(tx: &Tx, browser: i64, account: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM session WHERE browser = $1 AND account = $2", values![browser, account])
}

/// Whether a session has a verification since a time; `false` without a time.
pub(crate) fn has_stepped_up(tx: &Tx, browser: i64, account: &AccountId, since: Option<Moment>) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM session WHERE browser = $1 AND account = $2 AND stepped_up >= $3",
        values![browser, account, since],
    )
}

/// Removes the verifications of all sessions in a browser.
pub(crate) fn end_step_ups(tx: &Tx, browser: i64) -> Result<()> {
    tx.run("UPDATE session SET stepped_up = NULL WHERE browser = $1", values![browser])
}

/// Signs an account out of a browser.
pub(crate) fn delete(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    tx.run("DELETE FROM session WHERE browser = $1 AND account = $2", values![browser, account])
}

/// Signs an account out of all browsers, except perhaps one.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run("DELETE FROM session WHERE account = $1 AND browser IS DISTINCT FROM $2", values![account, but])
}
