//! Browsers that an account was signed in in lately: its owner's, as far as anybody can tell (S8, S9).

use super::sessions::BrowserSession;
use super::signing_in::SigningIn;
use super::{AccountId, Result, Store, two_step};
use domain::Moment;
use domain::rules::sign_in::Circumstances;
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// What is known of the browser that an account signs in in; the failures are counted elsewhere.
    pub fn circumstances(&self, signing_in: &SigningIn) -> Result<Circumstances> {
        let SigningIn { account, previous, country } = signing_in;
        let (now, browser) = (self.0.clock.now(), previous.as_ref().map(BrowserSession::id));
        let oldest = now - self.0.policy.session_idle;
        let (two_step, has_signed_in, last_seen) = self.0.readers.read(|connection| {
            let has_signed_in = connection
                .prepare_cached("SELECT signed_in IS NOT NULL FROM account WHERE id = ?1")?
                .query_row([account.as_str()], |row| row.get(0))
                .optional()?;
            let last_seen = connection
                .prepare_cached("SELECT country FROM known_browser WHERE account = ?1 AND browser = ?2 AND used > ?3")?
                .query_row(params![account.as_str(), browser, oldest.0], |row| row.get(0))
                .optional()?;
            let two_step = two_step::of(connection, account, browser, now)?;
            Ok((two_step, has_signed_in.unwrap_or_default(), last_seen))
        })?;
        let knows_this_browser = last_seen.is_some();
        let moved = last_seen.flatten().zip(country.as_ref()).is_some_and(|(before, now): (String, _)| before != *now);
        Ok(Circumstances { two_step, has_signed_in, knows_this_browser, moved, failures: 0 })
    }

    /// Whether an account knows a browser.
    pub(super) fn knows(&self, account: &AccountId, browser: &BrowserSession) -> Result<bool> {
        let oldest = self.0.clock.now() - self.0.policy.session_idle;
        self.0.readers.read(|connection| {
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
