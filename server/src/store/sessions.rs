//! Browsers and the accounts signed in in them (S2, S10).

use super::browsers::{BrowserSession, Cookie, SessionRow, SignedInAccount, SigningIn, waiting};
use super::{AccountId, Outcome, Result, Store, known_browsers};
use crate::secrets::Token;
use domain::rules::methods::{Authenticated, Methods};
use domain::rules::sign_in::COMPLETED_WITHIN;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;

/// A cookie that was followed by another works for so long: the answer with the new one may have been lost.
const LOST_ANSWER: Duration = Duration::from_mins(1);
/// A visit is noted at most so often: a read must not become a write.
const NOTED_EVERY: Duration = Duration::from_hours(1);

impl Store {
    /// The browser a cookie belongs to, unless it has been idle for too long.
    pub fn browser(&self, cookie: &Token) -> Result<Option<BrowserSession>> {
        let now = self.0.clock.now();
        let (oldest, begun) = (now - self.0.policy.session_idle, now - COMPLETED_WITHIN);
        self.0.engine.readers.read(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT secret, CASE WHEN old_until > ?4 THEN old_secret END, seen, current,
                     CASE WHEN pending_since > ?3 THEN pending END, pending_way, pending_password IS NOT NULL
                     FROM browser WHERE id = ?1 AND seen > ?2",
                )?
                .query_row(params![cookie.id, oldest.0, begun.0, now.0], |row| {
                    let pending = waiting(row.get(4)?, row.get(5)?, row.get(6)?);
                    let is_old = row.get::<_, Option<_>>(1)?.is_some_and(|old| cookie.matches(&old));
                    Ok((cookie.matches(&row.get(0)?), is_old, Moment(row.get(2)?), row.get(3)?, pending))
                })
                .optional()?;
            let Some((is_new, is_old, seen, current, pending)) = found else { return Ok(None) };
            if !is_new && !is_old {
                return Ok(None);
            }
            let accounts = connection
                .prepare_cached(
                    "SELECT account, (SELECT name FROM sign_in_name WHERE account = session.account
                                      ORDER BY name GLOB '+*', proven, name), auth_time, proved, methods
                     FROM session WHERE browser = ?1 ORDER BY auth_time, account",
                )?
                .query_map([cookie.id], |row| {
                    let (id, name) = (AccountId::of(row.get(0)?), row.get(1)?);
                    let authenticated = Authenticated { at: Moment(row.get(2)?), by: Methods::from_bits(row.get(4)?) };
                    let proved = row.get::<_, Option<i64>>(3)?.map(Moment).filter(|_| is_new);
                    Ok(SignedInAccount { id, name, authenticated, proved })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Some(BrowserSession { id: cookie.id, seen, current, accounts, pending }))
        })
    }

    /// Whether a visit is worth noting; then call [`Store::note_visit`].
    pub fn is_worth_noting(&self, browser: &BrowserSession) -> bool {
        let is_idle = browser.accounts.is_empty(); // there is nothing to keep alive
        !is_idle && self.0.clock.now().since(browser.seen) >= NOTED_EVERY
    }

    /// Notes that a browser was here, which keeps its sessions alive.
    pub async fn note_visit(&self, browser: &BrowserSession) -> Result<()> {
        let (id, now) = (browser.id, self.0.clock.now());
        self.0
            .engine
            .writer
            .write(move |connection| {
                connection.prepare_cached("UPDATE browser SET seen = ?2 WHERE id = ?1")?.execute(params![id, now.0])?;
                known_browsers::note_visit(connection, id, now)
            })
            .await
    }

    /// Where an account is signed in; the browser that was used last comes first.
    pub fn sessions_of(&self, account: &AccountId) -> Result<Vec<SessionRow>> {
        let oldest = self.0.clock.now() - self.0.policy.session_idle;
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT browser.id, auth_time, seen FROM session JOIN browser ON browser.id = session.browser
                     WHERE account = ?1 AND seen > ?2 ORDER BY seen DESC, auth_time DESC",
                )?
                .query_map(params![account.as_str(), oldest.0], |row| {
                    Ok(SessionRow { id: row.get(0)?, auth_time: Moment(row.get(1)?), seen: Moment(row.get(2)?) })
                })?
                .collect()
        })
    }

    /// Signs an account out of one browser, which it does not know any more: whoever is there is a stranger.
    pub async fn end_session(&self, account: &AccountId, browser: i64) -> Result<()> {
        let account = account.clone();
        let end = move |connection: &Connection| {
            end(connection, browser, account.as_str())?;
            known_browsers::forget(connection, &account, browser)
        };
        self.0.engine.writer.write(end).await
    }

    /// Uses another of the browser's accounts; `false` when it is not signed in.
    pub async fn choose_account(&self, browser: &BrowserSession, account: String) -> Result<bool> {
        let id = browser.id;
        self.0
            .engine
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached(
                        "UPDATE browser SET current = ?2, pending = NULL, pending_password = NULL WHERE id = ?1
                         AND EXISTS (SELECT 1 FROM session WHERE browser = ?1 AND account = ?2)",
                    )?
                    .execute(params![id, account])?;
                Ok(rows == 1)
            })
            .await
    }

    /// Signs one account out of the browser. When it was the one in use, none is until one is chosen.
    pub async fn sign_out(&self, browser: &BrowserSession, account: String) -> Result<()> {
        let id = browser.id;
        self.0.engine.writer.write(move |connection| end(connection, id, &account)).await
    }
}

