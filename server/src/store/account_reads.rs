//! Accounts as an operator sees them.

use super::error::Result;
use super::tables::account::{self, AccountRow, NamedAccount};
use super::tables::device::{self, DeviceRow};
use super::tables::session::{self, SessionRow};
use super::tables::sign_in_name;
use super::{AccountId, AccountMethods, Store, methods};
use domain::contact::Contact;

/// An account, with everything that an operator may see of it.
#[derive(Clone, Debug)]
pub struct AccountDetails {
    /// Its own data.
    pub row: AccountRow,
    /// Its sign-in methods and names.
    pub methods: AccountMethods,
    /// The browsers in which it is signed in, last used first.
    pub sessions: Vec<SessionRow>,
    /// Its devices, the newest first.
    pub devices: Vec<DeviceRow>,
}

impl Store {
    /// Up to `most` sign-in names after `after` that start with `prefix`, in their order, and their accounts.
    pub async fn names_with_accounts(&self, prefix: &str, after: &str, most: u32) -> Result<Vec<NamedAccount>> {
        // No name contains the highest character.
        let (prefix, end, after) = (prefix.to_owned(), format!("{prefix}\u{10ffff}"), after.to_owned());
        self.read(move |tx| account::list(tx, [&prefix, &end, &after], most)).await
    }

    /// The account with a sign-in name.
    pub async fn account_named(&self, name: &Contact) -> Result<Option<AccountId>> {
        let name = name.clone();
        self.read(move |tx| sign_in_name::owner(tx, &name)).await
    }

    /// The account with an ID.
    pub async fn account_with_id(&self, id: &str) -> Result<Option<AccountId>> {
        let id = id.to_owned();
        self.read(move |tx| account::by_id(tx, &id)).await
    }

    /// The details of an account; `None` if there is none.
    pub async fn account_details(&self, account: &AccountId) -> Result<Option<AccountDetails>> {
        let (account, now) = (account.clone(), self.0.clock.now());
        let since = self.visits_since(now);
        self.read(move |tx| {
            let Some(row) = account::row(tx, &account)? else { return Ok(None) };
            let (methods, devices) = (methods::read(tx, &account)?, device::of_account(tx, &account, now)?);
            let sessions = session::of_account(tx, &account, since)?;
            Ok(Some(AccountDetails { row, methods, sessions, devices }))
        })
        .await
    }
}
