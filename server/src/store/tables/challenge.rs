//! Codes sent in messages, and decoys in their place.

use crate::store::browsers::UnreplacedBrowser;
use crate::store::error::Result;
use crate::store::ids::{AccountId, first_id};
use crate::store::tx::{Row, Tx};
use crate::store::value::{FromSql, ToSql, Value, stored, values};
use domain::Moment;
use domain::api::single_use_code::DeliveryStage;
use domain::contact::Contact;
use domain::rules::challenge::{Challenge, ChallengeState, Wrong};

stored! { ChallengeState { Open = 0, Replaced = 1, Used = 2 } }

/// The number of a stage. It only increases.
impl ToSql for DeliveryStage {
    fn to_sql(&self) -> Value<'_> {
        Value::Integer(match self {
            Self::Untracked | Self::Waiting => 0,
            Self::HandedOver => 1,
            Self::Bounced => 2,
            Self::Delivered => 3,
        })
    }
}

impl FromSql for DeliveryStage {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        [Self::Waiting, Self::HandedOver, Self::Bounced, Self::Delivered]
            .into_iter()
            .find(|stage| stage.to_sql() == value)
    }
}

/// A code to add.
pub(crate) struct NewChallenge<'a> {
    pub(crate) id: i64,
    /// The keyed hash of the typed name and contact.
    pub(crate) subject: &'a [u8; 16],
    /// The keyed hash of the account; without an account, of the typed name and contact.
    pub(crate) owner: &'a [u8; 16],
    pub(crate) account: Option<&'a AccountId>,
    /// The keyed hash of the code. `None` for a decoy that nobody requested: its row has a hash that no code has.
    pub(crate) code: Option<[u8; 16]>,
    /// Whether the code opens anything.
    pub(crate) is_genuine: bool,
    pub(crate) expires: Moment,
    /// The ID of the message with the code.
    pub(crate) message: i64,
}

/// A code that was sent, or a decoy.
pub(crate) struct ChallengeRow {
    pub(crate) id: i64,
    pub(crate) account: Option<AccountId>,
    /// The keyed hash of the code; `None` if the code opens nothing.
    pub(crate) code: Option<[u8; 16]>,
    pub(crate) challenge: Challenge,
}

/// Adds an open code. With `keeps_strangers`, the wrong attempts of strangers are those of the code before it. Here and below, codes don't
/// count whose ID is `ahead` or higher: they were sent while the clock was ahead (O10).
pub(crate) fn insert(tx: &Tx, new: &NewChallenge, keeps_strangers: bool, ahead: i64) -> Result<()> {
    let NewChallenge { id, subject, owner, account, code, is_genuine, expires, message } = new;
    tx.run(
        "INSERT INTO challenge
         (id, subject, owner, account, genuine, code, state, expires, message, stage, wrong_known, wrong_strangers)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 0, 0,
                 CASE WHEN $9 THEN coalesce((SELECT wrong_strangers FROM challenge WHERE subject = $2
                                             AND id < $10 ORDER BY id DESC LIMIT 1), 0) ELSE 0 END)",
        values![
            id,
            subject,
            owner,
            account,
            is_genuine,
            code.unwrap_or_default(),
            expires,
            message,
            keeps_strangers,
            ahead
        ],
    )
}

/// The code for a typed name and contact: the open one, else the newest.
pub(crate) fn of_subject(tx: &Tx, subject: &[u8; 16], ahead: i64) -> Result<Option<ChallengeRow>> {
    tx.one(
        "SELECT id, account, CASE WHEN genuine THEN code END AS code, state, wrong_strangers, wrong_known, expires
         FROM challenge WHERE subject = $1 AND id < $2 ORDER BY state = 0 DESC, id DESC LIMIT 1",
        values![subject, ahead],
        read,
    )
}

/// An owner's code that can no longer be entered, if its ID is `from` or higher. No code with an ID of `ahead` or higher can be entered.
pub(crate) fn ended(
    tx: &Tx,
    owner: &[u8; 16],
    code: &[u8; 16],
    (from, ahead): (i64, i64),
    now: Moment,
) -> Result<Option<ChallengeRow>> {
    tx.one(
        "SELECT id, account, CASE WHEN genuine THEN code END AS code, state, wrong_strangers, wrong_known, expires
         FROM challenge WHERE owner = $1 AND code = $2 AND id >= $3 AND (state != $4 OR expires <= $5 OR id >= $6)
         AND genuine ORDER BY id DESC LIMIT 1",
        values![owner, code, from, ChallengeState::Open, now, ahead],
        read,
    )
}

