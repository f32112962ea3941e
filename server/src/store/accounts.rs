//! Accounts and their sign-in names.

use super::{AccountId, Result, Store, names, ways};
use crate::credentials::passwords::NewPassword;
use domain::Moment;
use domain::contact::{Contact, Email};
use domain::rules::security_info::Kind;
use rusqlite::{Connection, OptionalExtension, params};

/// An account found by its name, and the password hash to check before anything else is done with it.
#[derive(Clone)]
pub struct PasswordRecord {
    /// The account.
    pub account: AccountId,
    /// argon2id as a PHC string; `None` when the account has no password.
    pub hash: Option<String>,
}

impl Store {
    /// Adds an account whose names count as proven, and are its first ways. The inner error is the first name that is taken.
    pub async fn add_account(
        &self,
        names: Vec<Contact>,
        password: Option<NewPassword>,
    ) -> Result<std::result::Result<(), Contact>> {
        let (id, now) = (AccountId::new(&self.0.rng), self.0.clock.now());
        self.0.engine.writer.write(move |connection| add(connection, &id, &names, password, now)).await
    }

    /// Finds an account by a sign-in name.
    pub fn password_of(&self, name: &Contact) -> Result<Option<PasswordRecord>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT account.id, account.password FROM sign_in_name JOIN account ON account.id = sign_in_name.account
                     WHERE sign_in_name.name = ?1",
                )?
                .query_row([name.as_str()], |row| Ok(PasswordRecord { account: AccountId::of(row.get(0)?), hash: row.get(1)? }))
                .optional()
        })
    }

    /// The email addresses that an account signs in with, the oldest first.
    pub fn emails_of(&self, account: &AccountId) -> Result<Vec<Email>> {
        let names = self.0.engine.readers.read(|connection| names::names(connection, account))?;
        let email = |name| if let Contact::Email(email) = name { Some(email) } else { None };
        Ok(names.into_iter().filter_map(email).collect())
    }
}

/// See [`Store::add_account`].
pub(super) fn add(
    connection: &Connection,
    id: &AccountId,
    names: &[Contact],
    password: Option<NewPassword>,
    now: Moment,
) -> Result<std::result::Result<(), Contact>> {
    let mut is_taken = connection.prepare_cached("SELECT 1 FROM sign_in_name WHERE name = ?1")?;
    for name in names {
        if is_taken.exists([name.as_str()])? {
            return Ok(Err(name.clone()));
        }
    }
    connection.execute(
        "INSERT INTO account (id, password, created) VALUES (?1, ?2, ?3)",
        params![id.as_str(), password.map(|NewPassword(hash)| hash), now.0],
    )?;
    for name in names {
        connection.execute(
            "INSERT INTO sign_in_name (name, account, proven) VALUES (?1, ?2, ?3)",
            params![name.as_str(), id.as_str(), now.0],
        )?;
        ways::insert(connection, id, &Kind::Contact(name.clone()), true, now)?;
    }
    Ok(Ok(()))
}

/// Whether a hash is that of the account's password now.
pub(super) fn has_password(connection: &Connection, account: &AccountId, hash: &str) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM account WHERE id = ?1 AND password = ?2")?
        .exists([account.as_str(), hash])?)
}

/// Takes the place of the account's password.
pub(super) fn set_password(
    connection: &Connection,
    account: &AccountId,
    NewPassword(hash): &NewPassword,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE account SET password = ?2 WHERE id = ?1")?
        .execute(params![account.as_str(), hash])?;
    Ok(())
}
