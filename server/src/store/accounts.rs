//! Accounts and their sign-in names.

use super::error::{Result, Stop};
use super::tables::account::{self, PasswordRecord};
use super::tables::sign_in_name;
use super::tx::Tx;
use super::{AccountId, GivenCommand, OperatorCommand, Store, account_commands, methods};
use crate::credentials::passwords::NewPassword;
use domain::contact::{Contact, Email};
use domain::rules::security_info::MethodKind;
use domain::{Moment, Problem};

impl Store {
    /// Adds an account. Its names are considered verified, and are its first sign-in methods. Rejected if another account has one of them.
    pub async fn add_account(&self, names: Vec<Contact>, password: Option<NewPassword>) -> Result<(), Stop> {
        let (id, now) = (AccountId::new(&self.0.rng), self.0.clock.now());
        self.write(move |tx| add(tx, &id, &names, password.as_ref(), now)).await
    }

    /// As [`Self::add_account`], by an operator's command.
    pub async fn add_account_by_command(&self, names: Vec<Contact>, password: Option<NewPassword>) -> Result<(), Stop> {
        let (id, now, store) = (AccountId::new(&self.0.rng), self.0.clock.now(), self.clone());
        self.write(move |tx| {
            add(tx, &id, &names, password.as_ref(), now)?;
            let (account, command) = (id.clone(), OperatorCommand::Add);
            let given = GivenCommand { id: 0, account, command, contacts: Vec::new(), language: None };
            Ok(account_commands::note(tx, &store, &given)?)
        })
        .await
    }

    /// The account with a sign-in name, and its password hash.
    pub async fn password_of(&self, name: &Contact) -> Result<Option<PasswordRecord>> {
        let name = name.clone();
        self.read(move |tx| account::by_name(tx, &name)).await
    }

    /// The email addresses that are an account's sign-in names, oldest first.
    pub async fn emails_of(&self, account: &AccountId) -> Result<Vec<Email>> {
        let account = account.clone();
        let names = self.read(move |tx| sign_in_name::of_account(tx, &account)).await?;
        let email = |name| if let Contact::Email(email) = name { Some(email) } else { None };
        Ok(names.into_iter().filter_map(email).collect())
    }
}

/// See [`Store::add_account`].
pub(super) fn add(
    tx: &Tx,
    id: &AccountId,
    names: &[Contact],
    password: Option<&NewPassword>,
    now: Moment,
) -> Result<(), Stop> {
    for name in names {
        if sign_in_name::owner(tx, name)?.is_some() {
            return Err(Problem::NameTaken.into());
        }
    }
    account::insert(tx, id, password.map(|NewPassword(hash)| hash.as_str()), now)?;
    for name in names {
        sign_in_name::insert(tx, id, name, now)?;
        methods::insert(tx, id, &MethodKind::Contact(name.clone()), true, now)?;
    }
    Ok(())
}
