//! Device authorizations: opened by a device, decided by a person, collected by the device, each once (RFC 8628).

use super::attempts::Counted;
use super::{AccountId, DeviceId, Outcome, Result, Store, StoreError, refresh};
use crate::secrets::{Purpose, RefreshToken, Token};
use domain::Moment;
use domain::code::UserCode;
use domain::code::user::Format;
use domain::rules::link::{Answer, Authorization, State};
use domain::rules::methods::{Authenticated, Methods};
use domain::scopes;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;
use std::time::Duration;

/// What a device asks for.
#[derive(Clone, Debug)]
pub struct NewAuthorization {
    /// The client's id.
    pub client: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
    /// Where it asks from.
    pub address: String,
    /// What the device calls itself.
    pub claim: Option<String>,
    /// What its code is made of.
    pub format: Format,
    /// How long its codes live.
    pub life: Duration,
}

/// The two codes of a new authorization; the store keeps only their hashes.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// What the device keeps and polls with.
    pub device_code: Token,
    /// What it shows.
    pub user_code: UserCode,
}

/// What a person has granted a device.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The account it now belongs to.
    pub account: AccountId,
    /// When that account's owner had signed in, and by what.
    pub authenticated: Authenticated,
    /// The client's id.
    pub client: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
}

/// What a device gets tokens for.
#[derive(Clone, Debug)]
pub struct Collected {
    /// The device.
    pub device: DeviceId,
    /// What it was granted.
    pub grant: Grant,
    /// What it can ask with for the next tokens, if `offline_access` was granted.
    pub refresh_token: Option<RefreshToken>,
}

/// A new code that is taken is drawn again; so many in a row cannot be chance.
const DRAWS: usize = 8;

impl Store {
    /// Opens an authorization, unless its address has asked too often.
    pub async fn open_authorization(&self, new: NewAuthorization, count: Option<Counted>) -> Outcome<Opened> {
        let new = Arc::new(new);
        if let Some(count) = count
            && let Err(problem) = self.try_once(vec![count]).await?
        {
            return Ok(Err(problem));
        }
        for _ in 0..DRAWS {
            let user_code = UserCode::generate(new.format, &mut self.0.rng.draw());
            let opened = Opened { device_code: Token::new(self.ordered_id(), &self.0.rng), user_code };
            if self.insert(opened, Arc::clone(&new)).await? {
                return Ok(Ok(opened));
            }
        }
        Err(StoreError::Damaged("no free user code"))
    }

    async fn insert(&self, opened: Opened, new: Arc<NewAuthorization>) -> Result<bool> {
        let now = self.0.clock.now();
        let (id, secret) = (opened.device_code.id, opened.device_code.hash());
        let user_code = self.user_code_hash(&opened.user_code);
        let insert = move |connection: &Connection| {
            let rows = connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO device_authorization
                     (id, secret, user_code, client, scopes, state, asked, expires, address, claim)
                     VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    id,
                    secret,
                    user_code,
                    new.client,
                    new.scopes,
                    now.0,
                    (now + new.life).0,
                    new.address,
                    new.claim
                ])?;
            Ok(rows == 1)
        };
        self.0.writer.write_one(insert).await
    }

    /// What a device code is worth now; `None` when it is not known, or another client's.
    pub fn poll(&self, device_code: &Token, client: &str) -> Result<Option<Answer>> {
        let now = self.0.clock.now();
        let found = self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT secret, client, state, expires FROM device_authorization WHERE id = ?1")?
                .query_row([device_code.id], |row| {
                    let mine = device_code.matches(&row.get(0)?) && row.get_ref(1)? == ValueRef::from(client);
                    Ok(mine.then_some(read_authorization(row, 2)?))
                })
                .optional()
        })?;
        Ok(found.flatten().map(|authorization| authorization.poll(now)))
    }

    /// Spends a device code: of any number of simultaneous calls, one gets the tokens. `address` is where the device asks from.
    pub async fn collect(&self, device_code: Token, address: String) -> Result<Option<Collected>> {
        let (now, store, device) = (self.0.clock.now(), self.clone(), DeviceId::of(&device_code));
        self.0
            .writer
            .write(move |connection| {
                let grant = connection
                    .prepare_cached(
                        "UPDATE device_authorization SET state = 3 WHERE id = ?1 AND state = 1 AND expires > ?2
                         RETURNING account, auth_time, client, scopes, methods",
                    )?
                    .query_row(params![device.0, now.0], |row| {
                        Ok(Grant {
                            account: AccountId::of(row.get(0)?),
                            authenticated: Authenticated {
                                at: Moment(row.get(1)?),
                                by: row.get::<_, Option<u8>>(4)?.map_or(Methods::PASSWORD, Methods::from_bits),
                            },
                            client: row.get(2)?,
                            scopes: row.get(3)?,
                        })
                    })
                    .optional()?;
                let Some(grant) = grant else { return Ok(None) };
                connection
                    .prepare_cached("UPDATE device SET used = ?2, used_from = ?3 WHERE id = ?1")?
                    .execute(params![device.0, now.0, address])?;
                let refresh_token = scopes::has(&grant.scopes, scopes::OFFLINE_ACCESS)
                    .then(|| refresh::begin(connection, &store, device, now))
                    .transpose()?;
                Ok(Some(Collected { device, grant, refresh_token }))
            })
            .await
    }

    pub(super) fn user_code_hash(&self, code: &UserCode) -> [u8; 16] {
        self.0.key.hash(Purpose::UserCode, code.canonical().as_bytes())
    }
}

pub(super) fn read_authorization(row: &Row, at: usize) -> rusqlite::Result<Authorization> {
    let state = match row.get(at)? {
        0u8 => State::Pending,
        1 => State::Approved,
        2 => State::Declined,
        _ => State::Collected,
    };
    Ok(Authorization { state, expires: Moment(row.get(at + 1)?) })
}

pub(super) fn number(state: State) -> u8 {
    match state {
        State::Pending => 0,
        State::Approved => 1,
        State::Declined => 2,
        State::Collected => 3,
    }
}
