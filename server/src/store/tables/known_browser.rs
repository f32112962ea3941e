//! Browsers that accounts know, and which of them are trusted.

use crate::store::browser_label::BrowserLabel;
use crate::store::browsers::UnreplacedBrowser;
use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::trust::Trust;

/// A browser that an account knows.
#[derive(Clone, Debug)]
pub(crate) struct KnownBrowser {
    /// The country that it was last used in, if that is known: ISO 3166-1 alpha-2.
    pub(crate) country: Option<String>,
    /// The time when it was last used.
    pub(crate) used: Moment,
}

/// A trusted browser, which skips the second step of two-step verification.
#[derive(Clone, Debug)]
pub struct TrustedBrowserRow {
    /// The ID of the browser's row.
    pub id: i64,
    /// The browser's name and network at the account's last sign-in there.
    pub browser: BrowserLabel,
    /// The trust.
    pub trust: Trust,
}

/// Adds a browser that an account knows, or records a sign-in in it.
pub(crate) fn put(
    tx: &Tx,
    account: &AccountId,
    browser: i64,
    country: Option<&str>,
    label: &BrowserLabel,
    now: Moment,
) -> Result<()> {
    let (product, system, network) = label.columns();
    tx.run(
        "INSERT INTO known_browser (account, browser, country, used, since, product, system, network)
         VALUES ($1, $2, $3, $4, $4, $5, $6, $7)
         ON CONFLICT (account, browser) DO UPDATE
         SET country = coalesce(excluded.country, known_browser.country), used = excluded.used,
             product = excluded.product, system = excluded.system, network = excluded.network",
        values![account, browser, country, now, product, system, network],
    )
}

/// A browser that an account knows, however long ago it was used.
pub(crate) fn by_id(tx: &Tx, account: &AccountId, browser: Option<UnreplacedBrowser>) -> Result<Option<KnownBrowser>> {
    tx.one(
        "SELECT country, used FROM known_browser WHERE account = $1 AND browser = $2",
        values![account, browser],
        |row| Ok(KnownBrowser { country: row.get("country")?, used: row.get("used")? }),
    )
}

/// The IDs and the labels of the browsers that an account knows, however long ago they were used, in the order of their first sign-ins.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<(i64, BrowserLabel)>> {
    tx.all(
        "SELECT browser, product, system, network FROM known_browser WHERE account = $1 ORDER BY browser",
        values![account],
        |row| Ok((row.get("browser")?, BrowserLabel::of_row(row)?)),
    )
}

/// Records the use of a browser, for all accounts that are signed in in it.
pub(crate) fn note_visit(tx: &Tx, browser: i64, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE known_browser SET used = $1
         WHERE browser = $2 AND account IN (SELECT account FROM session WHERE browser = $2)",
        values![now, browser],
    )
}

/// Trusts a browser; `None` ends its trust.
pub(crate) fn trust(tx: &Tx, account: &AccountId, browser: i64, trust: Option<Trust>) -> Result<()> {
    let (since, until) = (trust.map(|trust| trust.since), trust.map(|trust| trust.until));
    tx.run(
        "UPDATE known_browser SET trusted_since = $1, trusted_until = $2 WHERE account = $3 AND browser = $4",
        values![since, until, account, browser],
    )
}

/// Ends the trust of all browsers of an account.
pub(crate) fn trust_none(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("UPDATE known_browser SET trusted_since = NULL, trusted_until = NULL WHERE account = $1", values![account])
}

/// Ends all trust that began after a time.
pub(crate) fn trust_none_after(tx: &Tx, after: Moment) -> Result<()> {
    tx.run(
        "UPDATE known_browser SET trusted_since = NULL, trusted_until = NULL WHERE trusted_since > $1",
        values![after],
    )
}

/// The trust in a browser, which may have ended.
pub(crate) fn trust_in(tx: &Tx, account: &AccountId, browser: Option<i64>) -> Result<Option<Trust>> {
    tx.one(
        "SELECT trusted_since, trusted_until FROM known_browser
         WHERE account = $1 AND browser = $2 AND trusted_since IS NOT NULL",
        values![account, browser],
        read_trust,
    )
}

/// The browsers that an account trusts or has trusted, the one whose trust ends last first.
pub(crate) fn trusted(tx: &Tx, account: &AccountId) -> Result<Vec<TrustedBrowserRow>> {
    tx.all(
        "SELECT browser, trusted_since, trusted_until, product, system, network FROM known_browser
         WHERE account = $1 AND trusted_since IS NOT NULL ORDER BY trusted_until DESC, browser",
        values![account],
        |row| {
            let (id, trust) = (row.get("browser")?, read_trust(row)?);
            Ok(TrustedBrowserRow { id, browser: BrowserLabel::of_row(row)?, trust })
        },
    )
}

fn read_trust(row: &Row) -> Result<Trust> {
    Ok(Trust { since: row.get("trusted_since")?, until: row.get("trusted_until")? })
}

/// Ends the trust of a browser, and deletes it if the account first signed in there after a time.
pub(crate) fn leave(tx: &Tx, account: &str, browser: i64, first_after: Moment) -> Result<()> {
    tx.run(
        "DELETE FROM known_browser WHERE account = $1 AND browser = $2 AND since > $3",
        values![account, browser, first_after],
    )?;
    tx.run(
        "UPDATE known_browser SET trusted_since = NULL, trusted_until = NULL WHERE account = $1 AND browser = $2",
        values![account, browser],
    )
}

/// Deletes a browser that an account knows.
pub(crate) fn delete(tx: &Tx, account: &AccountId, browser: i64) -> Result<()> {
    tx.run("DELETE FROM known_browser WHERE account = $1 AND browser = $2", values![account, browser])
}

/// Deletes all browsers that an account knows, except perhaps one.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run("DELETE FROM known_browser WHERE account = $1 AND browser IS DISTINCT FROM $2", values![account, but])
}

/// Makes a browser unknown to all accounts.
pub(crate) fn delete_browser(tx: &Tx, browser: i64) -> Result<()> {
    tx.run("DELETE FROM known_browser WHERE browser = $1", values![browser])
}

/// Deletes up to `most` known browsers that weren't used since a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM known_browser WHERE (account, browser) IN
         (SELECT account, browser FROM known_browser WHERE used < $1 LIMIT $2)",
        values![before, most],
    )
}
