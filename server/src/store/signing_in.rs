//! Signing in, and an account's first time.

use super::accounts;
use super::browsers::{BrowserSession, Cookie, SigningIn, ThisBrowser};
use super::challenges::{CodeEntry, Redeemed};
use super::error::{Stop, StoreError, settled};
use super::tables::{account, sign_in_name, way};
use super::two_step::{self, begin_waiting};
use super::tx::Tx;
use super::{AccountId, Outcome, Result, Store, sessions};
use crate::credentials::passwords::NewPassword;
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::methods::Methods;
use domain::rules::security_info::{FirstStep, Kind};
use domain::rules::sign_in::{Circumstances, TwoStep};
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};

/// A password that was found to be right.
pub struct CheckedPassword {
    /// The hash that it was checked against.
    pub hash: String,
    /// Its hash by today's parameters, where that one is outdated.
    pub anew: Option<NewPassword>,
}

impl Store {
    /// What is known of the browser that an account signs in in; the failures are counted elsewhere.
    pub fn circumstances(&self, signing_in: &SigningIn) -> Result<Circumstances> {
        let SigningIn { account, previous, country } = signing_in;
        let (now, browser) = (self.0.clock.now(), previous.as_ref().map(BrowserSession::id));
        let oldest = now - self.0.policy.session_idle;
        let (two_step, has_signed_in, last_seen) = self.0.engine.readers.read(|connection| {
            let has_signed_in = connection
                .prepare_cached("SELECT signed_in IS NOT NULL FROM account WHERE id = ?1")?
                .query_row([account.as_str()], |row| row.get(0))
                .optional()?;
            let last_seen = connection
                .prepare_cached("SELECT country FROM known_browser WHERE account = ?1 AND browser = ?2 AND used > ?3")?
                .query_row(params![account.as_str(), browser, oldest.0], |row| row.get(0))
                .optional()?;
            let two_step = two_step::of(connection, account, browser, now)?;
            Ok((two_step, has_signed_in.unwrap_or_default(), last_seen))
        })?;
        let knows_this_browser = last_seen.is_some();
        let moved = last_seen.flatten().zip(country.as_ref()).is_some_and(|(before, now): (String, _)| before != *now);
        Ok(Circumstances { two_step, has_signed_in, knows_this_browser, moved, failures: 0 })
    }

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
            if !account::has_password(&Tx::new(connection), &signing_in.account, &hash)? {
                return Ok(Err(Problem::WrongPassword));
            }
            if let Some(anew) = anew {
                account::set_password(&Tx::new(connection), &signing_in.account, &anew.0)?;
            }
            // It may have been switched on since that was decided.
            let asks = asks_more || two_step::of(connection, &signing_in.account, Some(cookie.id), now)? == TwoStep::On;
            if asks {
                begin_waiting(connection, &cookie, &signing_in.account, FirstStep::Password, None, now)?;
            } else {
                sessions::begin(connection, &cookie, &signing_in, Methods::PASSWORD, None, now)?;
                forget_failures(connection, &store, &signing_in.account)?;
            }
            Ok(Ok(cookie.token))
        };
        self.0.engine.writer.write(sign_in).await
    }

    /// Signs in the account that the code belongs to; with two-step verification, that is its first step.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, here: ThisBrowser) -> Result<Token, Stop> {
        let (browser, store) = (here.browser.clone(), self.clone());
        let sign_in = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let (connection, now) = (tx.connection(), *now);
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?; // a code to sign in has one
            if two_step::of(connection, account, Some(cookie.id), now).map_err(StoreError::from)? == TwoStep::On {
                return settled(begin_second_step(connection, *cookie, account, contact, None, now));
            }
            let by = (account.clone(), by_code_to(contact));
            settled(sign_in(connection, &store, *cookie, here.clone(), by, now))
        };
        self.enter_code(entry, || self.cookie(browser.as_ref()), sign_in).await
    }

    /// Makes an account with the contact as its name, and signs it in (S5).
    pub async fn create_account(
        &self,
        entry: CodeEntry,
        password: Option<NewPassword>,
        here: ThisBrowser,
    ) -> Result<Token, Stop> {
        let (browser, store) = (here.browser.clone(), self.clone());
        let create = move |tx: &Tx,
                           Redeemed { contact, now, .. }: &Redeemed,
                           (cookie, account): &(Cookie, AccountId)| {
            let by = by_code_to(contact);
            match accounts::add(tx, account, std::slice::from_ref(contact), password.as_ref(), *now)? {
                Ok(()) => settled(sign_in(tx.connection(), &store, *cookie, here.clone(), (account.clone(), by), *now)),
                // Since the code was sent, the name has got an account by another one.
                Err(_) => Err(Problem::SentCodeUsed.into()),
            }
        };
        let draw = || (self.cookie(browser.as_ref()), AccountId::new(&self.0.rng));
        self.enter_code(entry, draw, create).await
    }
}

/// Signs in by a proof by one of the account's ways.
pub(super) fn sign_in(
    connection: &Connection,
    store: &Store,
    cookie: Cookie,
    here: ThisBrowser,
    (account, by): (AccountId, Methods),
    now: Moment,
) -> Outcome<Token> {
    forget_failures(connection, store, &account)?;
    sessions::begin(connection, &cookie, &here.signing_in(account), by, Some(now), now)?;
    Ok(Ok(cookie.token))
}

/// A code was the first step: its way does not count as the second.
pub(super) fn begin_second_step(
    connection: &Connection,
    cookie: Cookie,
    account: &AccountId,
    contact: &Contact,
    password: Option<NewPassword>,
    now: Moment,
) -> Outcome<Token> {
    let Some(way) = way::number_of(&Tx::new(connection), account, contact)? else {
        return Ok(Err(Problem::SentCodeUsed)); // removed meanwhile
    };
    begin_waiting(connection, &cookie, account, FirstStep::Way(way), password, now)?;
    Ok(Ok(cookie.token))
}

/// The owner has shown up: what was mistyped in browsers that the account knows is forgotten. What strangers tried is not, or they would
/// see that (N1).
pub(super) fn forget_failures(connection: &Connection, store: &Store, account: &AccountId) -> Result<()> {
    sign_in_name::of_account(&Tx::new(connection), account)?
        .iter()
        .try_for_each(|name| store.wrong_passwords_of_owner(name).forget(&Tx::new(connection)))
}

pub(super) fn by_code_to(contact: &Contact) -> Methods {
    Methods::of(&Kind::Contact(contact.clone()))
}
