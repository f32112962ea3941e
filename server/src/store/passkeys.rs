//! Passkeys among an account's ways.

use super::browsers::ThisBrowser;
use super::ceremonies::Finished;
use super::proofs::{self, VerifiedFor};
use super::signing_in;
use super::stepped_up::SteppedUpSession;
use super::ways;
use super::{AccountId, Outcome, Result, Store};
use crate::secrets::Token;
use domain::rules::methods::Methods;
use domain::rules::security_info::Kind;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};
use webauthn_rs::prelude::Passkey;

/// A passkey as it is kept.
#[derive(Clone)]
pub struct KnownPasskey {
    /// Whose.
    pub account: AccountId,
    /// The number of the way that it is.
    pub way: i64,
    /// The passkey.
    pub passkey: Passkey,
    /// As it was read: it must be so still when a use of it is written, so that of two copies one is noticed.
    kept: String,
}

impl KnownPasskey {
    /// Whether it is kept beyond its device, as it said itself when it was last used.
    pub fn is_backed_up(&self) -> bool {
        // The library shows this nowhere but in what it keeps.
        serde_json::from_str::<serde_json::Value>(&self.kept).is_ok_and(|kept| kept["cred"]["backup_state"] == true)
    }
}

impl Store {
    /// The passkey with this credential id.
    pub fn passkey(&self, id: &[u8]) -> Result<Option<KnownPasskey>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached("SELECT account, number, credential FROM passkey WHERE id = ?1")?
                .query_row([id], read)
                .optional()
                .map(Option::flatten)
        })
    }

    /// All of an account.
    pub fn passkeys_of(&self, account: &AccountId) -> Result<Vec<KnownPasskey>> {
        self.0.engine.readers.read(|connection| {
            let rows = connection
                .prepare_cached("SELECT account, number, credential FROM passkey WHERE account = ?1 ORDER BY number")?
                .query_map([account.as_str()], read)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(rows.into_iter().flatten().collect())
        })
    }

    /// Adds a passkey that was just made.
    pub async fn add_passkey(
        &self,
        by: SteppedUpSession,
        finished: Finished,
        passkey: &Passkey,
        name: Option<String>,
    ) -> Outcome<()> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let (id, credential) = (passkey.cred_id().clone(), json(passkey));
        let add = move |connection: &Connection| {
            if !by.is_still_there(connection)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            if let Err(problem) = finished.note(connection)? {
                return Ok(Err(problem));
            }
            let is_known = connection.prepare_cached("SELECT 1 FROM passkey WHERE id = ?1")?.exists([&id])?;
            if is_known {
                return Ok(Err(Problem::AlreadyAWay));
            }
            if let Err(problem) = ways::read(connection, &by.account)?.info.may_add(&Kind::Passkey, &policy) {
                return Ok(Err(problem));
            }
            let number = ways::insert(connection, &by.account, &Kind::Passkey, false, now)?;
            if let Some(name) = name {
                ways::set_name(connection, &by.account, number, &name)?;
            }
            connection
                .prepare_cached("INSERT INTO passkey (id, account, number, credential) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![id, by.account.as_str(), number, credential])?;
            Ok(Ok(()))
        };
        self.0.engine.writer.write(add).await
    }

    /// Signs in by a passkey that has verified its user: both steps in one (S3).
    pub async fn sign_in_with_passkey(
        &self,
        finished: Finished,
        used: UsedPasskey,
        here: ThisBrowser,
    ) -> Outcome<Token> {
        let (cookie, store, now) = (self.cookie(here.browser.as_ref()), self.clone(), self.0.clock.now());
        let sign_in = move |connection: &Connection| match note_use(connection, &finished, &used, now)? {
            Ok(()) => {
                let who = (used.before.account, Methods::PASSKEY);
                signing_in::sign_in(connection, &store, cookie, here, who, now)
            }
            Err(problem) => Ok(Err(problem)),
        };
        self.0.engine.writer.write(sign_in).await
    }

    /// Proves an account by one of its passkeys.
    pub async fn prove_with_passkey(
        &self,
        finished: Finished,
        used: UsedPasskey,
        proving: VerifiedFor,
    ) -> Outcome<Token> {
        let (cookie, store, now) = (self.cookie(proving.browser()), self.clone(), self.0.clock.now());
        let prove = move |connection: &Connection| {
            if let Err(problem) = note_use(connection, &finished, &used, now)? {
                return Ok(Err(problem));
            }
            let KnownPasskey { account, way, .. } = used.before;
            proofs::prove(connection, &store, cookie, &proving, &account, Some(way), now)
        };
        self.0.engine.writer.write(prove).await
    }
}

/// A passkey that has just shown that it is there.
pub struct UsedPasskey {
    /// As it was.
    pub before: KnownPasskey,
    /// With its counter as it is now.
    pub after: Passkey,
}

fn note_use(
    connection: &Connection,
    finished: &Finished,
    UsedPasskey { before, after }: &UsedPasskey,
    now: Moment,
) -> Outcome<()> {
    if let Err(problem) = finished.note(connection)? {
        return Ok(Err(problem));
    }
    let rows = connection
        .prepare_cached("UPDATE passkey SET credential = ?3 WHERE account = ?1 AND number = ?2 AND credential = ?4")?
        .execute(params![before.account.as_str(), before.way, json(after), before.kept])?;
    if rows == 0 {
        return Ok(Err(Problem::PasskeyRefused)); // removed meanwhile, or used by a copy
    }
    ways::note_use_of(connection, &before.account, before.way, now)?;
    Ok(Ok(()))
}

fn json(passkey: &Passkey) -> String {
    serde_json::to_string(passkey).unwrap_or_default()
}

fn read(row: &rusqlite::Row) -> rusqlite::Result<Option<KnownPasskey>> {
    let kept: String = row.get(2)?;
    let passkey = serde_json::from_str(&kept).ok();
    let (account, way) = (AccountId::of(row.get(0)?), row.get(1)?);
    Ok(passkey.map(|passkey| KnownPasskey { account, way, passkey, kept }))
}
