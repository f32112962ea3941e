//! Browsers: the cookie of each, and the account in use.

use crate::store::error::Result;
use crate::store::ids::{AccountId, first_id};
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;

/// A browser that was found by its cookie.
#[derive(Clone, Debug)]
pub(crate) struct BrowserRow {
    /// The hash of its cookie's secret.
    pub(crate) secret: [u8; 32],
    /// The hashes of the secrets of replaced cookies.
    pub(crate) old_secrets: [Option<[u8; 32]>; 2],
    /// The time until which the replaced cookies work.
    pub(crate) old_until: Option<Moment>,
    /// The time when it was last used, to the hour.
    pub(crate) seen: Moment,
    /// The account in use.
    pub(crate) current: Option<String>,
    /// Whether it is on a shared computer (S11).
    pub(crate) shared: bool,
    /// The time when the last sign-in that had to wait began, which may have ended.
    pub(crate) begun: Option<Moment>,
}

/// The times that limit what is read of a browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrowserCutoffs {
    /// The browser must have been used after this time.
    pub(crate) seen: Moment,
    /// The same for a browser on a shared computer, which is later.
    pub(crate) shared_seen: Moment,
    /// A browser on a shared computer must have been used by this time: if that isn't believed, nobody knows how long ago it was (O10).
    pub(crate) shared_seen_by: Moment,
}

/// The browser with an ID. Every request reads it, so columns are read by position.
pub(crate) fn by_id(tx: &Tx, id: i64, since: BrowserCutoffs) -> Result<Option<BrowserRow>> {
    tx.one(
        "SELECT secret, old_secret, older_secret, old_until, seen, current, shared, begun
         FROM browser WHERE id = $1 AND ((seen > $2 AND seen <= $3) OR (seen > $4 AND NOT shared))",
        values![id, since.shared_seen, since.shared_seen_by, since.seen],
        |row| {
            Ok(BrowserRow {
                secret: row.at(0)?,
                old_secrets: [row.at(1)?, row.at(2)?],
                old_until: row.at(3)?,
                seen: row.at(4)?,
                current: row.at(5)?,
                shared: row.at(6)?,
                begun: row.at(7)?,
            })
        },
    )
}

/// Adds a new browser.
pub(crate) fn insert(tx: &Tx, id: i64, secret: &[u8; 32], shared: bool, now: Moment) -> Result<()> {
    tx.run("INSERT INTO browser (id, secret, seen, shared) VALUES ($1, $2, $3, $4)", values![id, secret, now, shared])
}

/// Whether a secret is the one of a browser's newest cookie.
pub(crate) fn has_secret(tx: &Tx, id: i64, secret: &[u8; 32]) -> Result<bool> {
    tx.exists("SELECT 1 FROM browser WHERE id = $1 AND secret = $2", values![id, secret])
}

/// Gives a browser a new cookie, and sets whether it is on a shared computer. The cookie before no longer works. `false` if another cookie
/// has replaced that one, or if the browser was deleted.
pub(crate) fn replace_cookie(
    tx: &Tx,
    id: i64,
    before: &[u8; 32],
    secret: &[u8; 32],
    shared: bool,
    now: Moment,
) -> Result<bool> {
    tx.run_one(
        "UPDATE browser SET secret = $1, seen = $2, shared = $3, old_secret = NULL, older_secret = NULL
         WHERE id = $4 AND secret = $5",
        values![secret, now, shared, id, before],
    )
}

/// Whether another sign-in has voided a cookie, in a browser where accounts besides this one are signed in or wait for a code.
pub(crate) fn is_voided_with_other_accounts(tx: &Tx, id: i64, secret: &[u8; 32], account: &AccountId) -> Result<bool> {
    tx.exists(
        "SELECT 1 FROM browser WHERE id = $1 AND old_secret IS DISTINCT FROM $2 AND older_secret IS DISTINCT FROM $2
         AND (EXISTS (SELECT 1 FROM session WHERE browser = $1 AND account != $3)
              OR EXISTS (SELECT 1 FROM waiting_sign_in WHERE browser = $1 AND account != $3))",
        values![id, secret, account],
    )
}

/// Gives a browser a new cookie. The one before works until `old_until`. `false` as for [`replace_cookie`].
pub(crate) fn replace_cookie_keeping_old(
    tx: &Tx,
    id: i64,
    before: &[u8; 32],
    secret: &[u8; 32],
    old_until: Moment,
) -> Result<bool> {
    tx.run_one(
        "UPDATE browser SET old_secret = secret, older_secret = NULL, old_until = $1, secret = $2 WHERE id = $3 AND secret = $4",
        values![old_until, secret, id, before],
    )
}

