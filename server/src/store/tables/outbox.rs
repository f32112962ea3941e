//! Messages on their way, sealed: waiting until they are due, leased to a worker, or given up.

use crate::store::error::Result;
use crate::store::ids::{AccountId, first_id, moment_of};
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;

/// A queue of messages. Each is delivered on its own, so a slow provider delays only its lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Emails.
    Emails,
    /// Text messages.
    Texts,
    /// Decoys: dropped at the point where the others are delivered, many at a time.
    Nobody,
}

stored! { Lane { Emails = 0, Texts = 1, Nobody = 2 } }

/// A worker's claim to a message. Once it has expired, the worker can't change the message any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The message's row.
    pub id: i64,
    /// How often the message has been leased, including this time.
    pub taken: u32,
}

/// A message under a new lease.
pub(crate) struct Leased {
    pub(crate) lease: Lease,
    /// How often it has been tried since it was written, or since an operator's retry.
    pub(crate) tries: u32,
    pub(crate) sealed: Vec<u8>,
}

/// A notice before its delivery.
pub(crate) struct NoticeRow {
    pub(crate) id: i64,
    pub(crate) sealed: Vec<u8>,
    pub(crate) due: Moment,
    /// Whether it waits to be merged with others.
    pub(crate) is_held: bool,
    /// Whether it was counted, so that it can be delivered.
    pub(crate) is_counted: bool,
}

/// A message that was given up.
pub(crate) struct DeadLetterRow {
    pub(crate) id: i64,
    pub(crate) given_up: Moment,
    pub(crate) cause: String,
    /// Empty if it was wiped.
    pub(crate) sealed: Vec<u8>,
}

/// The messages of a lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct LaneLevel {
    /// The number of those that wait.
    pub waiting: u32,
    /// The time when the oldest of them was written.
    pub oldest: Option<Moment>,
    /// The number of those that were given up and are kept.
    pub given_up: u32,
}

/// When a message that was given up is due.
const NEVER: Moment = Moment(i64::MAX);
/// The content of a wiped message.
const WIPED: [u8; 0] = [];

/// Adds a message. `false` if its id is taken.
pub(crate) fn insert(tx: &Tx, id: i64, lane: Lane, sealed: &[u8], due: Moment) -> Result<bool> {
    tx.run_one(
        "INSERT INTO outbox (id, lane, sealed, due) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        values![id, lane, sealed, due],
    )
}

/// Deletes the messages with an account's codes.
pub(crate) fn delete_codes_of(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run("DELETE FROM outbox WHERE id IN (SELECT message FROM challenge WHERE account = $1)", values![account])
}

/// Whether a lane has messages that are due.
pub(crate) fn has_due(tx: &Tx, lane: Lane, now: Moment) -> Result<bool> {
    tx.exists("SELECT 1 FROM outbox WHERE lane = $1 AND due <= $2 LIMIT 1", values![lane, now])
}

/// Whether a lane has messages.
pub(crate) fn has_any(tx: &Tx, lane: Lane) -> Result<bool> {
    tx.exists("SELECT 1 FROM outbox WHERE lane = $1 LIMIT 1", values![lane])
}

/// The messages of a lane, from its index alone.
pub(crate) fn level(tx: &Tx, lane: Lane) -> Result<LaneLevel> {
    let level = tx.one(
        "SELECT count(CASE WHEN given_up IS NULL AND held IS NULL THEN 1 END) AS waiting,
         min(CASE WHEN given_up IS NULL AND held IS NULL THEN id END) AS oldest, count(given_up) AS given_up
         FROM outbox WHERE lane = $1",
        values![lane],
        |row| {
            let oldest = row.get::<Option<i64>>("oldest")?.map(moment_of);
            Ok(LaneLevel { waiting: row.get("waiting")?, oldest, given_up: row.get("given_up")? })
        },
    )?;
    Ok(level.unwrap_or_default())
}

/// Leases the messages of a lane that are due, oldest first. They are due again when the lease expires.
pub(crate) fn lease_due(tx: &Tx, lane: Lane, now: Moment, expires: Moment, most: u32) -> Result<Vec<Leased>> {
    let mut leased = tx.all(
        "UPDATE outbox SET tries = tries + 1, due = $1
         WHERE id IN (SELECT id FROM outbox WHERE lane = $2 AND due <= $3 ORDER BY due, id LIMIT $4)
         RETURNING id, tries AS taken, tries - retried_at AS tries, sealed",
        values![expires, lane, now, most],
        |row| {
            let lease = Lease { id: row.get("id")?, taken: row.get("taken")? };
            Ok(Leased { lease, tries: row.get("tries")?, sealed: row.get("sealed")? })
        },
    )?;
    leased.sort_unstable_by_key(|message| message.lease.id);
    Ok(leased)
}

/// Makes the messages of a lane due that are due after a time, or after a later one if they wait to be merged with others. Those that were
/// given up aren't read: they can be many.
pub(crate) fn bring_back(tx: &Tx, lane: Lane, (after, held_after): (Moment, Moment), now: Moment) -> Result<()> {
    tx.run(
        "UPDATE outbox SET due = $1
         WHERE lane = $2 AND due > $3 AND due < $4 AND (held IS NULL OR due > $5)",
        values![now, lane, after, NEVER, held_after],
    )
}

/// Postpones a message, unless the lease has expired.
pub(crate) fn postpone(tx: &Tx, lease: Lease, due: Moment) -> Result<()> {
    tx.run("UPDATE outbox SET due = $1 WHERE id = $2 AND tries = $3", values![due, lease.id, lease.taken])
}

