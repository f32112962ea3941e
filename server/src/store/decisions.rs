//! What people decide about device authorizations: one look-up, then one approval or refusal, each guarded by the state it was made in.

use super::attempts::{self, Counted};
use super::error::{Result, Stop, StoreError};
use super::outbox::{self, Message};
use super::tables::device_authorization::{self, Pending};
use super::tx::Tx;
use super::{AccountId, DeviceId, Store, undo, ways};
use crate::secrets::Token;
use domain::code::UserCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::link::State;
use domain::rules::methods::Authenticated;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// Finds what a person may decide on. A code that no device shows is counted, in the same breath.
    pub async fn look_up(&self, code: UserCode, counts: Vec<Counted>) -> Result<Pending, Stop> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        self.write(move |tx| find_open(tx, &hash, &counts, now)).await
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
        tell: impl Fn(&Pending, &Contact, &Token) -> Message + Send + 'static,
    ) -> Result<DeviceId, Stop> {
        let (now, hash, store) = (self.0.clock.now(), self.user_code_hash(&code), self.clone());
        let approve = move |tx: &Tx| {
            let pending = find_open(tx, &hash, &counts, now).or_else(|stop| match stop {
                Stop::Refused(Problem::CodeUsed { .. }) => {
                    let device = linked_before(tx.connection(), hash, &account)?.map(|device| device.to_string());
                    Err(Problem::CodeUsed { device }.into())
                }
                stop => Err(stop),
            })?;
            may(&pending)?;
            decide(tx, &pending, pending.authorization.approve(now)?, Some((&account, authenticated)))?;
            let connection = tx.connection();
            add_device(connection, &pending, &account, authenticated, now)?;
            for contact in ways::contacts_to_tell(connection, &account).map_err(StoreError::from)? {
                let link = undo::add(connection, &store, &pending, &account, now)?;
                outbox::add(connection, &store, &tell(&pending, &contact, &link), now)?;
            }
            Ok(DeviceId(pending.id))
        };
        self.write(approve).await
    }

    /// Refuses the device.
    pub async fn decline(&self, code: UserCode, counts: Vec<Counted>) -> Result<(), Stop> {
        let (now, hash) = (self.0.clock.now(), self.user_code_hash(&code));
        self.write(move |tx| {
            let pending = find_open(tx, &hash, &counts, now)?;
            decide(tx, &pending, pending.authorization.decline(now)?, None)
        })
        .await
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

fn find_open(tx: &Tx, user_code: &[u8; 16], counts: &[Counted], now: Moment) -> Result<Pending, Stop> {
    attempts::admit(tx, counts, now)?;
    let Some(pending) = device_authorization::by_code(tx, user_code, now - REMEMBERED)? else {
        return Err(attempts::counted(tx, counts, Problem::CodeUnknown, now));
    };
    pending.authorization.open(now)?;
    Ok(pending)
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
fn decide(tx: &Tx, pending: &Pending, state: State, granted: Option<(&AccountId, Authenticated)>) -> Result<(), Stop> {
    if device_authorization::decide(tx, pending.id, state, granted)? {
        return Ok(());
    }
    Err(Problem::CodeUsed { device: None }.into())
}
