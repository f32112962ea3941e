//! Signing in, and creating an account.

use super::accounts;
use super::browsers::{BrowserSession, Cookie, SigningIn, ThisBrowser, unless_replaced};
use super::challenges::{CodeEntry, Redeemed};
use super::error::Stop;
use super::locks::Lock;
use super::operations::{self, OperationEffect};
use super::tables::{account, method, sign_in_name};
use super::two_step::{self, begin_waiting};
use super::tx::Tx;
use super::{AccountId, Counted, DrawnFor, Operation, Result, Store, attempts, known_browsers, sessions};
use crate::credentials::passwords::NewPassword;
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::amr::Amr;
use domain::rules::security_info::{FirstStep, MethodKind};
use domain::rules::sign_in::{Circumstances, TwoStep};
use domain::{Moment, Problem};

/// A password that was right.
pub struct CheckedPassword {
    /// The hash that it was checked against.
    pub hash: String,
    /// A hash with today's parameters, if that one is outdated.
    pub anew: Option<NewPassword>,
}

/// A browser's new cookie, and the account whose sign-in or verification it was issued for.
#[derive(Clone, Debug)]
pub struct IssuedCookie {
    /// The cookie.
    pub token: Token,
    /// The account. Its sign-in can still wait for the second step.
    pub account: AccountId,
}

/// A write that a verification permits: the transaction, the verified account, and its browser's new cookie.
#[derive(Clone, Copy)]
pub(super) struct VerifiedWrite<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) store: &'a Store,
    pub(super) cookie: &'a Cookie,
    pub(super) account: &'a AccountId,
    pub(super) now: Moment,
}

/// The result of a verification: the browser's new cookie, the account, and the wrong passwords to forget.
pub(super) struct NewRights {
    cookie: Token,
    account: AccountId,
    wrong_passwords: Vec<Counted>,
}

impl NewRights {
    /// The first of two steps is right: the browser waits for the second one, and nothing is forgotten.
    fn of_first_step(cookie: &Cookie, account: &AccountId) -> Self {
        Self { cookie: cookie.token, account: account.clone(), wrong_passwords: Vec::new() }
    }

    /// The account's owner is verified. That forgets wrong passwords in browsers that the account knows. Those of strangers stay counted,
    /// because strangers would notice (N1).
    pub(super) fn of_owner(VerifiedWrite { tx, store, cookie, account, .. }: VerifiedWrite) -> Result<Self> {
        let mut wrong_passwords = Vec::new();
        for count in store.wrong_passwords_of_owner(account, &sign_in_name::of_account(tx, account)?) {
            if count.has_any(tx)? {
                wrong_passwords.push(count);
            }
        }
        Ok(Self { cookie: cookie.token, account: account.clone(), wrong_passwords })
    }

    /// Records them as what an operation has decided.
    fn note(&self, tx: &Tx, operation: Option<&Operation>, now: Moment) -> Result<()> {
        let Self { cookie, account, .. } = self;
        let issued = Some(cookie.hash());
        operations::note(tx, operation, OperationEffect { browser: cookie.id, account, issued, device: None }, now)
    }
}

impl Store {
    /// The circumstances of a sign-in, apart from its failures, which are counted elsewhere. The browser of a replaced cookie counts as new,
    /// because the sign-in gets a new one, and so does a browser on a shared computer.
    pub async fn circumstances(&self, signing_in: &SigningIn) -> Result<Circumstances> {
        let SigningIn { account, previous, country, shared, .. } = signing_in.clone();
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        self.read(move |tx| {
            let browser = match &previous {
                Some(browser) if !shared && browser.has_newest_cookie(tx)? => browser.unreplaced(),
                _ => None,
            };
            let has_signed_in = account::has_signed_in(tx, &account)?;
            let known = known_browsers::known(tx, &account, browser, (now, &policy))?;
            let two_step = two_step::of(tx, &account, browser.map(i64::from), (now, &policy))?;
            let knows_this_browser = known.is_some();
            let moved = known.and_then(|known| known.country).zip(country).is_some_and(|(before, now)| before != now);
            Ok(Circumstances { two_step, has_signed_in, knows_this_browser, moved, failures: 0 })
        })
        .await
    }

