//! The commands that change an account. The server writes the messages to its contacts, and logs the command as an event.

use super::OneAccount;
use super::password::hash;
use crate::cli::output::{print_line, print_secret};
use crate::cli::{CommandResult, block_on, first_line};
use crate::rng::Rng;
use domain::code::RecoveryCode;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SignOutAccount {
    #[command(flatten)]
    one: OneAccount,
    /// Also unlink its devices
    #[arg(long)]
    devices: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SetPassword {
    #[command(flatten)]
    one: OneAccount,
    /// Read the password from the first line of standard input. It must be as hard to guess as one that a person chooses
    #[arg(long)]
    password_stdin: bool,
    /// The server's TOML file with settings, such as the list of breached passwords
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn disable(one: &OneAccount) -> CommandResult {
    let (store, account) = one.find()?;
    let is_changed = block_on(store.disable_account(&account))??;
    report(is_changed, one, "disabled", "is disabled already")
}

pub(super) fn enable(one: &OneAccount) -> CommandResult {
    let (store, account) = one.find()?;
    let is_changed = block_on(store.enable_account(&account))??;
    report(is_changed, one, "enabled", "isn't disabled")
}

pub(super) fn unlock(one: &OneAccount) -> CommandResult {
    let (store, account) = one.find()?;
    let is_changed = block_on(store.unlock_account(&account))??;
    report(is_changed, one, "unlocked", GONE)
}

impl SignOutAccount {
    pub(super) fn run(self) -> CommandResult {
        let (store, account) = self.one.find()?;
        let is_changed = block_on(store.sign_out_account(&account, self.devices))??;
        let done = if self.devices { "signed out and unlinked all devices of" } else { "signed out" };
        report(is_changed, &self.one, done, GONE)
    }
}

impl SetPassword {
    pub(super) fn run(self) -> CommandResult {
        let (store, account) = self.one.find()?;
        let given = self.password_stdin.then(|| first_line("password")).transpose()?;
        let is_made = given.is_none();
        // As random as a recovery code, and without characters that are easy to mix up.
        let password = given.unwrap_or_else(|| RecoveryCode::generate(&mut Rng::system().draw()).to_string());
        let gone = || format!("{} {GONE}", self.one.account);
        let details = block_on(store.account_details(&account))??.ok_or_else(gone)?;
        let hash = block_on(hash(password.clone(), &details.methods.info.names, self.config.as_deref()))??;
        let is_changed = block_on(store.replace_password(&account, hash))??;
        check(is_changed, &self.one, GONE)?;
        let done = format!("set a new password for {}", self.one.account);
        if is_made {
            print_secret(&format!("{done}\n{password}"))?;
        } else {
            print_line(&done)?;
        }
        Ok(())
    }
}

/// Why a command that otherwise always changes something has changed nothing: another one was faster.
const GONE: &str = "was just deleted";

fn check(is_changed: bool, one: &OneAccount, not_done: &str) -> CommandResult {
    if is_changed { Ok(()) } else { Err(format!("{} {not_done}", one.account).into()) }
}

fn report(is_changed: bool, one: &OneAccount, done: &str, not_done: &str) -> CommandResult {
    check(is_changed, one, not_done)?;
    print_line(&format!("{done} {}", one.account))?;
    Ok(())
}