/// Signs an account out of a browser, and ends a sign-in of it that waits there. When it was the one in use, none is until one is chosen.
fn end(connection: &Connection, browser: i64, account: &str) -> Result<()> {
    connection.execute("DELETE FROM session WHERE browser = ?1 AND account = ?2", params![browser, account])?;
    connection
        .execute("UPDATE browser SET current = NULL WHERE id = ?1 AND current = ?2", params![browser, account])?;
    connection.execute(
        "UPDATE browser SET pending = NULL, pending_password = NULL WHERE id = ?1 AND pending = ?2",
        params![browser, account],
    )?;
    Ok(())
}

/// Signs an account out everywhere, but perhaps not in one browser.
pub(super) fn end_sessions(connection: &Connection, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    for statement in [
        "UPDATE browser SET current = NULL
         WHERE current = ?1 AND id IS NOT ?2 AND id IN (SELECT browser FROM session WHERE account = ?1)",
        "DELETE FROM session WHERE account = ?1 AND browser IS NOT ?2",
    ] {
        connection.prepare_cached(statement)?.execute(params![account.as_str(), but.map(BrowserSession::id)])?;
    }
    // Nor does a sign-in go on anywhere that had begun.
    connection
        .prepare_cached("UPDATE browser SET pending = NULL, pending_password = NULL WHERE pending = ?1")?
        .execute([account.as_str()])?;
    Ok(())
}

/// As [`end_sessions`]. No other browser is known to the account any more: whoever had got in is a stranger again.
pub(super) fn end_all(connection: &Connection, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    end_sessions(connection, account, but)?;
    known_browsers::forget_all(connection, account, but.map(BrowserSession::id))
}

/// Signs in, in the transaction of what proved the account: by one of its ways, if it is `proved`. The account knows the browser from
/// now on.
pub(super) fn begin(
    connection: &Connection,
    cookie: &Cookie,
    SigningIn { account, country, .. }: &SigningIn,
    by: Methods,
    proved: Option<Moment>,
    now: Moment,
) -> Result<()> {
    renew_without_proofs(connection, cookie, now)?;
    connection.execute(
        "UPDATE browser SET current = ?2, pending = NULL, pending_password = NULL WHERE id = ?1",
        params![cookie.id, account.as_str()],
    )?;
    connection.execute(
        "INSERT OR REPLACE INTO session (browser, account, auth_time, proved, methods) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![cookie.id, account.as_str(), now.0, proved.map(|proved| proved.0), by.bits()],
    )?;
    connection.execute("UPDATE account SET signed_in = ?2 WHERE id = ?1", params![account.as_str(), now.0])?;
    known_browsers::note(connection, account, cookie.id, country.as_deref(), now)
}

/// Notes a proof by one of the account's ways. The cookie changes with its rights; the one before works for a while, without them.
pub(super) fn step_up(connection: &Connection, cookie: &Cookie, account: &AccountId, now: Moment) -> Outcome<()> {
    let rows = connection
        .prepare_cached("UPDATE session SET proved = ?3 WHERE browser = ?1 AND account = ?2")?
        .execute(params![cookie.id, account.as_str(), now.0])?;
    if rows == 0 {
        return Ok(Err(Problem::NotSignedIn)); // it has ended meanwhile
    }
    connection
        .prepare_cached("UPDATE browser SET old_secret = secret, old_until = ?3, secret = ?2 WHERE id = ?1")?
        .execute(params![cookie.id, cookie.hash(), (now + LOST_ANSWER).0])?;
    Ok(Ok(()))
}

/// Whether the proof that a call has shown is still that of its session, which may have ended meanwhile.
pub(super) fn is_still_proved(connection: &Connection, browser: &BrowserSession, account: &AccountId) -> Result<bool> {
    let proved = browser.accounts.iter().find(|each| each.id == *account).and_then(|each| each.proved);
    Ok(connection
        .prepare_cached("SELECT 1 FROM session WHERE browser = ?1 AND account = ?2 AND proved >= ?3")?
        .exists(params![browser.id, account.as_str(), proved.map(|proved| proved.0)])?)
}

/// As [`renew`], for whoever signs in: they may have come with a cookie that had no rights, so what was proved in this browser is not
/// theirs.
pub(super) fn renew_without_proofs(connection: &Connection, cookie: &Cookie, now: Moment) -> Result<()> {
    renew(connection, cookie, now)?;
    connection.prepare_cached("UPDATE session SET proved = NULL WHERE browser = ?1")?.execute([cookie.id])?;
    Ok(())
}

/// Gives a browser a new cookie; the one before is worth nothing any more.
pub(super) fn renew(connection: &Connection, cookie: &Cookie, now: Moment) -> Result<()> {
    // An id that was drawn just now is nobody's yet: should another browser have it, it must not become this one.
    let statement = if cookie.is_new {
        "INSERT INTO browser (id, secret, seen) VALUES (?1, ?2, ?3)"
    } else {
        "INSERT INTO browser (id, secret, seen) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET secret = excluded.secret, seen = excluded.seen, old_secret = NULL"
    };
    connection.prepare_cached(statement)?.execute(params![cookie.id, cookie.hash(), now.0])?;
    Ok(())
}
