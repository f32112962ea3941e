//! What whoever has entered the right code may do, in the same breath.

use super::accounts::{self, NewPassword};
use super::challenges::{self, CodeEntry, Proven};
use super::outbox::{self, Message};
use super::{AccountId, BrowserSession, Result, SigningIn, Store, sessions, ways};
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

/// A password that was found to be right.
pub struct CheckedPassword {
    /// The hash that it was checked against.
    pub hash: String,
    /// Its hash by today's parameters, where that one is outdated.
    pub anew: Option<NewPassword>,
}

type Outcome<T> = Result<std::result::Result<T, Problem>>;

impl Store {
    /// Signs an account in, if its password is still the one that was checked: it may have been reset meanwhile. When one more proof
    /// is asked for (S9), nobody is signed in by it yet. The browser gets a new cookie, so that one planted before is worth nothing
    /// (session fixation); its other accounts stay signed in.
    pub async fn sign_in_with_password(
        &self,
        signing_in: SigningIn,
        CheckedPassword { hash, anew }: CheckedPassword,
        asks_more: bool,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(signing_in.previous.as_ref()), self.0.clock.now(), self.clone());
        let sign_in = move |connection: &Connection| {
            if !accounts::has_password(connection, &signing_in.account, &hash)? {
                return Ok(Err(Problem::WrongPassword));
            }
            if let Some(anew) = anew {
                accounts::set_password(connection, &signing_in.account, &anew)?;
            }
            if asks_more {
                sessions::begin_pending(connection, &cookie, &signing_in.account, now)?;
            } else {
                sessions::begin(connection, &cookie, &signing_in, None, now)?;
                forget_failures(connection, &store, &signing_in.account)?;
            }
            Ok(Ok(cookie))
        };
        self.0.writer.write(sign_in).await
    }

    /// Signs in the account that the code belongs to.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, here: Here) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(here.browser.as_ref()), self.clone());
        let sign_in = move |connection: &Connection, proven: Proven| match proven.account {
            Some(account) => begin(connection, &store, cookie, here, account, proven.now),
            None => Ok(Err(Problem::SentCodeUsed)), // a code to sign in has an account
        };
        self.enter_code(entry, sign_in).await
    }

    /// Makes an account with the contact as its name, and signs it in (S5).
    pub async fn create_account(&self, entry: CodeEntry, password: Option<NewPassword>, here: Here) -> Outcome<Token> {
        let (cookie, account) = (self.cookie(here.browser.as_ref()), AccountId::new(&self.0.chance));
        let store = self.clone();
        let create = move |connection: &Connection, Proven { contact, now, .. }: Proven| {
            match accounts::add(connection, &account, &[contact], password, now)? {
                Ok(()) => begin(connection, &store, cookie, here, account, now),
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
        let (cookie, store) = (self.cookie(here.browser.as_ref()), self.clone());
        let reset = move |connection: &Connection, Proven { account, now, .. }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::SentCodeUsed)) };
            sessions::end_all(connection, &account, None)?;
            set_password(connection, &store, &account, &password, tell, now)?;
            begin(connection, &store, cookie, here, account, now)
        };
        self.enter_code(entry, reset).await
    }

    /// Gives the account a new password, and ends all its sessions but this one (I7). Each contact gets the message that `tell` writes.
    pub async fn change_password(
        &self,
        account: AccountId,
        password: NewPassword,
        browser: BrowserSession,
        tell: impl Fn(&Contact) -> Option<Message> + Send + 'static,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(Some(&browser)), self.0.clock.now(), self.clone());
        let change = move |connection: &Connection| {
            // Hashing took a while: the session may have ended meanwhile, which nothing of it survives.
            if !sessions::is_still_proved(connection, &browser, &account)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            sessions::end_all(connection, &account, Some(&browser))?;
            set_password(connection, &store, &account, &password, tell, now)?;
            sessions::renew(connection, &cookie, now)?;
            Ok(Ok(cookie))
        };
        self.0.writer.write(change).await
    }

    /// Completes the sign-in that waits in this browser (S9).
    pub async fn complete_sign_in(&self, entry: CodeEntry, here: Here) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(here.browser.as_ref()), self.clone());
        let complete = move |connection: &Connection, Proven { account, now, .. }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::NothingToVerify)) };
            if !sessions::end_pending(connection, cookie.id, &account, now)? {
                return Ok(Err(Problem::NothingToVerify));
            }
            begin(connection, &store, cookie, here, account, now)
        };
        self.enter_code(entry, complete).await
    }

    /// Notes a step-up of an account that is signed in in this browser (I3).
    pub async fn step_up_with_code(&self, entry: CodeEntry, browser: BrowserSession) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(Some(&browser)), self.clone());
        let step_up = move |connection: &Connection, Proven { account, now, .. }: Proven| match account {
            Some(account) => step_up(connection, &store, cookie, &account, now),
            None => Ok(Err(Problem::NothingToVerify)),
        };
        self.enter_code(entry, step_up).await
    }

    /// Notes a step-up by the password, if it is still the one that was checked.
    pub async fn step_up_with_password(
        &self,
        account: AccountId,
        checked: String,
        browser: BrowserSession,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(Some(&browser)), self.0.clock.now(), self.clone());
        let step_up = move |connection: &Connection| {
            if !accounts::has_password(connection, &account, &checked)? {
                return Ok(Err(Problem::WrongPassword));
            }
            step_up(connection, &store, cookie, &account, now)
        };
        self.0.writer.write(step_up).await
    }

    /// A new cookie: of the same browser, if it has been here before.
    fn cookie(&self, browser: Option<&BrowserSession>) -> Token {
        Token::new(browser.map_or_else(|| self.ordered_id(), BrowserSession::id), &self.0.chance)
    }
}

/// The owner has shown up: what was mistyped in browsers that the account knows is forgotten. What strangers tried is not, or they would
/// see that (N1).
fn forget_failures(connection: &Connection, store: &Store, account: &AccountId) -> Result<()> {
    accounts::names(connection, account)?
        .iter()
        .try_for_each(|name| store.wrong_passwords_of_owner(name).forget(connection))
}

/// Whatever could be done with the old one, or was begun with it, ends.
fn set_password(
    connection: &Connection,
    store: &Store,
    account: &AccountId,
    password: &NewPassword,
    tell: impl Fn(&Contact) -> Option<Message>,
    now: Moment,
) -> Result<()> {
    accounts::set_password(connection, account, password)?;
    challenges::end_all(connection, account)?;
    ways::contacts(connection, account)?
        .iter()
        .filter_map(tell)
        .try_for_each(|message| outbox::add(connection, store, &message, now).map(|_| ()))
}

fn step_up(connection: &Connection, store: &Store, cookie: Token, account: &AccountId, now: Moment) -> Outcome<Token> {
    forget_failures(connection, store, account)?;
    Ok(sessions::step_up(connection, &cookie, account, now)?.map(|()| cookie))
}

/// Signs in by a proof by one of the account's ways.
fn begin(
    connection: &Connection,
    store: &Store,
    cookie: Token,
    here: Here,
    account: AccountId,
    now: Moment,
) -> Outcome<Token> {
    forget_failures(connection, store, &account)?;
    sessions::begin(connection, &cookie, &here.signing_in(account), Some(now), now)?;
    Ok(Ok(cookie))
}
