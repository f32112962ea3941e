//! The sign-in methods of accounts, numbered within each account.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::security_info::{Method, MethodKind};

/// The kind of a method as stored.
enum Stored {
    Email,
    Phone,
    Authenticator,
    Passkey,
}

stored! { Stored { Email = 0, Phone = 1, Authenticator = 2, Passkey = 3 } }

/// The facts about a method that the rules don't use.
#[derive(Clone, Debug)]
pub struct Note {
    /// The time when it was added.
    pub added: Moment,
    /// The time when it was last used.
    pub used: Option<Moment>,
    /// Its owner's name for it; a contact has none.
    pub name: Option<String>,
}

/// Reads the methods of an account, oldest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<(Method, Note)>> {
    tx.all(
        "SELECT number, kind, contact, verified, first, added, used, name FROM method
         WHERE account = $1 ORDER BY number",
        values![account],
        read,
    )
}

/// Reads the contacts of an account: addresses, then phones, each oldest first.
pub(crate) fn contacts(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    tx.all(
        "SELECT contact FROM method WHERE account = $1 AND contact IS NOT NULL ORDER BY kind, number",
        values![account],
        |row| row.get("contact"),
    )
}

/// Finds the number of a contact's method.
pub(crate) fn number_of(tx: &Tx, account: &AccountId, contact: &Contact) -> Result<Option<i64>> {
    tx.one("SELECT number FROM method WHERE account = $1 AND contact = $2", values![account, contact], |row| {
        row.get("number")
    })
}

/// Whether the account was created with an address.
pub(crate) fn began_with_address(tx: &Tx, account: &AccountId) -> Result<bool> {
    tx.exists("SELECT 1 FROM method WHERE account = $1 AND kind = $2 AND first", values![account, Stored::Email])
}

/// Adds a method that has just been verified.
pub(crate) fn insert(
    tx: &Tx,
    (account, number): (&AccountId, i64),
    kind: &MethodKind,
    is_first: bool,
    now: Moment,
) -> Result<()> {
    let (kind, contact) = match kind {
        MethodKind::Contact(contact @ Contact::Email(_)) => (Stored::Email, Some(contact)),
        MethodKind::Contact(contact @ Contact::Phone(_)) => (Stored::Phone, Some(contact)),
        MethodKind::Authenticator => (Stored::Authenticator, None),
        MethodKind::Passkey => (Stored::Passkey, None),
    };
    tx.run(
        "INSERT INTO method (account, number, kind, contact, added, verified, first)
         VALUES ($1, $2, $3, $4, $5, $5, $6)",
        values![account, number, kind, contact, now, is_first],
    )
}

/// Sets the owner's name for a method.
pub(crate) fn set_name(tx: &Tx, account: &AccountId, number: i64, name: &str) -> Result<()> {
    tx.run("UPDATE method SET name = $1 WHERE account = $2 AND number = $3", values![name, account, number])
}

/// Records that a method was used.
pub(crate) fn note_use(tx: &Tx, account: &AccountId, number: i64, now: Moment) -> Result<()> {
    tx.run("UPDATE method SET used = $1 WHERE account = $2 AND number = $3", values![now, account, number])
}

/// Deletes a method, with its authenticator app or passkey.
pub(crate) fn delete(tx: &Tx, account: &AccountId, number: i64) -> Result<()> {
    tx.run("DELETE FROM method WHERE account = $1 AND number = $2", values![account, number])
}

fn read(row: &Row) -> Result<(Method, Note)> {
    let kind = match row.get("kind")? {
        Stored::Email | Stored::Phone => MethodKind::Contact(row.get("contact")?),
        Stored::Authenticator => MethodKind::Authenticator,
        Stored::Passkey => MethodKind::Passkey,
    };
    let note = Note { added: row.get("added")?, used: row.get("used")?, name: row.get("name")? };
    Ok((Method { id: row.get("number")?, kind, verified: row.get("verified")?, is_first: row.get("first")? }, note))
}
