//! What people decide about device authorizations: one look-up, then one approval or refusal, each guarded by the state it was made in.

use super::attempts::{self, Counted};
use super::authorizations::{number, read_authorization};
use super::outbox::{self, Message};
use super::{AccountId, DeviceId, Outcome, Result, Store, undo, ways};
use crate::secrets::Token;
use domain::code::UserCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::link::{Authorization, State};
use domain::rules::methods::Authenticated;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// An authorization that a person may decide on.
#[derive(Clone, Debug)]
pub struct Pending {
    pub(super) id: i64,
    authorization: Authorization,
    /// The client's id.
    pub client: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
    /// Where the device asked from.
    pub address: String,
    /// What it calls itself.
    pub claim: Option<String>,
    /// When it asked.
    pub asked: Moment,
    /// When its codes end.
    pub expires: Moment,
}

impl Store {
    /// Finds what a person may decide on. A code that no device shows is counted, in the same breath.
    pub async fn look_up(&self, code: UserCode, counts: Vec<Counted>) -> Outcome<Pending> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        self.0.writer.write(move |connection| find_open(connection, hash, &counts, now)).await
    }

    /// Links the device to an account, unless `may` refuses. Each of its contacts gets the message that `tell` writes, with a link that
    /// undoes it.
    pub async fn approve(
        &self,
        code: UserCode,
        counts: Vec<Counted>,
        account: AccountId,
        authenticated: Authenticated,
        may: impl Fn(&Pending) -> std::result::Result<(), Problem> + Send + 'static,
        tell: impl Fn(&Pending, &Contact, &Token) -> Option<Message> + Send + 'static,
    ) -> Outcome<DeviceId> {
        let (now, hash, store) = (self.0.clock.now(), self.user_code_hash(&code), self.clone());
        let approve = move |connection: &Connection| {
            let pending = match find_open(connection, hash, &counts, now)? {
                Ok(pending) => pending,
                Err(Problem::CodeUsed { .. }) => {
                    let device = linked_before(connection, hash, &account)?.map(|device| device.to_string());
                    return Ok(Err(Problem::CodeUsed { device }));
                }
                Err(problem) => return Ok(Err(problem)),
            };
            if let Err(problem) = may(&pending) {
                return Ok(Err(problem));
            }
            if let Err(problem) =
                decide(connection, &pending, pending.authorization.approve(now), Some((&account, authenticated)))?
            {
                return Ok(Err(problem));
            }
            add_device(connection, &pending, &account, authenticated, now)?;
            for contact in ways::contacts_to_tell(connection, &account)? {
                let link = undo::add(connection, &store, &pending, &account, now)?;
                if let Some(message) = tell(&pending, &contact, &link) {
                    outbox::add(connection, &store, &message, now)?;
                }
            }
            Ok(Ok(DeviceId(pending.id)))
        };
        self.0.writer.write(approve).await
    }

    /// Refuses the device.
    pub async fn decline(&self, code: UserCode, counts: Vec<Counted>) -> Outcome<()> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        let decline = move |connection: &Connection| match find_open(connection, hash, &counts, now)? {
            Ok(pending) => decide(connection, &pending, pending.authorization.decline(now), None),
            Err(problem) => Ok(Err(problem)),
        };
        self.0.writer.write(decline).await
    }
}

/// The device that comes from an approved authorization.
fn add_device(
    connection: &Connection,
    pending: &Pending,
    account: &AccountId,
    Authenticated { at, by }: Authenticated,
    now: Moment,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO device (id, account, client, scopes, claim, address, linked, auth_time, methods)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            pending.id,
            account.as_str(),
            pending.client,
            pending.scopes,
            pending.claim,
            pending.address,
            now.0,
            at.0,
            by.bits()
        ])?;
    Ok(())
}

fn find_open(connection: &Connection, user_code: [u8; 16], counts: &[Counted], now: Moment) -> Outcome<Pending> {
    if let Err(problem) = attempts::check_all(counts, connection, now)? {
        return Ok(Err(problem));
    }
    let found = connection
        .prepare_cached(
            "SELECT id, state, expires, client, scopes, address, claim, asked
             FROM device_authorization WHERE user_code = ?1 AND expires > ?2
             AND EXISTS (SELECT 1 FROM client WHERE id = device_authorization.client AND from_file < 2)",
        )?
        .query_row(params![user_code, (now - REMEMBERED).0], read_pending)
        .optional()?;
    let Some(pending) = found else {
        counts.iter().try_for_each(|count| count.add(connection, now))?;
        return Ok(Err(Problem::CodeUnknown));
    };
    Ok(pending.authorization.open(now).map(|()| pending))
}

/// The device that an account has linked with a code.
fn linked_before(connection: &Connection, user_code: [u8; 16], account: &AccountId) -> Result<Option<DeviceId>> {
    let device = connection
        .prepare_cached(
            "SELECT device.id FROM device_authorization JOIN device ON device.id = device_authorization.id
             WHERE device_authorization.user_code = ?1 AND device.account = ?2",
        )?
        .query_row(params![user_code, account.as_str()], |row| row.get(0).map(DeviceId))
        .optional()?;
    Ok(device)
}

/// Writes a decision, guarded by the state it was made in: one row, or somebody else was faster.
fn decide(
    connection: &Connection,
    pending: &Pending,
    decision: std::result::Result<State, Problem>,
    account: Option<(&AccountId, Authenticated)>,
) -> Outcome<()> {
    let state = match decision {
        Ok(state) => state,
        Err(problem) => return Ok(Err(problem)),
    };
    let rows = connection
        .prepare_cached(
            "UPDATE device_authorization SET state = ?2, account = ?3, auth_time = ?4, methods = ?5
             WHERE id = ?1 AND state = 0",
        )?
        .execute(params![
            pending.id,
            number(state),
            account.map(|(account, _)| account.as_str()),
            account.map(|(_, authenticated)| authenticated.at.0),
            account.map(|(_, authenticated)| authenticated.by.bits())
        ])?;
    Ok(if rows == 1 { Ok(()) } else { Err(Problem::CodeUsed { device: None }) })
}

fn read_pending(row: &Row) -> rusqlite::Result<Pending> {
    let authorization = read_authorization(row, 1)?;
    Ok(Pending {
        id: row.get(0)?,
        authorization,
        client: row.get(3)?,
        scopes: row.get(4)?,
        address: row.get(5)?,
        claim: row.get(6)?,
        asked: Moment(row.get(7)?),
        expires: authorization.expires,
    })
}
