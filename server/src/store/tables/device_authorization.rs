//! Device authorizations: the requests of devices, and the decisions about them. The engine has its own statement for polls
//! (`sqlite/hot.rs`).

use crate::observe::subjects::ClientRef;
use crate::store::error::Result;
use crate::store::ids::{AccountId, GrantId, first_id};
use crate::store::tables::conditions::{approval_holds, client_is_live};
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::rules::link::{Authorization, AuthorizationState};

stored! { AuthorizationState { Pending = 0, Approved = 1, Declined = 2, Collected = 3 } }

/// A new authorization.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRow {
    /// The ID in its device code.
    pub(crate) id: i64,
    /// The hash of the device code's secret.
    pub(crate) secret: [u8; 32],
    /// The keyed hash of its user code.
    pub(crate) user_code: [u8; 16],
    pub(crate) client: String,
    pub(crate) scopes: String,
    pub(crate) asked: Moment,
    pub(crate) expires: Moment,
    pub(crate) address: String,
    pub(crate) claim: Option<String>,
}

/// An authorization that a person can decide on.
#[derive(Clone, Debug)]
pub struct PendingAuthorization {
    pub(crate) id: i64,
    pub(crate) authorization: Authorization,
    /// The client's ID.
    pub client: String,
    /// The scopes, separated by spaces.
    pub scopes: String,
    /// The network address that the device asked from.
    pub address: String,
    /// The name that the device gave.
    pub claim: Option<String>,
    /// The time of the request.
    pub asked: Moment,
    /// The expiry time of its codes.
    pub expires: Moment,
}

impl From<&PendingAuthorization> for ClientRef {
    fn from(pending: &PendingAuthorization) -> Self {
        Self::of(&pending.client)
    }
}

/// Adds an authorization; `false` if its ID or its user code is taken.
pub(crate) fn insert(tx: &Tx, new: &AuthorizationRow) -> Result<bool> {
    let AuthorizationRow { id, secret, user_code, client, scopes, asked, expires, address, claim } = new;
    tx.run_one(
        "INSERT INTO device_authorization (id, secret, user_code, client, scopes, asked, expires, address, claim, state, typed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT DO NOTHING",
        values![id, secret, user_code, client, scopes, asked, expires, address, claim, AuthorizationState::Pending],
    )
}

/// The authorization with a user code, unless it expired before a time or its client is suspended.
pub(crate) fn by_code(tx: &Tx, user_code: &[u8; 16], ended_after: Moment) -> Result<Option<PendingAuthorization>> {
    tx.one(
        concat!(
            "SELECT id, state, expires, client, scopes, address, claim, asked
             FROM device_authorization WHERE user_code = $1 AND expires > $2 AND ",
            client_is_live!("device_authorization.client")
        ),
        values![user_code, ended_after],
        read_pending,
    )
}

/// Records that a person has typed the user code, so that it keeps its own answer.
pub(crate) fn note_typed(tx: &Tx, id: i64) -> Result<()> {
    tx.run("UPDATE device_authorization SET typed = 1 WHERE id = $1 AND NOT typed", values![id])
}

/// Writes the decision about a pending authorization; `false` if another decision was faster.
pub(crate) fn decide(tx: &Tx, id: i64, state: AuthorizationState) -> Result<bool> {
    tx.run_one(
        "UPDATE device_authorization SET state = $1 WHERE id = $2 AND state = $3",
        values![state, id, AuthorizationState::Pending],
    )
}

/// Marks an approved authorization as collected, unless it expired before a time or the approval is void: `true` for one of any number of
/// calls.
pub(crate) fn collect(tx: &Tx, grant: GrantId, now: Moment, ended_after: Moment) -> Result<bool> {
    tx.run_one(
        concat!(
            "UPDATE device_authorization SET state = $1, collected = $2 WHERE id = $3 AND state = $4 AND expires > $5 AND ",
            approval_holds!("device_authorization.id")
        ),
        values![AuthorizationState::Collected, now, grant, AuthorizationState::Approved, ended_after],
    )
}

/// When the tokens of an authorization were collected; `None` if they weren't.
pub(crate) fn collected(tx: &Tx, grant: GrantId) -> Result<Option<Moment>> {
    let sql = "SELECT collected FROM device_authorization WHERE id = $1";
    let collected: Option<Option<Moment>> = tx.one(sql, values![grant], |row| row.get("collected"))?;
    Ok(collected.flatten())
}

/// Declines an approved authorization whose device hasn't collected its tokens yet.
pub(crate) fn withdraw(tx: &Tx, grant: GrantId) -> Result<()> {
    tx.run(
        "UPDATE device_authorization SET state = $1 WHERE id = $2 AND state = $3",
        values![AuthorizationState::Declined, grant, AuthorizationState::Approved],
    )
}

/// Declines all approved authorizations of an account's devices that haven't collected their tokens yet.
pub(crate) fn withdraw_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run(
        "UPDATE device_authorization SET state = $1
         WHERE id IN (SELECT id FROM oauth_grant WHERE account = $2) AND state = $3",
        values![AuthorizationState::Declined, account, AuthorizationState::Approved],
    )
}

/// Deletes all authorizations of a client.
pub(crate) fn delete_of_client(tx: &Tx, client: &str) -> Result<()> {
    tx.run("DELETE FROM device_authorization WHERE client = $1", values![client])
}

/// Deletes up to `most` authorizations that expired before a time, oldest first. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM device_authorization WHERE id IN
         (SELECT id FROM device_authorization WHERE id < $1 AND expires < $2 ORDER BY id LIMIT $3)",
        values![first_id(before), before, most],
    )
}

/// Deletes up to `most` authorizations whose IDs are above `from`, that expired before a time, and whose codes nobody has typed, oldest
/// first. Returns the last one's ID and their number.
pub(crate) fn purge_untyped(tx: &Tx, from: i64, before: Moment, most: u32) -> Result<(Option<i64>, usize)> {
    let ids: Vec<i64> = tx.all(
        "DELETE FROM device_authorization WHERE id IN
         (SELECT id FROM device_authorization WHERE id > $1 AND id < $2 AND expires < $3 AND NOT typed AND state = $4
          ORDER BY id LIMIT $5) RETURNING id",
        values![from, first_id(before), before, AuthorizationState::Pending, most],
        |row| row.get("id"),
    )?;
    Ok((ids.iter().copied().max(), ids.len()))
}

fn read_pending(row: &Row) -> Result<PendingAuthorization> {
    let authorization = Authorization { state: row.get("state")?, expires: row.get("expires")? };
    Ok(PendingAuthorization {
        id: row.get("id")?,
        authorization,
        client: row.get("client")?,
        scopes: row.get("scopes")?,
        address: row.get("address")?,
        claim: row.get("claim")?,
        asked: row.get("asked")?,
        expires: authorization.expires,
    })
}
