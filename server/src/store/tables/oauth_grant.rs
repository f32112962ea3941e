//! Grants: what accounts have granted clients. A revoked grant has no row.

use crate::observe::subjects::ClientRef;
use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId, GrantId};
use crate::store::tables::conditions::{account_is_live, client_is_live};
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::amr::{Amr, Authenticated};
use domain::rules::refresh::Family;

/// What an account has granted a client.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its ID.
    pub id: GrantId,
    /// The account.
    pub account: AccountId,
    /// The sign-in of the account's owner: its time and its methods.
    pub authenticated: Authenticated,
    /// The client's ID.
    pub client: String,
    /// Scopes, separated by spaces.
    pub scopes: String,
    /// The linked device, if the grant comes from one.
    pub device: Option<DeviceId>,
}

/// A grant that was just revoked.
#[derive(Clone, Debug)]
pub struct RevokedGrant {
    /// The account.
    pub account: AccountId,
    /// The client's ID.
    client: String,
}

impl From<&RevokedGrant> for ClientRef {
    fn from(revoked: &RevokedGrant) -> Self {
        Self::of(&revoked.client)
    }
}

impl From<&Grant> for ClientRef {
    fn from(grant: &Grant) -> Self {
        Self::of(&grant.client)
    }
}

/// A grant with its refresh tokens.
pub(crate) struct RefreshableGrant {
    pub(crate) grant: Grant,
    pub(crate) family: Family,
    /// Sealed.
    pub(crate) seed: Vec<u8>,
}

/// The condition for a live grant, which alone decides whether its tokens work. The grants of a suspended client work again when it is back.
macro_rules! is_live {
    () => {
        concat!(client_is_live!("oauth_grant.client"), " AND ", account_is_live!("oauth_grant.account"))
    };
}

/// The columns that [`read`] expects, in its order.
macro_rules! columns {
    () => {
        "oauth_grant.id, oauth_grant.account, oauth_grant.auth_time, oauth_grant.amr, oauth_grant.client, oauth_grant.scopes,
         EXISTS (SELECT 1 FROM device WHERE device.id = oauth_grant.id)"
    };
}
const COLUMNS: usize = 7;

/// Adds a grant of any origin, in the present epoch of its account; `false` if the account isn't live.
pub(crate) fn insert(tx: &Tx, grant: &Grant, now: Moment) -> Result<bool> {
    let Grant { id, account, authenticated: Authenticated { at, by }, client, scopes, device: _ } = grant;
    tx.run_one(
        concat!(
            "INSERT INTO oauth_grant (id, account, client, scopes, auth_time, amr, granted, epoch)
             SELECT $1, granting.id, $2, $3, $4, $5, $6, granting.epoch FROM account AS granting
             WHERE granting.id = $7 AND ",
            account_is_live!("granting.id")
        ),
        values![id, client, scopes, at, by.bits(), now, account],
    )
}

/// The account of a live grant, if it is the expected one.
pub(crate) fn account(tx: &Tx, grant: GrantId, expected: &str) -> Result<Option<AccountId>> {
    let sql = concat!("SELECT account FROM oauth_grant WHERE id = $1 AND account = $2 AND ", is_live!());
    tx.one(sql, values![grant, expected], |row| row.get("account"))
}

/// A live grant; `None` if there is no such grant.
pub(crate) fn live(tx: &Tx, grant: GrantId) -> Result<Option<Grant>> {
    let sql = concat!("SELECT ", columns!(), " FROM oauth_grant WHERE oauth_grant.id = $1 AND ", is_live!());
    tx.one(sql, values![grant], read)
}

/// A live grant with its refresh tokens; `None` if it has none.
pub(crate) fn with_refresh_tokens(tx: &Tx, grant: GrantId) -> Result<Option<RefreshableGrant>> {
    tx.one(
        concat!(
            "SELECT ",
            columns!(),
            ", seed, generation, rotated FROM oauth_grant JOIN refresh_family ON refresh_family.id = oauth_grant.id
             WHERE oauth_grant.id = $1 AND ",
            is_live!()
        ),
        values![grant],
        |row| {
            let family = Family { generation: row.at(COLUMNS + 1)?, rotated: row.at(COLUMNS + 2)? };
            Ok(RefreshableGrant { grant: read(row)?, family, seed: row.at(COLUMNS)? })
        },
    )
}

/// Records that a live grant was used, and from where; `None` if there is no such grant.
pub(crate) fn note_use(tx: &Tx, grant: GrantId, address: &str, now: Moment) -> Result<Option<Grant>> {
    tx.one(
        concat!(
            "UPDATE oauth_grant SET used = $1, used_from = $2 WHERE id = $3 AND ",
            is_live!(),
            " RETURNING ",
            columns!()
        ),
        values![now, address, grant],
        read,
    )
}

/// Records when the last access token of a grant without refresh tokens expires.
pub(crate) fn note_expiry(tx: &Tx, grant: GrantId, expires: Moment) -> Result<()> {
    tx.run("UPDATE oauth_grant SET expires = $1 WHERE id = $2", values![expires, grant])
}

/// Lets the grants expire now whose last access tokens would expire after a time.
pub(crate) fn expire_after(tx: &Tx, after: Moment, now: Moment) -> Result<()> {
    tx.run("UPDATE oauth_grant SET expires = $1 WHERE expires > $2", values![now, after])
}

/// When a grant was last used; `None` if it never was.
pub(crate) fn last_use(tx: &Tx, grant: GrantId) -> Result<Option<Moment>> {
    let sql = "SELECT used FROM oauth_grant WHERE id = $1";
    let used: Option<Option<Moment>> = tx.one(sql, values![grant], |row| row.get("used"))?;
    Ok(used.flatten())
}

/// Deletes a grant with its refresh tokens and its device. `None` if there is no such grant.
pub(crate) fn delete(tx: &Tx, grant: GrantId) -> Result<Option<RevokedGrant>> {
    tx.one("DELETE FROM oauth_grant WHERE id = $1 RETURNING account, client", values![grant], |row| {
        Ok(RevokedGrant { account: row.get("account")?, client: row.get("client")? })
    })
}

/// Deletes all grants of an account, with their refresh tokens and devices.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM oauth_grant WHERE account = $1", values![account])
}

/// Deletes the grants of devices that are noted as unlinked; returns how many.
pub(crate) fn delete_unlinked(tx: &Tx) -> Result<usize> {
    tx.run_many("DELETE FROM oauth_grant WHERE id IN (SELECT id FROM unlinked_device)", values![])
}

fn read(row: &Row) -> Result<Grant> {
    let id: GrantId = row.at(0)?;
    Ok(Grant {
        id,
        account: row.at(1)?,
        authenticated: Authenticated { at: row.at(2)?, by: Amr::from_bits(row.at(3)?) },
        client: row.at(4)?,
        scopes: row.at(5)?,
        device: row.at::<bool>(6)?.then(|| id.as_device()),
    })
}