    /// Signs an account in, if its password is still the one that was checked. If the sign-in needs a second step (S9), it waits for that
    /// instead. The browser gets a new cookie, which voids a planted one (session fixation); its other accounts stay signed in.
    pub async fn sign_in_with_password(
        &self,
        signing_in: SigningIn,
        CheckedPassword { hash, anew }: CheckedPassword,
        asks_more: bool,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let (previous, operation) = (signing_in.previous.clone(), signing_in.operation.clone());
        let sign_in = move |tx: &Tx, cookie: &Cookie| {
            let account = &signing_in.account;
            tx.lock(Lock::Account(account))?;
            if !account::has_password(tx, account, &hash)? {
                return Err(Problem::WrongPassword.into());
            }
            if let Some(anew) = &anew {
                account::set_password(tx, account, &anew.0)?;
            }
            // Two-step verification may have been switched on in the meantime.
            if asks_more
                || two_step::of(tx, account, signing_in.known_id(cookie), (now, store.policy()))? == TwoStep::On
            {
                begin_waiting(tx, cookie, &signing_in, FirstStep::Password, None, now)?;
                return Ok(NewRights::of_first_step(cookie, account));
            }
            sessions::begin(tx, cookie, &signing_in, Amr::PASSWORD, None, now)?;
            Ok(NewRights::of_owner(VerifiedWrite { tx, store: &store, cookie, account, now })?)
        };
        self.issue_cookie(unless_replaced(previous.as_ref()), operation, sign_in).await
    }

