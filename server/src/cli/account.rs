//! `countersign account …`

mod add;
mod change;
mod delete;
mod list;
mod password;
mod show;

use super::{CommandResult, DataFolder, block_on};
use crate::credentials::{emails, phones};
use crate::store::{AccountId, Store};
use clap::Subcommand;
use domain::contact::{Contact, TypedPhone};
use std::error::Error;

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Add an account. Its email address and phone number are considered verified
    #[command(
        after_help = "Examples:\n  echo 'correct horse battery' | countersign account add --data ./data \\\n    --email ann@example.com --password-stdin\n  countersign account add --data ./data \\\n    --email ann@example.com --phone '+49 1512 3456789'"
    )]
    Add(add::AddAccount),
    /// List sign-in names with their accounts, in alphabetical order
    #[command(
        after_help = "Examples:\n  countersign account list --data ./data\n  countersign account list --data ./data --name ann"
    )]
    List(list::ListAccounts),
    /// Show an account's state, sign-in methods, sessions, devices, and the sign-ins, wrong passwords and codes that are counted. Addresses and
    /// numbers are shown whole, so that you can compare them with those of the person who asks you for help
    #[command(after_help = "Example:\n  countersign account show --data ./data ann@example.com")]
    Show(show::ShowAccount),
    /// Disable an account: it is signed out everywhere, no one can sign in, and its devices' tokens are inactive. Nothing is deleted
    #[command(after_help = "Example:\n  countersign account disable --data ./data ann@example.com")]
    Disable(OneAccount),
    /// Enable an account that was disabled. Its devices' tokens work again, but a device that was refused in the meantime may have to be linked again
    #[command(after_help = "Example:\n  countersign account enable --data ./data ann@example.com")]
    Enable(OneAccount),
    /// Delete an account with everything that belongs to it, after a question. This can't be undone
    #[command(
        after_help = "Examples:\n  countersign account delete --data ./data ann@example.com\n  countersign account delete --data ./data ann@example.com --yes"
    )]
    Delete(delete::DeleteAccount),
    /// Sign an account out of all browsers. Codes that were sent to it no longer work
    #[command(
        after_help = "Examples:\n  countersign account sign-out --data ./data ann@example.com\n  countersign account sign-out --data ./data ann@example.com --devices"
    )]
    SignOut(change::SignOutAccount),
    /// Replace an account's password, and sign it out of all browsers. Without --password-stdin, a new password is generated and printed
    #[command(
        after_help = "Examples:\n  countersign account set-password --data ./data ann@example.com\n  echo 'correct horse battery' | \\\n    countersign account set-password --data ./data \\\n      ann@example.com --password-stdin"
    )]
    SetPassword(change::SetPassword),
    /// Clear the counts of sign-ins, and of wrong passwords and codes, that make an account's owner wait
    #[command(after_help = "Example:\n  countersign account unlock --data ./data ann@example.com")]
    Unlock(OneAccount),
}

/// An account in the store.
#[derive(Debug, clap::Args)]
pub(super) struct OneAccount {
    #[command(flatten)]
    data: DataFolder,
    /// One of its sign-in names, or its ID
    #[arg(value_name = "ACCOUNT")]
    account: String,
}

impl AccountCommand {
    pub(super) fn run(self) -> CommandResult {
        match self {
            Self::Add(add) => add.run(),
            Self::List(list) => list.run(),
            Self::Show(show) => show.run(),
            Self::Disable(one) => change::disable(&one),
            Self::Enable(one) => change::enable(&one),
            Self::Delete(delete) => delete.run(),
            Self::SignOut(sign_out) => sign_out.run(),
            Self::SetPassword(set) => set.run(),
            Self::Unlock(one) => change::unlock(&one),
        }
    }
}

impl OneAccount {
    /// Opens the store, and finds the account.
    fn find(&self) -> Result<(Store, AccountId), Box<dyn Error>> {
        self.find_in(self.data.open()?)
    }

    fn find_in(&self, store: Store) -> Result<(Store, AccountId), Box<dyn Error>> {
        let typed = &*self.account;
        let found = if typed.contains('@') || typed.starts_with('+') {
            block_on(store.account_named(&name(typed)?))??
        } else {
            block_on(store.account_with_id(typed))??
        };
        let none = || format!("there is no account {typed:?}; `countersign account list` lists all accounts");
        Ok((store, found.ok_or_else(none)?))
    }
}

/// The sign-in name that was typed.
fn name(typed: &str) -> Result<Contact, Box<dyn Error>> {
    if typed.contains('@') {
        return Ok(Contact::Email(emails::read(typed)?));
    }
    let number = TypedPhone::read(typed).and_then(|typed| phones::read(&typed, None));
    number.map(Contact::Phone).map_err(|_| {
        format!("{typed} isn't a phone number that can receive texts; an example is +4915123456789").into()
    })
}
