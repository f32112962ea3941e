//! Accounts and their sign-in names.

use super::{Result, Store};
use domain::contact::Email;
use rusqlite::{Connection, OptionalExtension, params};

/// An account's id, which only the store hands out: no text from outside becomes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    pub(super) fn of(id: String) -> Self {
        Self(id)
    }

    /// Opaque and stable: the `sub` of tokens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account found by its name, and the password hash to check before anything else is done with it.
#[derive(Clone, Debug)]
pub struct PasswordRecord {
    /// The account.
    pub account: AccountId,
    /// argon2id as a PHC string; `None` when the account has no password.
    pub hash: Option<String>,
}

impl Store {
    /// Adds an account whose email counts as proven; `false` when the name is taken.
    pub async fn add_account(&self, email: &Email, password_hash: String) -> Result<bool> {
        use base64::Engine;
        let id = base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(self.0.chance.bytes::<16>());
        let (name, now) = (email.as_str().to_owned(), self.0.clock.now());
        self.0
            .writer
            .write(move |connection| {
                let taken: bool = connection.query_row(
                    "SELECT EXISTS (SELECT 1 FROM sign_in_name WHERE name = ?1)",
                    [&name],
                    |row| row.get(0),
                )?;
                if taken {
                    return Ok(false);
                }
                connection.execute(
                    "INSERT INTO account (id, password, created) VALUES (?1, ?2, ?3)",
                    params![id, password_hash, now.0],
                )?;
                connection.execute(
                    "INSERT INTO sign_in_name (name, account, proven) VALUES (?1, ?2, ?3)",
                    params![name, id, now.0],
                )?;
                Ok(true)
            })
            .await
    }

    /// Finds an account by a sign-in name.
    pub fn password_of(&self, name: &Email) -> Result<Option<PasswordRecord>> {
        self.0.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT account.id, account.password FROM sign_in_name JOIN account ON account.id = sign_in_name.account
                     WHERE sign_in_name.name = ?1",
                )?
                .query_row([name.as_str()], |row| Ok(PasswordRecord { account: AccountId(row.get(0)?), hash: row.get(1)? }))
                .optional()
        })
    }

    /// The proven email addresses of an account, the oldest first.
    pub fn emails_of(&self, account: &AccountId) -> Result<Vec<String>> {
        self.0.readers.read(|connection| emails(connection, account))
    }
}

/// See [`Store::emails_of`].
pub(super) fn emails(connection: &Connection, account: &AccountId) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare_cached("SELECT name FROM sign_in_name WHERE account = ?1 ORDER BY proven, name")?
        .query_map([account.as_str()], |row| row.get(0))?
        .collect()
}
