//! Cookies that a sign-in has voided a short time ago, by the hashes of their secrets.

use crate::store::error::Result;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// A cookie that a sign-in has voided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VoidedCookieRow {
    /// The ID of the row of the browser whose cookie it was.
    pub(crate) browser: i64,
    /// The time until which it is recognized.
    pub(crate) expires: Moment,
}

/// Records a cookie that no longer works.
pub(crate) fn insert(tx: &Tx, secret: &[u8; 32], VoidedCookieRow { browser, expires }: VoidedCookieRow) -> Result<()> {
    tx.run(
        "INSERT INTO voided_cookie (secret, browser, expires) VALUES ($1, $2, $3)",
        values![secret, browser, expires],
    )
}

/// The voided cookie with a secret's hash.
pub(crate) fn by_secret(tx: &Tx, secret: &[u8; 32]) -> Result<Option<VoidedCookieRow>> {
    tx.one("SELECT browser, expires FROM voided_cookie WHERE secret = $1", values![secret], |row| {
        Ok(VoidedCookieRow { browser: row.get("browser")?, expires: row.get("expires")? })
    })
}

/// Deletes up to `most` cookies that expired before a time, or expire after another one. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, after: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM voided_cookie
         WHERE secret IN (SELECT secret FROM voided_cookie WHERE expires < $1 OR expires > $2 LIMIT $3)",
        values![before, after, most],
    )
}