/// As [`replace_cookie_keeping_old`], for a step-up with a cookie that may have been replaced, if it still works. Then both that cookie and
/// its successor work until `old_until`, because the answer with the successor may have been lost.
pub(crate) fn replace_cookie_at_step_up(
    tx: &Tx,
    id: i64,
    with: &[u8; 32],
    secret: &[u8; 32],
    (now, old_until): (Moment, Moment),
) -> Result<bool> {
    tx.run_one(
        "UPDATE browser SET older_secret = CASE WHEN secret != $1 THEN $1 END, old_secret = secret, old_until = $2, secret = $3
         WHERE id = $4 AND (secret = $1 OR (old_until > $5 AND (old_secret = $1 OR older_secret = $1)))",
        values![with, old_until, secret, id, now],
    )
}

/// Replaces a cookie that was lost with its answer. `false` if another one has replaced it, or if neither a session of the account nor a
/// sign-in of it is left in the browser.
pub(crate) fn replace_lost_cookie(
    tx: &Tx,
    id: i64,
    lost: &[u8; 32],
    secret: &[u8; 32],
    account: &AccountId,
) -> Result<bool> {
    tx.run_one(
        "UPDATE browser SET secret = $1 WHERE id = $2 AND secret = $3
         AND (EXISTS (SELECT 1 FROM session WHERE browser = $2 AND account = $4)
              OR EXISTS (SELECT 1 FROM waiting_sign_in WHERE browser = $2 AND account = $4))",
        values![secret, id, lost, account],
    )
}

/// Records a visit.
pub(crate) fn note_visit(tx: &Tx, id: i64, now: Moment) -> Result<()> {
    tx.run("UPDATE browser SET seen = $1 WHERE id = $2", values![now, id])
}

/// Sets the account in use.
pub(crate) fn sign_in(tx: &Tx, id: i64, account: &AccountId) -> Result<()> {
    tx.run("UPDATE browser SET current = $1 WHERE id = $2", values![account, id])
}

/// Sets the account in use to one that is signed in; `false` if it isn't signed in, or if `secret` isn't the one of the newest cookie.
pub(crate) fn choose(tx: &Tx, id: i64, secret: &[u8; 32], account: &str) -> Result<bool> {
    tx.run_one(
        "UPDATE browser SET current = $1 WHERE id = $2 AND secret = $3
         AND EXISTS (SELECT 1 FROM session WHERE browser = $2 AND account = $1)",
        values![account, id, secret],
    )
}

/// Records that a sign-in begins which has to wait.
pub(crate) fn note_begun(tx: &Tx, id: i64, now: Moment) -> Result<()> {
    tx.run("UPDATE browser SET begun = $1 WHERE id = $2", values![now, id])
}

/// Removes an account from a browser, as the account in use.
pub(crate) fn sign_out(tx: &Tx, id: i64, account: &str) -> Result<()> {
    tx.run("UPDATE browser SET current = NULL WHERE id = $1 AND current = $2", values![id, account])
}

/// Removes an account from all browsers except perhaps one, as the account in use.
pub(crate) fn sign_out_everywhere(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    tx.run(
        "UPDATE browser SET current = NULL
         WHERE current = $1 AND id IS DISTINCT FROM $2 AND id IN (SELECT browser FROM session WHERE account = $1)",
        values![account, but],
    )
}

/// Deletes up to `most` browsers that have nothing but a sign-in that began before a time. Returns their number.
pub(crate) fn purge_begun(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM browser WHERE id IN
         (SELECT id FROM browser WHERE begun < $1
          AND NOT EXISTS (SELECT 1 FROM session WHERE session.browser = browser.id)
          AND NOT EXISTS (SELECT 1 FROM known_browser WHERE known_browser.browser = browser.id) LIMIT $2)",
        values![before, most],
    )
}

/// Forgets the times of up to `most` sign-ins that began before a time in browsers that [`purge_begun`] keeps, so that it reads each only
/// once. Returns their number.
pub(crate) fn forget_begun(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "UPDATE browser SET begun = NULL WHERE id IN
         (SELECT id FROM browser WHERE begun < $1
          AND (EXISTS (SELECT 1 FROM session WHERE session.browser = browser.id)
               OR EXISTS (SELECT 1 FROM known_browser WHERE known_browser.browser = browser.id)) LIMIT $2)",
        values![before, most],
    )
}

/// Deletes up to `most` browsers that weren't used since a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM browser WHERE id IN (SELECT id FROM browser WHERE seen < $1 AND id < $2 LIMIT $3)",
        values![before, first_id(before), most],
    )
}

/// The same for browsers on shared computers.
pub(crate) fn purge_shared(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM browser WHERE id IN (SELECT id FROM browser WHERE shared AND seen < $1 LIMIT $2)",
        values![before, most],
    )
}
