//! Browsers and the accounts signed in in them (S2, S10).

use super::accounts::{self, NewPassword};
use super::{AccountId, Result, Store};
use crate::secrets::Token;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;

/// A session ends after so long without a request (S10).
pub(super) const IDLE: Duration = Duration::from_hours(720);
/// A visit is noted at most so often: a read must not become a write.
const NOTED_EVERY: Duration = Duration::from_hours(1);

/// A browser that has shown its cookie.
#[derive(Clone, Debug)]
pub struct BrowserSession {
    id: i64,
    seen: Moment,
    current: Option<String>,
    /// The accounts signed in, the longest first.
    pub accounts: Vec<SignedInAccount>,
}

/// An account signed in in a browser.
#[derive(Clone, Debug)]
pub struct SignedInAccount {
    /// The account.
    pub id: AccountId,
    /// Its sign-in name.
    pub name: String,
    /// When its owner signed in.
    pub auth_time: Moment,
}

impl BrowserSession {
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// The account in use.
    pub fn current(&self) -> Option<&SignedInAccount> {
        let current = self.current.as_deref()?;
        self.accounts.iter().find(|account| account.id.as_str() == current)
    }

    /// As it is after [`Store::choose_account`].
    pub fn choose(&mut self, account: &str) {
        self.current = Some(account.to_owned());
    }

    /// As it is after [`Store::sign_out`].
    pub fn forget(&mut self, account: &str) {
        self.accounts.retain(|each| each.id.as_str() != account);
        self.current.take_if(|current| current == account);
    }
}

impl Store {
    /// The browser a cookie belongs to, unless it has been idle for too long.
    pub fn browser(&self, cookie: &Token) -> Result<Option<BrowserSession>> {
        let oldest = self.0.clock.now() - IDLE;
        self.0.readers.read(|connection| {
            let found = connection
                .prepare_cached("SELECT secret, seen, current FROM browser WHERE id = ?1 AND seen > ?2")?
                .query_row(params![cookie.id, oldest.0], |row| {
                    Ok((cookie.matches(&row.get(0)?), Moment(row.get(1)?), row.get(2)?))
                })
                .optional()?;
            let Some((true, seen, current)) = found else { return Ok(None) };
            let accounts = connection
                .prepare_cached(
                    "SELECT account, (SELECT name FROM sign_in_name WHERE account = session.account
                                      ORDER BY name GLOB '+*', proven, name), auth_time
                     FROM session WHERE browser = ?1 ORDER BY auth_time, account",
                )?
                .query_map([cookie.id], |row| {
                    let (id, name, auth_time) = (AccountId::of(row.get(0)?), row.get(1)?, Moment(row.get(2)?));
                    Ok(SignedInAccount { id, name, auth_time })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Some(BrowserSession { id: cookie.id, seen, current, accounts }))
        })
    }

    /// Whether a visit is worth noting; then call [`Store::note_visit`].
    pub fn is_worth_noting(&self, browser: &BrowserSession) -> bool {
        self.0.clock.now().since(browser.seen) >= NOTED_EVERY
    }

    /// Notes that a browser was here, which keeps its sessions alive.
    pub async fn note_visit(&self, browser: &BrowserSession) -> Result<()> {
        let (id, now) = (browser.id, self.0.clock.now());
        self.0
            .writer
            .write_one(move |connection| {
                connection.prepare_cached("UPDATE browser SET seen = ?2 WHERE id = ?1")?.execute(params![id, now.0])?;
                Ok(())
            })
            .await
    }

    /// Signs an account in and makes it the one in use, if its password is still the one that was checked: it may have been reset
    /// meanwhile. `anew` takes the place of an outdated hash. The browser gets a new cookie, so that one planted before is worth nothing
    /// (session fixation); its other accounts stay signed in.
    pub async fn sign_in_with_password(
        &self,
        previous: Option<&BrowserSession>,
        account: &AccountId,
        checked: String,
        anew: Option<NewPassword>,
    ) -> Result<std::result::Result<Token, Problem>> {
        let cookie = Token::new(self.ordered_id(), &self.0.chance);
        let (now, previous, account) = (self.0.clock.now(), previous.map(BrowserSession::id), account.clone());
        let sign_in = move |connection: &Connection| {
            if !accounts::has_password(connection, &account, &checked)? {
                return Ok(Err(Problem::WrongPassword));
            }
            if let Some(anew) = anew {
                accounts::set_password(connection, &account, &anew)?;
            }
            begin(connection, &cookie, previous, &account, now)?;
            Ok(Ok(cookie))
        };
        self.0.writer.write(sign_in).await
    }

    /// Uses another of the browser's accounts; `false` when it is not signed in.
    pub async fn choose_account(&self, browser: &BrowserSession, account: String) -> Result<bool> {
        let id = browser.id;
        self.0
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached(
                        "UPDATE browser SET current = ?2 WHERE id = ?1
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
        self.0
            .writer
            .write(move |connection| {
                connection.execute("DELETE FROM session WHERE browser = ?1 AND account = ?2", params![id, account])?;
                connection.execute(
                    "UPDATE browser SET current = NULL WHERE id = ?1 AND current = ?2",
                    params![id, account],
                )?;
                Ok(())
            })
            .await
    }
}

/// Signs an account out everywhere. No browser is known to it any more: whoever had got in is a stranger again.
pub(super) fn end_all(connection: &Connection, account: &AccountId) -> Result<()> {
    for statement in [
        "UPDATE browser SET current = NULL WHERE current = ?1 AND id IN (SELECT browser FROM session WHERE account = ?1)",
        "DELETE FROM session WHERE account = ?1",
        "DELETE FROM known_browser WHERE account = ?1",
    ] {
        connection.prepare_cached(statement)?.execute([account.as_str()])?;
    }
    Ok(())
}

/// Signs in, in the transaction of what proved the account. The account knows the browser from now on.
pub(super) fn begin(
    connection: &Connection,
    cookie: &Token,
    previous: Option<i64>,
    account: &AccountId,
    now: Moment,
) -> Result<()> {
    connection.execute(
        "INSERT INTO browser (id, secret, current, seen) VALUES (?1, ?2, ?3, ?4)",
        params![cookie.id, cookie.hash(), account.as_str(), now.0],
    )?;
    if let Some(previous) = previous {
        connection.execute("UPDATE session SET browser = ?2 WHERE browser = ?1", params![previous, cookie.id])?;
        connection.execute("UPDATE known_browser SET browser = ?2 WHERE browser = ?1", params![previous, cookie.id])?;
        connection.execute("DELETE FROM browser WHERE id = ?1", [previous])?;
    }
    connection.execute(
        "INSERT OR REPLACE INTO session (browser, account, auth_time) VALUES (?1, ?2, ?3)",
        params![cookie.id, account.as_str(), now.0],
    )?;
    connection.execute(
        "INSERT OR IGNORE INTO known_browser (account, browser) VALUES (?1, ?2)",
        params![account.as_str(), cookie.id],
    )?;
    Ok(())
}
