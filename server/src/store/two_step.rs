//! Two-step verification (S3): on or off, the browsers it spares (S4), and sign-ins whose first step was right.

use super::browsers::{Cookie, first_step};
use super::stepped_up::SteppedUpSession;
use super::tx::Tx;
use super::ways;
use super::{AccountId, Outcome, Result, Store, known_browsers, sessions};
use crate::credentials::passwords::NewPassword;
use domain::rules::methods::Methods;
use domain::rules::security_info::FirstStep;
use domain::rules::sign_in::{COMPLETED_WITHIN, TwoStep};
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};

/// A browser that two-step verification spares.
pub struct TrustedBrowser {
    /// The browser's row.
    pub id: i64,
    /// Until when.
    pub until: Moment,
}

impl Store {
    /// Switches it on or off. Whoever switches it on trusts no browser yet.
    pub async fn switch_two_step(&self, by: SteppedUpSession, on: bool) -> Outcome<()> {
        let switch = move |connection: &Connection| {
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            if let Err(problem) = ways::read(&Tx::new(connection), &by.account)?.info.switch_two_step(on) {
                return Ok(Err(problem));
            }
            let account = by.account.as_str();
            connection
                .prepare_cached("UPDATE account SET two_step = ?2 WHERE id = ?1")?
                .execute(params![account, on])?;
            known_browsers::trust_none(connection, &by.account)?;
            Ok(Ok(()))
        };
        self.0.engine.writer.write(switch).await
    }

    /// The browsers that it spares, the one that is trusted longest first.
    pub fn trusted_browsers(&self, account: &AccountId) -> Result<Vec<TrustedBrowser>> {
        let now = self.0.clock.now();
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT browser, trusted_until FROM known_browser WHERE account = ?1 AND trusted_until > ?2
                     ORDER BY trusted_until DESC, browser",
                )?
                .query_map(params![account.as_str(), now.0], |row| {
                    Ok(TrustedBrowser { id: row.get(0)?, until: Moment(row.get(1)?) })
                })?
                .collect()
        })
    }

    /// Spares a browser no more.
    pub async fn end_trust(&self, by: SteppedUpSession, browser: i64) -> Outcome<()> {
        let end = move |connection: &Connection| {
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            connection
                .prepare_cached("UPDATE known_browser SET trusted_until = NULL WHERE account = ?1 AND browser = ?2")?
                .execute(params![by.account.as_str(), browser])?;
            Ok(Ok(()))
        };
        self.0.engine.writer.write(end).await
    }
}

/// What it asks in a browser.
pub(super) fn of(
    connection: &Connection,
    account: &AccountId,
    browser: Option<i64>,
    now: Moment,
) -> rusqlite::Result<TwoStep> {
    let found = connection
        .prepare_cached(
            "SELECT two_step, EXISTS (SELECT 1 FROM known_browser
                                      WHERE account = ?1 AND browser = ?2 AND trusted_until > ?3)
             FROM account WHERE id = ?1",
        )?
        .query_row(params![account.as_str(), browser, now.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match found.unwrap_or_default() {
        (false, _) => TwoStep::Off,
        (true, false) => TwoStep::On,
        (true, true) => TwoStep::TrustedHere,
    })
}

/// Spares a browser that the account knows (S4).
pub(super) fn trust(connection: &Connection, account: &AccountId, browser: i64, until: Moment) -> Result<()> {
    connection
        .prepare_cached("UPDATE known_browser SET trusted_until = ?3 WHERE account = ?1 AND browser = ?2")?
        .execute(params![account.as_str(), browser, until.0])?;
    Ok(())
}

/// The first proof was right, and one more is asked for (S3, S9); a new password waits with it (S6).
pub(super) fn begin_waiting(
    connection: &Connection,
    cookie: &Cookie,
    account: &AccountId,
    first: FirstStep,
    password: Option<NewPassword>,
    now: Moment,
) -> Result<()> {
    let way = if let FirstStep::Way(way) = first { Some(way) } else { None };
    sessions::renew_without_proofs(connection, cookie, now)?;
    connection
        .prepare_cached(
            "UPDATE browser SET pending = ?2, pending_since = ?3, pending_way = ?4, pending_password = ?5 WHERE id = ?1",
        )?
        .execute(params![cookie.id, account.as_str(), now.0, way, password.map(|NewPassword(hash)| hash)])?;
    Ok(())
}

/// What a sign-in becomes that waits here and is completed by a way, or by a recovery code. Refused when none waits any more, or when
/// this proof does not count beside the first.
pub(super) fn complete(
    connection: &Connection,
    browser: i64,
    account: &AccountId,
    way: Option<i64>,
    now: Moment,
) -> Outcome<Completed> {
    let waiting = connection
        .prepare_cached(
            "SELECT pending_way, pending_password FROM browser WHERE id = ?1 AND pending = ?2 AND pending_since > ?3",
        )?
        .query_row(params![browser, account.as_str(), (now - COMPLETED_WITHIN).0], |row| {
            Ok((first_step(row.get(0)?), row.get::<_, Option<String>>(1)?))
        })
        .optional()?;
    let Some((first, password)) = waiting else { return Ok(Err(Problem::NothingToVerify)) };
    let info = ways::read(&Tx::new(connection), account)?.info;
    let counts = match way {
        Some(way) => info.further_proofs(Some(first)).any(|further| further.id == way),
        None => info.takes_recovery_code(Some(first)),
    };
    if !counts {
        return Ok(Err(Problem::NothingToVerify));
    }
    let of_way =
        |id: i64| info.ways.iter().find(|way| way.id == id).map_or(Methods::CODE, |way| Methods::of(&way.kind));
    let first = if let FirstStep::Way(first) = first { of_way(first) } else { Methods::PASSWORD };
    let by = first.then(way.map_or(Methods::CODE, of_way));
    Ok(Ok(Completed { by, password: password.map(NewPassword) }))
}

/// A sign-in of two steps.
pub(super) struct Completed {
    /// By what.
    pub(super) by: Methods,
    /// The new password that waited with it.
    pub(super) password: Option<NewPassword>,
}
