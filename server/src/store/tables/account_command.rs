//! An operator's commands about accounts, until the server has logged them and written the messages about them.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::contact::Contact;

stored! { OperatorCommand as text {
    Add = "add", Disable = "disable", Enable = "enable", Delete = "delete", SignOut = "sign-out",
    SignOutDevices = "sign-out-devices", SetPassword = "set-password", Unlock = "unlock",
} }

/// An operator's command about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorCommand {
    /// It was added.
    Add,
    /// It was disabled.
    Disable,
    /// It was enabled again.
    Enable,
    /// It was deleted.
    Delete,
    /// It was signed out of all browsers.
    SignOut,
    /// It was signed out of all browsers, and its devices were unlinked.
    SignOutDevices,
    /// It got a new password.
    SetPassword,
    /// Its counts of wrong passwords and codes were cleared.
    Unlock,
}

impl OperatorCommand {
    /// All commands.
    pub const ALL: [Self; 8] = [
        Self::Add,
        Self::Disable,
        Self::Enable,
        Self::Delete,
        Self::SignOut,
        Self::SignOutDevices,
        Self::SetPassword,
        Self::Unlock,
    ];
}

/// A command that was carried out.
#[derive(Clone, Debug)]
pub struct GivenCommand {
    /// The ID of its row.
    pub(crate) id: i64,
    /// The account, which may be gone.
    pub account: AccountId,
    /// The command.
    pub command: OperatorCommand,
    /// The account's contacts at the time.
    pub contacts: Vec<Contact>,
    /// The account's language, if it is known.
    pub language: Option<String>,
}

/// Adds a command; `false` if its ID is taken.
pub(crate) fn insert(tx: &Tx, given: &GivenCommand) -> Result<bool> {
    let GivenCommand { id, account, command, contacts, language } = given;
    let contacts: Vec<&str> = contacts.iter().map(Contact::as_str).collect();
    tx.run_one(
        "INSERT INTO account_command (id, account, command, contacts, language) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        values![id, account, command, contacts.join("\n"), language],
    )
}

/// All commands, oldest first.
pub(crate) fn all(tx: &Tx) -> Result<Vec<GivenCommand>> {
    tx.all("SELECT id, account, command, contacts, language FROM account_command ORDER BY id", values![], read)
}

/// Deletes a command; `false` if it is gone.
pub(crate) fn delete(tx: &Tx, id: i64) -> Result<bool> {
    tx.run_one("DELETE FROM account_command WHERE id = $1", values![id])
}

fn read(row: &Row) -> Result<GivenCommand> {
    let contacts: String = row.get("contacts")?;
    Ok(GivenCommand {
        id: row.get("id")?,
        account: row.get("account")?,
        command: row.get("command")?,
        contacts: contacts.lines().filter_map(Contact::parse).collect(),
        language: row.get("language")?,
    })
}
