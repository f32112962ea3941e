//! Browsers that accounts know, and those that two-step verification spares.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// A browser that an account knows.
#[derive(Clone, Debug)]
pub(crate) struct KnownBrowser {
    /// The country that it was last in, if that is known: ISO 3166-1 alpha-2.
    pub(crate) country: Option<String>,
}

/// A browser that two-step verification spares.
#[derive(Clone, Copy, Debug)]
pub struct TrustedBrowser {
    /// The browser's row.
    pub id: i64,
    /// Until when.
    pub until: Moment,
}

/// The account knows a browser from now on, or still.
pub(crate) fn put(tx: &Tx, account: &AccountId, browser: i64, country: Option<&str>, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO known_browser (account, browser, country, used) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, browser) DO UPDATE
         SET country = coalesce(excluded.country, known_browser.country), used = excluded.used",
        values![account, browser, country, now],
    )?;
    Ok(())
}

/// A browser, if an account knows it and it was used after a moment.
pub(crate) fn by_id(
    tx: &Tx,
    account: &AccountId,
    browser: Option<i64>,
    used_after: Moment,
) -> Result<Option<KnownBrowser>> {
    tx.one(
        "SELECT country FROM known_browser WHERE account = $1 AND browser = $2 AND used > $3",
        values![account, browser, used_after],
        |row| Ok(KnownBrowser { country: row.get("country")? }),
    )
}

/// Those that are signed in in a browser are in use.
pub(crate) fn note_visit(tx: &Tx, browser: i64, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE known_browser SET used = $1
         WHERE browser = $2 AND account IN (SELECT account FROM session WHERE browser = $2)",
        values![now, browser],
    )?;
    Ok(())
}

/// Two-step verification spares a browser until a moment, or no more.
pub(crate) fn trust(tx: &Tx, account: &AccountId, browser: i64, until: Option<Moment>) -> Result<()> {
    tx.run(
        "UPDATE known_browser SET trusted_until = $1 WHERE account = $2 AND browser = $3",
        values![until, account, browser],
    )?;
    Ok(())
}

/// It spares none of an account's any more.
pub(crate) fn trust_none(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("UPDATE known_browser SET trusted_until = NULL WHERE account = $1", values![account])?;
    Ok(())
}

/// Whether it spares a browser.
pub(crate) fn is_trusted(tx: &Tx, account: &AccountId, browser: Option<i64>, now: Moment) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM known_browser WHERE account = $1 AND browser = $2 AND trusted_until > $3",
        values![account, browser, now],
    )
}

/// Those that it spares, the one that is trusted longest first.
pub(crate) fn trusted(tx: &Tx, account: &AccountId, now: Moment) -> Result<Vec<TrustedBrowser>> {
    tx.all(
        "SELECT browser, trusted_until FROM known_browser WHERE account = $1 AND trusted_until > $2
         ORDER BY trusted_until DESC, browser",
        values![account, now],
        |row| Ok(TrustedBrowser { id: row.get("browser")?, until: row.get("trusted_until")? }),
    )
}

/// One is a stranger's again.
pub(crate) fn delete(tx: &Tx, account: &AccountId, browser: i64) -> Result<()> {
    tx.run("DELETE FROM known_browser WHERE account = $1 AND browser = $2", values![account, browser])?;
    Ok(())
}

/// All are, but perhaps one.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run("DELETE FROM known_browser WHERE account = $1 AND browser IS DISTINCT FROM $2", values![account, but])?;
    Ok(())
}

/// Forgets some of those that were not used since a moment; says how many.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM known_browser WHERE (account, browser) IN
         (SELECT account, browser FROM known_browser WHERE used < $1 LIMIT $2)",
        values![before, most],
    )
}
