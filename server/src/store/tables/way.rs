//! The ways by which accounts prove who they are, numbered within each account.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::security_info::{Kind, Way};

/// The kind of a way in its column.
enum Stored {
    Email,
    Phone,
    Authenticator,
    Passkey,
}

stored! { Stored { Email = 0, Phone = 1, Authenticator = 2, Passkey = 3 } }

/// What is known of a way beside what the rules need.
#[derive(Clone, Debug)]
pub struct Note {
    /// When it was added.
    pub added: Moment,
    /// When it was last used.
    pub used: Option<Moment>,
    /// What its owner calls it, if it is no contact.
    pub name: Option<String>,
}

/// The ways of an account, the oldest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<(Way, Note)>> {
    tx.all(
        "SELECT number, kind, contact, proven, first, added, used, name FROM way WHERE account = $1 ORDER BY number",
        values![account],
        read,
    )
}

/// The contacts among them: addresses first, each the oldest first.
pub(crate) fn contacts(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    tx.all(
        "SELECT contact FROM way WHERE account = $1 AND contact IS NOT NULL ORDER BY kind, number",
        values![account],
        |row| row.get("contact"),
    )
}

/// The number of the way that a contact is.
pub(crate) fn number_of(tx: &Tx, account: &AccountId, contact: &Contact) -> Result<Option<i64>> {
    tx.one("SELECT number FROM way WHERE account = $1 AND contact = $2", values![account, contact], |row| {
        row.get("number")
    })
}

/// Whether the account began with an address.
pub(crate) fn began_with_address(tx: &Tx, account: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM way WHERE account = $1 AND kind = $2 AND first", values![account, Stored::Email])
}

/// Adds one that has just been shown to work.
pub(crate) fn insert(
    tx: &Tx,
    (account, number): (&AccountId, i64),
    kind: &Kind,
    is_first: bool,
    now: Moment,
) -> Result<()> {
    let (kind, contact) = match kind {
        Kind::Contact(contact @ Contact::Email(_)) => (Stored::Email, Some(contact)),
        Kind::Contact(contact @ Contact::Phone(_)) => (Stored::Phone, Some(contact)),
        Kind::Authenticator => (Stored::Authenticator, None),
        Kind::Passkey => (Stored::Passkey, None),
    };
    tx.run(
        "INSERT INTO way (account, number, kind, contact, added, proven, first) VALUES ($1, $2, $3, $4, $5, $5, $6)",
        values![account, number, kind, contact, now, is_first],
    )?;
    Ok(())
}

/// What its owner calls one that is no contact.
pub(crate) fn set_name(tx: &Tx, account: &AccountId, number: i64, name: &str) -> Result<()> {
    tx.run("UPDATE way SET name = $1 WHERE account = $2 AND number = $3", values![name, account, number])?;
    Ok(())
}

/// A proof by it was shown.
pub(crate) fn note_use(tx: &Tx, account: &AccountId, number: i64, now: Moment) -> Result<()> {
    tx.run("UPDATE way SET used = $1 WHERE account = $2 AND number = $3", values![now, account, number])?;
    Ok(())
}

/// Removes one, with its app or passkey.
pub(crate) fn delete(tx: &Tx, account: &AccountId, number: i64) -> Result<()> {
    tx.run("DELETE FROM way WHERE account = $1 AND number = $2", values![account, number])?;
    Ok(())
}

fn read(row: &Row) -> Result<(Way, Note)> {
    let kind = match row.get("kind")? {
        Stored::Email | Stored::Phone => Kind::Contact(row.get("contact")?),
        Stored::Authenticator => Kind::Authenticator,
        Stored::Passkey => Kind::Passkey,
    };
    let note = Note { added: row.get("added")?, used: row.get("used")?, name: row.get("name")? };
    Ok((Way { id: row.get("number")?, kind, proven: row.get("proven")?, is_first: row.get("first")? }, note))
}
