//! `countersign account delete`

use super::OneAccount;
use crate::cli::list::count;
use crate::cli::output::{print_line, print_note};
use crate::cli::{CommandResult, block_on};
use crate::store::AccountDetails;
use domain::contact::Contact;
use std::io::IsTerminal;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DeleteAccount {
    #[command(flatten)]
    one: OneAccount,
    /// Don't ask whether to delete it. Without a terminal, this option is needed
    #[arg(long)]
    yes: bool,
}

impl DeleteAccount {
    pub(super) fn run(self) -> CommandResult {
        const GONE: &str = "the account was just deleted";
        let (store, account) = self.one.find()?;
        let what = described(&block_on(store.account_details(&account))??.ok_or(GONE)?);
        if !self.yes {
            confirm(&what)?;
        }
        if !block_on(store.delete_account(&account))?? {
            return Err(GONE.into());
        }
        print_line(&format!("deleted {what}"))?;
        Ok(())
    }
}

/// The account, and how much is deleted with it.
fn described(AccountDetails { row, methods, devices, .. }: &AccountDetails) -> String {
    let names: Vec<&str> = methods.info.names.iter().map(Contact::as_str).collect();
    let (methods, devices) = (count(methods.info.methods.len(), "sign-in method"), count(devices.len(), "device"));
    format!("the account {} of {}, with {methods} and {devices}", row.id.as_str(), names.join(" and "))
}

/// Asks whether to delete an account. Without a terminal, nobody can answer.
fn confirm(what: &str) -> CommandResult {
    if !std::io::stdin().is_terminal() {
        return Err(format!("this would delete {what}, which can't be undone; add --yes to delete it").into());
    }
    print_note(&format!("This deletes {what}. It can't be undone. To delete it, type yes:"));
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim() == "yes" { Ok(()) } else { Err("nothing was deleted".into()) }
}
