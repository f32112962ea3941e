//! What has happened to accounts, as their owners see it.

use crate::store::browser_label::BrowserLabel;
use crate::store::error::Result;
use crate::store::ids::{AccountId, DeviceId, first_id};
use crate::store::tx::{Row, Tx};
use crate::store::value::{FromSql, ToSql, Value, values};
use domain::Moment;
use domain::api::activity::{ActivityKind, ActivityMethod};

impl ToSql for ActivityKind {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(self.name())
    }
}

impl FromSql for ActivityKind {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Text(name) = value { Self::named(name) } else { None }
    }
}

impl FromSql for ActivityMethod {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        if let Value::Text(name) = value { Self::named(name) } else { None }
    }
}

/// Something that has happened to an account.
#[derive(Clone, Debug)]
pub struct ActivityRow {
    /// Its ID, which starts with the time.
    pub id: i64,
    /// What has happened.
    pub kind: ActivityKind,
    /// The outcome, as events name it.
    pub outcome: String,
    /// The method.
    pub method: Option<ActivityMethod>,
    /// The client's ID.
    pub client: Option<String>,
    /// The device.
    pub device: Option<DeviceId>,
    /// The browser in which it was done, or the network of the device, or neither.
    pub label: BrowserLabel,
    /// Whether it was done in a browser.
    pub in_browser: bool,
}

/// An entry to add.
pub(crate) struct NewActivity<'a> {
    pub(crate) id: i64,
    /// The account's ID; empty for nobody.
    pub(crate) account: &'a str,
    pub(crate) kind: ActivityKind,
    pub(crate) outcome: &'static str,
    pub(crate) method: Option<&'static str>,
    pub(crate) client: Option<&'a str>,
    pub(crate) device: Option<DeviceId>,
    pub(crate) label: &'a BrowserLabel,
    pub(crate) in_browser: bool,
}

/// Adds an entry.
pub(crate) fn insert(tx: &Tx, new: &NewActivity) -> Result<()> {
    let NewActivity { id, account, kind, outcome, method, client, device, label, in_browser } = new;
    let (product, system, network) = label.columns();
    tx.run(
        "INSERT INTO activity (account, id, kind, outcome, method, client, device, in_browser, product, system, network)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values![account, id, kind, outcome, method, client, device, in_browser, product, system, network],
    )
}

/// Whether an account has more than `many` entries after an ID.
pub(crate) fn has_many(tx: &Tx, account: &str, after: i64, many: u32) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM activity WHERE account = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET $3",
        values![account, after, many],
    )
}

/// Up to `most` entries of an account before an ID, the newest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId, before: i64, most: u32) -> Result<Vec<ActivityRow>> {
    tx.all(
        "SELECT id, kind, outcome, method, client, device, in_browser, product, system, network FROM activity
         WHERE account = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        values![account, before, most],
        read,
    )
}

/// Deletes all entries of an account.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM activity WHERE account = $1", values![account])
}

/// Deletes up to `most` entries that are older than a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM activity WHERE (account, id) IN (SELECT account, id FROM activity WHERE id < $1 ORDER BY id LIMIT $2)",
        values![first_id(before), most],
    )
}

/// Deletes up to `most` entries of nobody that are older than a time. Returns their number.
pub(crate) fn purge_nobodys(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM activity WHERE (account, id) IN
         (SELECT account, id FROM activity WHERE account = '' AND id < $1 ORDER BY id LIMIT $2)",
        values![first_id(before), most],
    )
}

fn read(row: &Row) -> Result<ActivityRow> {
    Ok(ActivityRow {
        id: row.get("id")?,
        kind: row.get("kind")?,
        outcome: row.get("outcome")?,
        method: row.get("method")?,
        client: row.get("client")?,
        device: row.get("device")?,
        label: BrowserLabel::of_row(row)?,
        in_browser: row.get("in_browser")?,
    })
}
