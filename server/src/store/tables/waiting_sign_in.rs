//! Sign-ins that wait for their second step: in each browser, one of each account (S13).

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;
use domain::rules::security_info::FirstStep;

/// The most of a browser that can be completed, which is more than people have. Others expire all the same.
const MOST: u32 = 10;

/// A sign-in that waits for another verification.
#[derive(Clone, Debug)]
pub struct WaitingSignIn {
    /// The account.
    pub account: AccountId,
    /// The first step.
    pub first: FirstStep,
    /// Whether a new password waits with it (S6).
    pub has_new_password: bool,
}

/// Its row.
pub(crate) struct WaitingSignInRow {
    /// The account.
    pub(crate) account: AccountId,
    /// The time when it began.
    pub(crate) since: Moment,
    /// The first step.
    pub(crate) first: FirstStep,
    /// The hash of the new password that waits with it.
    pub(crate) password: Option<String>,
}

impl From<WaitingSignInRow> for WaitingSignIn {
    fn from(WaitingSignInRow { account, first, password, .. }: WaitingSignInRow) -> Self {
        Self { account, first, has_new_password: password.is_some() }
    }
}

/// Adds the one that an account begins in a browser, in place of its older one there. It is the browser's newest.
pub(crate) fn put(
    tx: &Tx,
    browser: i64,
    account: &AccountId,
    first: FirstStep,
    password: Option<&String>,
    now: Moment,
) -> Result<()> {
    let method = if let FirstStep::Method(method) = first { Some(method) } else { None };
    tx.run(
        "INSERT INTO waiting_sign_in (browser, account, number, since, method, password)
         VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM waiting_sign_in WHERE browser = $1), $3, $4, $5)
         ON CONFLICT (browser, account) DO UPDATE
         SET number = excluded.number, since = excluded.since, method = excluded.method, password = excluded.password",
        values![browser, account, now, method, password],
    )
}

/// Those of a browser, the newest first.
pub(crate) fn of_browser(tx: &Tx, browser: i64) -> Result<Vec<WaitingSignInRow>> {
    tx.all(
        "SELECT account, since, method, password FROM waiting_sign_in WHERE browser = $1 ORDER BY number DESC LIMIT $2",
        values![browser, MOST],
        |row| {
            let first = row.get::<Option<i64>>("method")?.map_or(FirstStep::Password, FirstStep::Method);
            Ok(WaitingSignInRow {
                account: row.get("account")?,
                since: row.get("since")?,
                first,
                password: row.get("password")?,
            })
        },
    )
}

/// Deletes the one of an account in a browser.
pub(crate) fn delete(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    tx.run("DELETE FROM waiting_sign_in WHERE browser = $1 AND account = $2", values![browser, account])
}

/// Deletes all on a shared computer in which nobody is signed in.
pub(crate) fn delete_if_nobody_is_signed_in(tx: &Tx, browser: i64) -> Result<()> {
    tx.run(
        "DELETE FROM waiting_sign_in WHERE browser IN
         (SELECT id FROM browser WHERE id = $1 AND shared
          AND NOT EXISTS (SELECT 1 FROM session WHERE session.browser = browser.id))",
        values![browser],
    )
}

/// Deletes all on the shared computers, except perhaps one, that an account is about to leave: nobody else is signed in there.
pub(crate) fn delete_on_computers_left_by(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run(
        "DELETE FROM waiting_sign_in WHERE browser IN
         (SELECT browser.id FROM session JOIN browser ON browser.id = session.browser
          WHERE session.account = $1 AND shared AND browser.id IS DISTINCT FROM $2
          AND NOT EXISTS (SELECT 1 FROM session AS other WHERE other.browser = browser.id AND other.account != $1))",
        values![account, but],
    )
}

/// Deletes all of an account.
pub(crate) fn delete_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM waiting_sign_in WHERE account = $1", values![account])
}

/// Deletes up to `most` that began before a time, and the new passwords that wait with them. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM waiting_sign_in WHERE (browser, account) IN
         (SELECT browser, account FROM waiting_sign_in WHERE since < $1 LIMIT $2)",
        values![before, most],
    )
}