    /// Signs in the account of a code. With two-step verification, that is the first step.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, this_browser: ThisBrowser) -> Result<IssuedCookie, Stop> {
        let (browser, operation, store) = (this_browser.browser.clone(), this_browser.operation.clone(), self.clone());
        let sign_in = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?; // a code for signing in has one
            let write = VerifiedWrite { tx, store: &store, cookie, account, now: *now };
            let signing_in = this_browser.clone().signing_in(account.clone());
            if two_step::of(tx, account, signing_in.known_id(cookie), (*now, store.policy()))? == TwoStep::On {
                return begin_second_step(write, &signing_in, contact, None);
            }
            sign_in(write, this_browser.clone(), by_code_to(contact))
        };
        self.issue_cookie_for_code(entry, unless_replaced(browser.as_ref()), operation, sign_in).await
    }

    /// Creates an account with the contact as its sign-in name, and signs it in (S5).
    pub async fn create_account(
        &self,
        entry: CodeEntry,
        password: Option<NewPassword>,
        this_browser: ThisBrowser,
    ) -> Result<IssuedCookie, Stop> {
        let (browser, operation) = (this_browser.browser.clone(), this_browser.operation.clone());
        let (store, account) = (self.clone(), AccountId::new(&self.0.rng));
        let create = move |tx: &Tx, Redeemed { contact, now, .. }: &Redeemed, cookie: &Cookie| {
            let added = accounts::add(tx, &account, std::slice::from_ref(contact), password.as_ref(), *now);
            added.map_err(|stop| match stop {
                // Another code has created an account with the name since this one was sent.
                Stop::Refused(Problem::NameTaken) => Problem::SentCodeUsed.into(),
                stop => stop,
            })?;
            let write = VerifiedWrite { tx, store: &store, cookie, account: &account, now: *now };
            sign_in(write, this_browser.clone(), by_code_to(contact))
        };
        self.issue_cookie_for_code(entry, unless_replaced(browser.as_ref()), operation, create).await
    }

    /// Writes a verification, and issues the browser's new cookie. `operation` is the one that it decides, if the request has an ID.
    pub(super) async fn issue_cookie(
        &self,
        browser: Option<&BrowserSession>,
        operation: Option<Operation>,
        write: impl Fn(&Tx, &Cookie) -> Result<NewRights, Stop> + Send + Sync + 'static,
    ) -> Result<IssuedCookie, Stop> {
        let now = self.0.clock.now();
        let write = move |tx: &Tx, cookie: &Cookie| {
            let rights = write(tx, cookie)?;
            rights.note(tx, operation.as_ref(), now)?;
            Ok(rights)
        };
        let rights = self.write_drawn(|drawn_for| self.cookie(browser, drawn_for), write).await?;
        Ok(self.finish(rights).await)
    }

    /// As [`Store::issue_cookie`], and enters a code in the same transaction as the verification that it permits.
    pub(super) async fn issue_cookie_for_code(
        &self,
        entry: CodeEntry,
        browser: Option<&BrowserSession>,
        operation: Option<Operation>,
        then: impl Fn(&Tx, &Redeemed, &Cookie) -> Result<NewRights, Stop> + Send + Sync + 'static,
    ) -> Result<IssuedCookie, Stop> {
        let draw = |drawn_for| {
            let cookie = self.cookie(browser, drawn_for);
            (cookie.id, cookie)
        };
        let then = move |tx: &Tx, redeemed: &Redeemed, cookie: &Cookie| {
            let rights = then(tx, redeemed, cookie)?;
            rights.note(tx, operation.as_ref(), redeemed.now)?;
            Ok(rights)
        };
        let rights = self.enter_code(entry, draw, then).await?;
        Ok(self.finish(rights).await)
    }

    /// Forgets the wrong passwords. They have a transaction of their own, because keys are locked before accounts.
    async fn finish(&self, NewRights { cookie, account, wrong_passwords }: NewRights) -> IssuedCookie {
        if !wrong_passwords.is_empty() {
            let forget = move |tx: &Tx| {
                attempts::lock(tx, wrong_passwords.iter().map(Counted::key))?;
                Ok(wrong_passwords.iter().try_for_each(|count| count.forget(tx))?)
            };
            // The verification is committed, so its cookie is valid all the same.
            if let Err(cause) = self.write(forget).await {
                tracing::error!(%cause, "wrong passwords could not be forgotten");
            }
        }
        IssuedCookie { token: cookie, account }
    }

    /// A new cookie. It has the browser's ID, if the browser had a cookie before.
    pub(super) fn cookie(&self, browser: Option<&BrowserSession>, drawn_for: DrawnFor) -> Cookie {
        let browser = browser.filter(|_| drawn_for == DrawnFor::ThisBrowser);
        let id = browser.map_or_else(|| self.draw_id(), BrowserSession::id);
        Cookie { token: Token::new(id, &self.0.rng), replaces: browser.map(|browser| browser.newest_cookie) }
    }
}

/// Signs in after a verification with one of the account's sign-in methods.
pub(super) fn sign_in(write: VerifiedWrite, this_browser: ThisBrowser, by: Amr) -> Result<NewRights, Stop> {
    let VerifiedWrite { tx, cookie, account, now, .. } = write;
    sessions::begin(tx, cookie, &this_browser.signing_in(account.clone()), by, Some(now), now)?;
    Ok(NewRights::of_owner(write)?)
}

/// Waits for the second step after a code, whose sign-in method doesn't count as the second one.
pub(super) fn begin_second_step(
    VerifiedWrite { tx, cookie, account, now, .. }: VerifiedWrite,
    signing_in: &SigningIn,
    contact: &Contact,
    password: Option<&NewPassword>,
) -> Result<NewRights, Stop> {
    let method = method::number_of(tx, account, contact)?.ok_or(Problem::SentCodeUsed)?; // removed in the meantime
    begin_waiting(tx, cookie, signing_in, FirstStep::Method(method), password, now)?;
    Ok(NewRights::of_first_step(cookie, account))
}

pub(super) fn by_code_to(contact: &Contact) -> Amr {
    Amr::of(&MethodKind::Contact(contact.clone()))
}
