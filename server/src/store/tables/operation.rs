//! Operations: what requests with an ID have decided, by a keyed hash of the whole request.

use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId};
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// What a request has decided.
#[derive(Clone, Debug)]
pub(crate) struct OperationRow {
    /// A hash of the cookies that it came with.
    pub(crate) cookies: Option<[u8; 32]>,
    /// The ID of the row of the browser in which it was decided.
    pub(crate) browser: i64,
    /// The account that it was decided for.
    pub(crate) account: AccountId,
    /// The hash of the secret of the cookie in its last answer, if it has set one.
    pub(crate) issued: Option<[u8; 32]>,
    /// The device that it has linked.
    pub(crate) device: Option<DeviceId>,
    /// The time until which it is answered again.
    pub(crate) expires: Moment,
}

/// Records what a request has decided.
pub(crate) fn insert(tx: &Tx, hash: &[u8; 16], decided: &OperationRow) -> Result<()> {
    let OperationRow { cookies, browser, account, issued, device, expires } = decided;
    tx.run(
        "INSERT INTO operation (hash, cookies, browser, account, issued, device, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        values![hash, cookies, browser, account, issued, device, expires],
    )
}

/// What the request with a hash has decided.
pub(crate) fn by_hash(tx: &Tx, hash: &[u8; 16]) -> Result<Option<OperationRow>> {
    tx.one(
        "SELECT cookies, browser, account, issued, device, expires FROM operation WHERE hash = $1",
        values![hash],
        |row| {
            Ok(OperationRow {
                cookies: row.get("cookies")?,
                browser: row.get("browser")?,
                account: row.get("account")?,
                issued: row.get("issued")?,
                device: row.get("device")?,
                expires: row.get("expires")?,
            })
        },
    )
}

/// Records the hash of the secret of the cookie in another answer.
pub(crate) fn note_issued(tx: &Tx, hash: &[u8; 16], issued: &[u8; 32]) -> Result<()> {
    tx.run("UPDATE operation SET issued = $1 WHERE hash = $2", values![issued, hash])
}

/// Deletes up to `most` operations that expired before a time, or expire after another one. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, after: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM operation
         WHERE hash IN (SELECT hash FROM operation WHERE expires < $1 OR expires > $2 LIMIT $3)",
        values![before, after, most],
    )
}
