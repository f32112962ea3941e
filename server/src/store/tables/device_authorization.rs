//! Device authorizations: what devices ask for, and what became of it. Births and polls are the engine's own (`sqlite/hot.rs`).

use crate::store::error::Result;
use crate::store::grant::Grant;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::rules::link::{Authorization, AuthorizationState};
use domain::rules::methods::Authenticated;

stored! { AuthorizationState { Pending = 0, Approved = 1, Declined = 2, Collected = 3 } }

/// What a device asks for.
#[derive(Clone, Debug)]
pub(crate) struct Birth {
    /// The front half of its device code.
    pub(crate) id: i64,
    /// The hash of the other half.
    pub(crate) secret: [u8; 32],
    /// The keyed hash of the code that it shows.
    pub(crate) user_code: [u8; 16],
    pub(crate) client: String,
    pub(crate) scopes: String,
    pub(crate) asked: Moment,
    pub(crate) expires: Moment,
    pub(crate) address: String,
    pub(crate) claim: Option<String>,
}

/// An authorization that a person may decide on.
#[derive(Clone, Debug)]
pub struct Pending {
    pub(crate) id: i64,
    pub(crate) authorization: Authorization,
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

/// Opens one; `false` when its id or its code is taken.
pub(crate) fn insert(tx: &Tx, new: &Birth) -> Result<bool> {
    let Birth { id, secret, user_code, client, scopes, asked, expires, address, claim } = new;
    let rows = tx.run(
        "INSERT INTO device_authorization (id, secret, user_code, client, scopes, asked, expires, address, claim, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT DO NOTHING",
        values![id, secret, user_code, client, scopes, asked, expires, address, claim],
    )?;
    Ok(rows == 1)
}

/// The one that shows a code, unless it ended before a moment, or its client is suspended.
pub(crate) fn by_code(tx: &Tx, user_code: &[u8; 16], ended_after: Moment) -> Result<Option<Pending>> {
    tx.one(
        "SELECT id, state, expires, client, scopes, address, claim, asked
         FROM device_authorization WHERE user_code = $1 AND expires > $2
         AND EXISTS (SELECT 1 FROM client WHERE id = device_authorization.client AND from_file < 2)",
        values![user_code, ended_after],
        read_pending,
    )
}

/// Writes what was decided about one that is pending; `false` when somebody else was faster.
pub(crate) fn decide(
    tx: &Tx,
    id: i64,
    state: AuthorizationState,
    granted: Option<(&AccountId, Authenticated)>,
) -> Result<bool> {
    let (account, authenticated) = granted.unzip();
    let (at, by) = (authenticated.map(|done| done.at), authenticated.map(|done| done.by.bits()));
    let rows = tx.run(
        "UPDATE device_authorization SET state = $1, account = $2, auth_time = $3, methods = $4
         WHERE id = $5 AND state = 0",
        values![state, account, at, by, id],
    )?;
    Ok(rows == 1)
}

/// Spends an approved one: of any number of calls, one gets the grant.
pub(crate) fn collect(tx: &Tx, id: i64, now: Moment) -> Result<Option<Grant>> {
    tx.one(
        "UPDATE device_authorization SET state = 3 WHERE id = $1 AND state = 1 AND expires > $2
         RETURNING account, auth_time, methods, client, scopes",
        values![id, now],
        |row| Grant::at(row, 0),
    )
}

/// Turns away a device that has yet to collect what it was granted.
pub(crate) fn withdraw(tx: &Tx, id: i64) -> Result<()> {
    tx.run("UPDATE device_authorization SET state = 2 WHERE id = $1 AND state = 1", values![id])?;
    Ok(())
}

/// Forgets all that a client's devices have asked for.
pub(crate) fn delete_of_client(tx: &Tx, client: &str) -> Result<()> {
    tx.run("DELETE FROM device_authorization WHERE client = $1", values![client])?;
    Ok(())
}

/// Forgets some of those that ended before a moment, the oldest first; says how many.
pub(crate) fn purge(tx: &Tx, before: Moment, first_id_of_then: i64, most: u32) -> Result<usize> {
    tx.run(
        "DELETE FROM device_authorization WHERE id IN
         (SELECT id FROM device_authorization WHERE id < $1 AND expires < $2 ORDER BY id LIMIT $3)",
        values![first_id_of_then, before, most],
    )
}

fn read_pending(row: &Row) -> Result<Pending> {
    let authorization = Authorization { state: row.get("state")?, expires: row.get("expires")? };
    Ok(Pending {
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
