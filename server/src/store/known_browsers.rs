//! Browsers that an account was signed in in lately: its owner's, as far as anybody can tell (S8, S9).

use super::browsers::BrowserSession;
use super::{AccountId, Result, Store};
use domain::Moment;
use rusqlite::{Connection, params};

impl Store {
    /// Whether an account knows a browser.
    pub(super) fn knows(&self, account: &AccountId, browser: &BrowserSession) -> Result<bool> {
        let oldest = self.0.clock.now() - self.0.policy.session_idle;
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM known_browser WHERE account = ?1 AND browser = ?2 AND used > ?3")?
                .exists(params![account.as_str(), browser.id(), oldest.0])
        })
    }
}

/// The account knows a browser from now on, or still.
pub(super) fn note(
    connection: &Connection,
    account: &AccountId,
    browser: i64,
    country: Option<&str>,
    now: Moment,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO known_browser (account, browser, country, used) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET country = coalesce(excluded.country, country), used = excluded.used",
        )?
        .execute(params![account.as_str(), browser, country, now.0])?;
    Ok(())
}

/// Those that are signed in in a browser are in use.
pub(super) fn note_visit(connection: &Connection, browser: i64, now: Moment) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE known_browser SET used = ?2
             WHERE browser = ?1 AND account IN (SELECT account FROM session WHERE browser = ?1)",
        )?
        .execute(params![browser, now.0])?;
    Ok(())
}

/// One browser is a stranger's again.
pub(super) fn forget(connection: &Connection, account: &AccountId, browser: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM known_browser WHERE account = ?1 AND browser = ?2")?
        .execute(params![account.as_str(), browser])?;
    Ok(())
}

/// Two-step verification spares none of them any more (S4).
pub(super) fn trust_none(connection: &Connection, account: &AccountId) -> Result<()> {
    connection
        .prepare_cached("UPDATE known_browser SET trusted_until = NULL WHERE account = ?1")?
        .execute([account.as_str()])?;
    Ok(())
}

/// All are, but perhaps one, which is trusted no more either.
pub(super) fn forget_all(connection: &Connection, account: &AccountId, but: Option<i64>) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM known_browser WHERE account = ?1 AND browser IS NOT ?2")?
        .execute(params![account.as_str(), but])?;
    trust_none(connection, account)
}
