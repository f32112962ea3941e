//! The links in messages about changes: "This wasn't me" (I8), and canceling a hold (H2).

use crate::secrets::Token;
use crate::store::error::Result;
use crate::store::ids::{AccountId, first_id};
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::notice::{LinkPurpose, NoticeKind, NoticeLink};

stored! { LinkPurpose { UnlinkDevice = 0, ThisWasNotMe = 1, CancelHold = 2 } }

/// A link to be sent.
pub(crate) struct NewLink {
    /// The secret in its address, whose ID is the row's.
    pub(crate) secret: Token,
    /// The account.
    pub(crate) account: AccountId,
    /// What its button does.
    pub(crate) purpose: LinkPurpose,
    /// The kind of the notice that it is in.
    pub(crate) kind: NoticeKind,
    /// The contact that gets the message.
    pub(crate) contact: Contact,
    /// The time of the change; of a hold, when that began.
    pub(crate) about: Moment,
    /// The time when the message is written.
    pub(crate) sent: Moment,
}

/// A link that was sent.
#[derive(Clone, Debug)]
pub struct NoticeLinkRow {
    /// The ID of its row.
    pub(crate) id: i64,
    /// The account.
    pub account: AccountId,
    /// What its button does, and whether it was used.
    pub link: NoticeLink,
    /// The kind of the notice that it is in.
    pub kind: NoticeKind,
    /// The contact that got the message.
    pub contact: Contact,
}

/// Adds a link; `false` if the account is gone.
pub(crate) fn insert(tx: &Tx, link: &NewLink) -> Result<bool> {
    let NewLink { secret, account, purpose, kind, contact, about, sent } = link;
    tx.run_one(
        "INSERT INTO notice_link (id, secret, purpose, kind, contact, about, sent, account)
         SELECT $1, $2, $3, $4, $5, $6, $7, account.id FROM account WHERE account.id = $8",
        values![secret.id, secret.hash(), purpose, kind, contact, about, sent, account],
    )
}

/// The link with a secret.
pub(crate) fn by_link(tx: &Tx, link: &Token) -> Result<Option<NoticeLinkRow>> {
    let found = tx.one(
        "SELECT id, secret, account, purpose, kind, contact, about, used FROM notice_link WHERE id = $1",
        values![link.id],
        |row| Ok((row.get("secret")?, read(row)?)),
    )?;
    Ok(found.filter(|(secret, _)| link.matches(secret)).map(|(_, row)| row))
}

/// Records that a link was used; `false` if it was used before.
pub(crate) fn note_used(tx: &Tx, id: i64, now: Moment) -> Result<bool> {
    tx.run_one("UPDATE notice_link SET used = $1 WHERE id = $2 AND used IS NULL", values![now, id])
}

/// Lets the links about a hold be about its corrected begin.
pub(crate) fn move_hold(tx: &Tx, account: &AccountId, [from, to]: [Moment; 2]) -> Result<()> {
    tx.run(
        "UPDATE notice_link SET about = $1 WHERE account = $2 AND about = $3 AND purpose = $4",
        values![to, account, from, LinkPurpose::CancelHold],
    )
}

/// Deletes up to `most` links that were sent before a time. Those about a hold stay as long as it runs. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM notice_link WHERE id IN (SELECT id FROM notice_link WHERE id < $1 AND sent < $2 AND NOT EXISTS
         (SELECT 1 FROM hold WHERE hold.account = notice_link.account AND hold.started = notice_link.about
          AND notice_link.purpose = $3) LIMIT $4)",
        values![first_id(before), before, LinkPurpose::CancelHold, most],
    )
}

fn read(row: &Row) -> Result<NoticeLinkRow> {
    let link = NoticeLink { purpose: row.get("purpose")?, about: row.get("about")?, used: row.get("used")? };
    let (account, kind) = (row.get("account")?, row.get("kind")?);
    Ok(NoticeLinkRow { id: row.get("id")?, account, link, kind, contact: row.get("contact")? })
}
