//! An operator's commands about accounts. Each is one transaction, with a note for the server, which logs it and writes the messages.

use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::outbox::{self, Message};
use super::tables::account_command::{self, GivenCommand, OperatorCommand};
use super::tables::{account, challenge, device_authorization, method, outbox as outbox_table, sign_in_name};
use super::tx::Tx;
use super::{AccountId, Counted, DRAWS, Store, attempts, grants, sessions};
use crate::credentials::passwords::NewPassword;
use domain::Moment;
use domain::contact::Contact;

impl Store {
    /// Disables an account: it is signed out of all browsers, none of which it knows any more, no one can sign in to it, and its devices'
    /// tokens are inactive. `false` if it was disabled before.
    pub async fn disable_account(&self, account: &AccountId) -> Result<bool, Stop> {
        self.command(account, OperatorCommand::Disable, |tx, account, now| {
            if !account::disable(tx, account, now)? {
                return Ok(false);
            }
            sessions::end_all(tx, account, None)?;
            challenge::end_all(tx, account)?;
            Ok(true)
        })
        .await
    }

    /// Enables an account again, with its methods and devices. `false` if it wasn't disabled.
    pub async fn enable_account(&self, account: &AccountId) -> Result<bool, Stop> {
        self.command(account, OperatorCommand::Enable, |tx, account, _| account::enable(tx, account)).await
    }

    /// Signs an account out of all browsers, none of which it knows any more, and unlinks its devices if `devices`.
    pub async fn sign_out_account(&self, account: &AccountId, devices: bool) -> Result<bool, Stop> {
        let command = if devices { OperatorCommand::SignOutDevices } else { OperatorCommand::SignOut };
        self.command(account, command, move |tx, account, _| {
            sessions::end_all(tx, account, None)?;
            challenge::end_all(tx, account)?;
            if devices {
                grants::revoke_all(tx, account)?;
            }
            Ok(true)
        })
        .await
    }

    /// Replaces an account's password, and signs it out of all browsers.
    pub async fn replace_password(&self, account: &AccountId, password: NewPassword) -> Result<bool, Stop> {
        self.command(account, OperatorCommand::SetPassword, move |tx, account, _| {
            sessions::end_all(tx, account, None)?;
            account::set_password(tx, account, &password.0)?;
            challenge::end_all(tx, account)?;
            Ok(true)
        })
        .await
    }

    /// Clears the counts of sign-ins, and of wrong passwords and codes, that make an account's owner wait.
    pub async fn unlock_account(&self, account: &AccountId) -> Result<bool, Stop> {
        let counts = self.counts_of_account(account).await?;
        self.command_about(account, OperatorCommand::Unlock, counts, |_, _, _| Ok(true)).await
    }

    /// Deletes an account with everything that belongs to it.
    pub async fn delete_account(&self, account: &AccountId) -> Result<bool, Stop> {
        let counts = self.counts_of_account(account).await?;
        self.command_about(account, OperatorCommand::Delete, counts, |tx, account, _| {
            sessions::end_all(tx, account, None)?;
            device_authorization::withdraw_all(tx, account)?;
            outbox_table::delete_codes_of(tx, account)?;
            account::delete(tx, account)
        })
        .await
    }

    async fn command(
        &self,
        account: &AccountId,
        command: OperatorCommand,
        run: impl Fn(&Tx, &AccountId, Moment) -> Result<bool> + Send + 'static,
    ) -> Result<bool, Stop> {
        self.command_about(account, command, Vec::new(), run).await
    }

    /// Carries out a command, after forgetting `counts`, and notes it. `false` if it changes nothing, or if the account is gone.
    async fn command_about(
        &self,
        account: &AccountId,
        command: OperatorCommand,
        counts: Vec<Counted>,
        run: impl Fn(&Tx, &AccountId, Moment) -> Result<bool> + Send + 'static,
    ) -> Result<bool, Stop> {
        let (now, store, account) = (self.0.clock.now(), self.clone(), account.clone());
        self.write(move |tx| {
            attempts::lock(tx, counts.iter().map(Counted::key))?;
            tx.lock(Lock::Account(&account))?;
            counts.iter().try_for_each(|count| count.forget(tx))?;
            // Before the command, which can delete them.
            let (contacts, language) = (all_contacts(tx, &account)?, account::language(tx, &account)?);
            if account::by_id(tx, account.as_str())?.is_none() || !run(tx, &account, now)? {
                return Ok(false);
            }
            note(tx, &store, &GivenCommand { id: 0, account: account.clone(), command, contacts, language })?;
            Ok(true)
        })
        .await
    }

    /// The commands that the server hasn't reported yet, oldest first.
    pub async fn account_commands(&self) -> Result<Vec<GivenCommand>> {
        self.read(account_command::all).await
    }

    /// Adds the messages about a command to the outbox, unless it was reported before.
    pub async fn report_command(&self, given: &GivenCommand, messages: Vec<Message>) -> Result<(), Stop> {
        let (now, store, id, account) = (self.0.clock.now(), self.clone(), given.id, given.account.clone());
        self.write(move |tx| {
            if account_command::delete(tx, id)? {
                for message in &messages {
                    outbox::add_notice(tx, &store, &account, message.clone(), now)?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// All contacts of an account. A sign-in name can stay when it is no longer a method (I6).
pub(super) fn all_contacts(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    let (mut all, names) = (method::contacts(tx, account)?, sign_in_name::of_account(tx, account)?);
    all.extend(names.into_iter().filter(|name| !all.contains(name)).collect::<Vec<_>>());
    Ok(all)
}

/// Notes a command for the server, in the transaction that carries it out.
pub(super) fn note(tx: &Tx, store: &Store, given: &GivenCommand) -> Result<()> {
    for _ in 0..DRAWS {
        if account_command::insert(tx, &GivenCommand { id: store.draw_id(), ..given.clone() })? {
            return Ok(());
        }
    }
    Err(StoreError::Damaged("no free id"))
}