/// Writes the next state of a code; `false` if its state has changed in the meantime, or if `method` is no longer a contact of the code's
/// account. `None` if it needn't be one.
pub(crate) fn update(
    tx: &Tx,
    id: i64,
    before: ChallengeState,
    next: Challenge,
    method: Option<&Contact>,
) -> Result<bool> {
    let Challenge { state, wrong, .. } = next;
    tx.run_one(
        "UPDATE challenge SET state = $1, wrong_strangers = $2, wrong_known = $3 WHERE id = $4 AND state = $5
         AND ($6 OR EXISTS (SELECT 1 FROM method WHERE method.account = challenge.account AND method.contact = $7))",
        values![state, wrong.strangers, wrong.known, id, before, method.is_none(), method],
    )
}

/// Records the browser in which a code was entered.
pub(crate) fn note_browser(tx: &Tx, id: i64, browser: i64) -> Result<()> {
    tx.run("UPDATE challenge SET used_in = $1 WHERE id = $2", values![browser, id])
}

/// Whether the last code that was sent to a typed name and contact was entered in a browser.
pub(crate) fn is_last_used_in(tx: &Tx, subject: &[u8; 16], browser: UnreplacedBrowser, ahead: i64) -> Result<bool> {
    let sql = "SELECT used_in FROM challenge WHERE subject = $1 AND id < $2 AND message != 0 ORDER BY id DESC LIMIT 1";
    let used_in: Option<Option<i64>> = tx.one(sql, values![subject, ahead], |row| row.get("used_in"))?;
    Ok(used_in.flatten() == Some(browser.into()))
}

/// Marks an owner's open code as replaced.
pub(crate) fn replace(tx: &Tx, owner: &[u8; 16]) -> Result<()> {
    tx.run(
        "UPDATE challenge SET state = $1 WHERE owner = $2 AND state = $3",
        values![ChallengeState::Replaced, owner, ChallengeState::Open],
    )
}

/// Voids all codes that were sent to an account, for any purpose.
pub(crate) fn end_all(tx: &Tx, account: &AccountId) -> Result<()> {
    tx.run(
        "UPDATE challenge SET state = $1 WHERE account = $2 AND state = $3",
        values![ChallengeState::Replaced, account, ChallengeState::Open],
    )
}

/// The delivery stage of the code for a typed name and contact.
pub(crate) fn stage(tx: &Tx, subject: &[u8; 16], ahead: i64) -> Result<Option<DeliveryStage>> {
    tx.one(
        "SELECT stage FROM challenge WHERE subject = $1 AND id < $2 ORDER BY state = 0 DESC, id DESC LIMIT 1",
        values![subject, ahead],
        |row| row.get("stage"),
    )
}

/// Advances a message's delivery stage. Late and repeated reports change nothing.
pub(crate) fn note_stage(tx: &Tx, message: i64, stage: DeliveryStage) -> Result<()> {
    tx.run("UPDATE challenge SET stage = $1 WHERE message = $2 AND stage < $1", values![stage, message])
}

/// Sets the delivery stage of the first `most` messages of a lane.
pub(crate) fn note_stage_of_first(tx: &Tx, lane: impl ToSql, most: u32, stage: DeliveryStage) -> Result<()> {
    tx.run(
        "UPDATE challenge SET stage = $1
         WHERE message IN (SELECT id FROM outbox WHERE lane = $2 ORDER BY due, id LIMIT $3)",
        values![stage, lane, most],
    )
}

/// Deletes up to `most` codes that were sent before a time, oldest first. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM challenge WHERE id IN (SELECT id FROM challenge WHERE id < $1 ORDER BY id LIMIT $2)",
        values![first_id(before), most],
    )
}

fn read(row: &Row) -> Result<ChallengeRow> {
    let wrong = Wrong { strangers: row.get("wrong_strangers")?, known: row.get("wrong_known")? };
    let challenge = Challenge { state: row.get("state")?, wrong, expires: row.get("expires")? };
    Ok(ChallengeRow { id: row.get("id")?, account: row.get("account")?, code: row.get("code")?, challenge })
}
