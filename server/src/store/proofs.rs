//! What whoever has entered the right code may do, in the same breath.

use super::accounts::{self, NewPassword};
use super::challenges::{self, CodeEntry, Proven};
use super::outbox::{self, Message};
use super::{AccountId, BrowserSession, Result, SigningIn, Store, sessions};
use crate::secrets::Token;
use domain::contact::Contact;
use domain::{Moment, Problem};
use rusqlite::Connection;

/// A browser, and the country it is in if that is known.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// As it was before.
    pub browser: Option<BrowserSession>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

impl Here {
    /// An account that signs in here.
    pub fn signing_in(self, account: AccountId) -> SigningIn {
        SigningIn { account, previous: self.browser, country: self.country }
    }
}

type Outcome<T> = Result<std::result::Result<T, Problem>>;

impl Store {
    /// Signs in the account that the code belongs to.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, here: Here) -> Outcome<Token> {
        let cookie = self.new_cookie();
        let sign_in = move |connection: &Connection, proven: Proven| match proven.account {
            Some(account) => begin(connection, cookie, here, account, proven.now),
            None => Ok(Err(Problem::SentCodeUsed)), // a code to sign in has an account
        };
        self.enter_code(entry, sign_in).await
    }

    /// Makes an account with the contact as its name, and signs it in (S5).
    pub async fn create_account(&self, entry: CodeEntry, password: Option<NewPassword>, here: Here) -> Outcome<Token> {
        let (cookie, account) = (self.new_cookie(), AccountId::new(&self.0.chance));
        let create = move |connection: &Connection, Proven { contact, now, .. }: Proven| {
            match accounts::add(connection, &account, &[contact], password, now)? {
                Ok(()) => begin(connection, cookie, here, account, now),
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
        here: Here,
        tell: impl Fn(&Contact) -> Option<Message> + Send + 'static,
    ) -> Outcome<Token> {
        let (cookie, store) = (self.new_cookie(), self.clone());
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
            begin(connection, cookie, here, account, now)
        };
        self.enter_code(entry, reset).await
    }

    /// Completes the sign-in that waits in this browser (S9).
    pub async fn complete_sign_in(&self, entry: CodeEntry, here: Here) -> Outcome<Token> {
        let cookie = self.new_cookie();
        let complete = move |connection: &Connection, Proven { account, now, .. }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::NothingToVerify)) };
            begin(connection, cookie, here, account, now)
        };
        self.enter_code(entry, complete).await
    }

    pub(super) fn new_cookie(&self) -> Token {
        Token::new(self.ordered_id(), &self.0.chance)
    }
}

fn begin(connection: &Connection, cookie: Token, here: Here, account: AccountId, now: Moment) -> Outcome<Token> {
    sessions::begin(connection, &cookie, &here.signing_in(account), now)?;
    Ok(Ok(cookie))
}
