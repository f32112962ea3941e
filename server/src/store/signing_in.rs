//! Signing in, and an account's first time.

use super::accounts;
use super::browsers::{BrowserSession, Cookie, SigningIn, ThisBrowser};
use super::challenges::{CodeEntry, Redeemed};
use super::error::Stop;
use super::tables::{account, known_browser, method, sign_in_name};
use super::two_step::{self, begin_waiting};
use super::tx::{Lock, Tx};
use super::{AccountId, Result, Store, sessions};
use crate::credentials::passwords::NewPassword;
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::amr::Amr;
use domain::rules::security_info::{FirstStep, MethodKind};
use domain::rules::sign_in::{Circumstances, TwoStep};
use domain::{Moment, Problem};

/// A password that was found to be right.
pub struct CheckedPassword {
    /// The hash that it was checked against.
    pub hash: String,
    /// Its hash by today's parameters, where that one is outdated.
    pub anew: Option<NewPassword>,
}

impl Store {
    /// What is known of the browser that an account signs in in; the failures are counted elsewhere.
    pub async fn circumstances(&self, signing_in: &SigningIn) -> Result<Circumstances> {
        let (now, SigningIn { account, previous, country }) = (self.0.clock.now(), signing_in.clone());
        let (browser, oldest) = (previous.as_ref().map(BrowserSession::id), now - self.0.policy.session_idle);
        self.read(move |tx| {
            let has_signed_in = account::has_signed_in(tx, &account)?;
            let known = known_browser::by_id(tx, &account, browser, oldest)?;
            let two_step = two_step::of(tx, &account, browser, now)?;
            let knows_this_browser = known.is_some();
            let moved = known.and_then(|known| known.country).zip(country).is_some_and(|(before, now)| before != now);
            Ok(Circumstances { two_step, has_signed_in, knows_this_browser, moved, failures: 0 })
        })
        .await
    }

    /// Signs an account in, if its password is still the one that was checked: it may have been reset meanwhile. When one more proof
    /// is asked for (S9), nobody is signed in by it yet. The browser gets a new cookie, so that one planted before is worth nothing
    /// (session fixation); its other accounts stay signed in.
    pub async fn sign_in_with_password(
        &self,
        signing_in: SigningIn,
        CheckedPassword { hash, anew }: CheckedPassword,
        asks_more: bool,
    ) -> Result<Token, Stop> {
        let (now, store, browser) = (self.0.clock.now(), self.clone(), signing_in.previous.clone());
        let sign_in = move |tx: &Tx, cookie: &Cookie| {
            let who = &signing_in.account;
            tx.lock(Lock::Account(who))?;
            if !account::has_password(tx, who, &hash)? {
                return Err(Problem::WrongPassword.into());
            }
            if let Some(anew) = &anew {
                account::set_password(tx, who, &anew.0)?;
            }
            // It may have been switched on since that was decided.
            if asks_more || two_step::of(tx, who, Some(cookie.id), now)? == TwoStep::On {
                begin_waiting(tx, cookie, who, FirstStep::Password, None, now)?;
            } else {
                sessions::begin(tx, cookie, &signing_in, Amr::PASSWORD, None, now)?;
                forget_failures(tx, &store, who)?;
            }
            Ok(cookie.token)
        };
        self.write_drawn(|| self.cookie(browser.as_ref()), sign_in).await
    }

    /// Signs in the account that the code belongs to; with two-step verification, that is its first step.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, here: ThisBrowser) -> Result<Token, Stop> {
        let (browser, store) = (here.browser.clone(), self.clone());
        let sign_in = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?; // a code to sign in has one
            if two_step::of(tx, account, Some(cookie.id), *now)? == TwoStep::On {
                return begin_second_step(tx, cookie, account, contact, None, *now);
            }
            sign_in(tx, &store, cookie, here.clone(), account, by_code_to(contact), *now)
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
        let create =
            move |tx: &Tx, Redeemed { contact, now, .. }: &Redeemed, (cookie, account): &(Cookie, AccountId)| {
                let added = accounts::add(tx, account, std::slice::from_ref(contact), password.as_ref(), *now);
                added.map_err(|stop| match stop {
                    // Another code has created an account with the name since this one was sent.
                    Stop::Refused(Problem::NameTaken) => Problem::SentCodeUsed.into(),
                    stop => stop,
                })?;
                sign_in(tx, &store, cookie, here.clone(), account, by_code_to(contact), *now)
            };
        let draw = || (self.cookie(browser.as_ref()), AccountId::new(&self.0.rng));
        self.enter_code(entry, draw, create).await
    }
}

/// Signs in by a proof by one of the account's methods.
pub(super) fn sign_in(
    tx: &Tx,
    store: &Store,
    cookie: &Cookie,
    here: ThisBrowser,
    account: &AccountId,
    by: Amr,
    now: Moment,
) -> Result<Token, Stop> {
    tx.lock(Lock::Account(account))?;
    forget_failures(tx, store, account)?;
    sessions::begin(tx, cookie, &here.signing_in(account.clone()), by, Some(now), now)?;
    Ok(cookie.token)
}

/// A code was the first step: its method does not count as the second.
pub(super) fn begin_second_step(
    tx: &Tx,
    cookie: &Cookie,
    account: &AccountId,
    contact: &Contact,
    password: Option<&NewPassword>,
    now: Moment,
) -> Result<Token, Stop> {
    let method = method::number_of(tx, account, contact)?.ok_or(Problem::SentCodeUsed)?; // removed meanwhile
    begin_waiting(tx, cookie, account, FirstStep::Method(method), password, now)?;
    Ok(cookie.token)
}

/// The owner has shown up: what was mistyped in browsers that the account knows is forgotten. What strangers tried is not, or they would
/// see that (N1).
pub(super) fn forget_failures(tx: &Tx, store: &Store, account: &AccountId) -> Result<()> {
    sign_in_name::of_account(tx, account)?.iter().try_for_each(|name| store.wrong_passwords_of_owner(name).forget(tx))
}

pub(super) fn by_code_to(contact: &Contact) -> Amr {
    Amr::of(&MethodKind::Contact(contact.clone()))
}