/// Whether a lease has not expired.
pub(crate) fn is_leased(tx: &Tx, lease: Lease) -> Result<bool> {
    tx.exists("SELECT 1 FROM outbox WHERE id = $1 AND tries = $2", values![lease.id, lease.taken])
}

/// A notice under a lease that has not expired.
pub(crate) fn leased_notice(tx: &Tx, lease: Lease) -> Result<Option<NoticeRow>> {
    let sql = "SELECT id, sealed, due, held IS NOT NULL AS is_held, counted FROM outbox WHERE id = $1 AND tries = $2";
    tx.one(sql, values![lease.id, lease.taken], read_notice)
}

/// The notice that waits to be merged with others about the same account to the same mailbox or phone. A notice that was given up is never
/// due, so later ones must not be merged with it.
pub(crate) fn held_notice(tx: &Tx, contact_key: &[u8; 16]) -> Result<Option<NoticeRow>> {
    let sql = "SELECT id, sealed, due, held IS NOT NULL AS is_held, counted FROM outbox
               WHERE held = $1 AND given_up IS NULL LIMIT 1";
    tx.one(sql, values![contact_key], read_notice)
}

/// Lets a notice wait, to be merged with others about the same account to the same mailbox or phone.
pub(crate) fn hold(tx: &Tx, id: i64, contact_key: &[u8; 16], until: Moment) -> Result<()> {
    tx.run("UPDATE outbox SET held = $1, due = $2 WHERE id = $3", values![contact_key, until, id])
}

/// Records that a notice was counted.
pub(crate) fn note_counted(tx: &Tx, id: i64) -> Result<()> {
    tx.run("UPDATE outbox SET counted = 1 WHERE id = $1", values![id])
}

/// Deletes a notice that was merged.
pub(crate) fn delete(tx: &Tx, id: i64) -> Result<()> {
    tx.run("DELETE FROM outbox WHERE id = $1", values![id])
}

/// Deletes a message that was delivered, unless the lease has expired.
pub(crate) fn delete_leased(tx: &Tx, lease: Lease) -> Result<()> {
    tx.run("DELETE FROM outbox WHERE id = $1 AND tries = $2", values![lease.id, lease.taken])
}

/// Deletes the first messages of a lane. Returns their number.
pub(crate) fn delete_first(tx: &Tx, lane: Lane, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE lane = $1 ORDER BY due, id LIMIT $2)",
        values![lane, most],
    )
}

/// Gives a message up, and wipes it if `wipe`, unless the lease has expired.
pub(crate) fn give_up(tx: &Tx, lease: Lease, cause: &str, wipe: bool, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE outbox SET due = $1, given_up = $2, cause = $3, sealed = CASE WHEN $4 THEN $5 ELSE sealed END
         WHERE id = $6 AND tries = $7",
        values![NEVER, now, cause, wipe, WIPED, lease.id, lease.taken],
    )
}

/// The messages that were given up, oldest first.
pub(crate) fn given_up(tx: &Tx) -> Result<Vec<DeadLetterRow>> {
    tx.all(
        "SELECT id, given_up, cause, sealed FROM outbox WHERE given_up IS NOT NULL ORDER BY id",
        values![],
        read_dead_letter,
    )
}

/// Makes a message that was given up due again. `false` if there is none, or it was wiped. A notice is delivered as it is: others
/// can wait meanwhile, and of two notices that wait, only one can have merged others.
pub(crate) fn retry(tx: &Tx, id: i64, now: Moment) -> Result<bool> {
    tx.run_one(
        "UPDATE outbox SET due = $1, retried_at = tries, given_up = NULL, cause = NULL, held = NULL, counted = 1
         WHERE id = $2 AND given_up IS NOT NULL AND length(sealed) > 0",
        values![now, id],
    )
}

/// Deletes a message that was given up. `false` if there is none.
pub(crate) fn delete_given_up(tx: &Tx, id: i64) -> Result<bool> {
    tx.run_one("DELETE FROM outbox WHERE id = $1 AND given_up IS NOT NULL", values![id])
}

/// Deletes up to `most` messages that were given up before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE given_up < $1 AND id < $2 LIMIT $3)",
        values![before, first_id(before), most],
    )
}

fn read_notice(row: &Row) -> Result<NoticeRow> {
    Ok(NoticeRow {
        id: row.get("id")?,
        sealed: row.get("sealed")?,
        due: row.get("due")?,
        is_held: row.get("is_held")?,
        is_counted: row.get("counted")?,
    })
}

/// Up to `most` messages after an ID whose sealed data doesn't begin with a header, in the order of their IDs.
pub(crate) fn of_another_form(tx: &Tx, after: i64, header: &[u8], most: u32) -> Result<Vec<(i64, Vec<u8>)>> {
    tx.all(
        "SELECT id, sealed FROM outbox
         WHERE id > $1 AND length(sealed) > 0 AND substr(sealed, 1, 5) != $2 ORDER BY id LIMIT $3",
        values![after, header, most],
        |row| Ok((row.get("id")?, row.get("sealed")?)),
    )
}

/// Replaces the sealed data of a message; `false` if it isn't `before`.
pub(crate) fn replace_sealed(tx: &Tx, id: i64, before: &[u8], resealed: &[u8]) -> Result<bool> {
    tx.run_one("UPDATE outbox SET sealed = $1 WHERE id = $2 AND sealed = $3", values![resealed, id, before])
}

fn read_dead_letter(row: &Row) -> Result<DeadLetterRow> {
    Ok(DeadLetterRow {
        id: row.get("id")?,
        given_up: row.get("given_up")?,
        cause: row.get("cause")?,
        sealed: row.get("sealed")?,
    })
}
