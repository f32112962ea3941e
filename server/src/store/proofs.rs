//! What whoever has entered the right code may do, in the same breath.

use super::accounts::{self, NewPassword};
use super::challenges::{self, CodeEntry, Proven};
use super::outbox::{self, Message};
use super::{AccountId, BrowserSession, Result, Store, sessions};
use crate::secrets::Token;
use domain::Problem;
use domain::contact::Contact;
use rusqlite::Connection;

impl Store {
    /// Signs in the account that the code belongs to.
    pub async fn sign_in_with_code(
        &self,
        entry: CodeEntry,
        previous: Option<&BrowserSession>,
    ) -> Result<std::result::Result<Token, Problem>> {
        let (cookie, previous) = (self.new_cookie(), previous.map(BrowserSession::id));
        let sign_in = move |connection: &Connection, proven: Proven| match proven.account {
            Some(account) => begin(connection, cookie, previous, &account, proven.now),
            None => Ok(Err(Problem::SentCodeUsed)), // a code to sign in has an account
        };
        self.enter_code(entry, sign_in).await
    }

    /// Makes an account with the contact as its name, and signs it in (S5).
    pub async fn create_account(
        &self,
        entry: CodeEntry,
        password: Option<NewPassword>,
        previous: Option<&BrowserSession>,
    ) -> Result<std::result::Result<Token, Problem>> {
        let (cookie, previous) = (self.new_cookie(), previous.map(BrowserSession::id));
        let account = AccountId::new(&self.0.chance);
        let create = move |connection: &Connection, Proven { contact, now, .. }: Proven| {
            match accounts::add(connection, &account, &[contact], password, now)? {
                Ok(()) => begin(connection, cookie, previous, &account, now),
                // Since the code was sent, the name has got an account by another one.
                Err(_) => Ok(Err(Problem::SentCodeUsed)),
            }
        };
        self.enter_code(entry, create).await
    }

    /// Gives the account a new password, ends all its sessions, and signs it in here (S6). Each contact gets the message that `tell`
    /// writes.
    pub async fn reset_password(
        &self,
        entry: CodeEntry,
        password: NewPassword,
        previous: Option<&BrowserSession>,
        tell: impl Fn(&Contact) -> Option<Message> + Send + 'static,
    ) -> Result<std::result::Result<Token, Problem>> {
        let (cookie, previous, store) = (self.new_cookie(), previous.map(BrowserSession::id), self.clone());
        let reset = move |connection: &Connection, Proven { account, now, .. }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::SentCodeUsed)) };
            accounts::set_password(connection, &account, &password)?;
            sessions::end_all(connection, &account)?;
            challenges::end_all(connection, &account)?;
            for contact in accounts::contacts(connection, &account)? {
                // They were about a password that is gone.
                store.wrong_passwords(&contact).iter().try_for_each(|count| count.forget(connection))?;
            }
            for message in accounts::contacts(connection, &account)?.iter().filter_map(tell) {
                outbox::add(connection, &store, &message, now)?;
            }
            begin(connection, cookie, previous, &account, now)
        };
        self.enter_code(entry, reset).await
    }

    fn new_cookie(&self) -> Token {
        Token::new(self.ordered_id(), &self.0.chance)
    }
}

fn begin(
    connection: &Connection,
    cookie: Token,
    previous: Option<i64>,
    account: &AccountId,
    now: domain::Moment,
) -> Result<std::result::Result<Token, Problem>> {
    sessions::begin(connection, &cookie, previous, account, now)?;
    Ok(Ok(cookie))
}
