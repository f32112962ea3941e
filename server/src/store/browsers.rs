//! The browser of a request and its signed-in accounts, as reads and writes use them.

use super::browser_label::BrowserLabel;
use super::error::Result;
use super::tables::browser;
use super::tables::session::SignedInAccount;
use super::tables::waiting_sign_in::WaitingSignIn;
use super::tx::Tx;
use super::value::{ToSql, Value};
use super::{AccountId, Operation};
use crate::secrets::Token;
use domain::rules::sign_in::ComputerUse;

/// A browser that was identified by its cookie.
#[derive(Clone, Debug)]
pub struct BrowserSession {
    pub(super) id: i64,
    /// Whether a visit was recorded so recently that this one isn't.
    pub(super) is_noted: bool,
    pub(super) current: Option<String>,
    /// Whether it is on a shared computer (S11).
    pub(super) is_shared: bool,
    /// Whether it came with a cookie that a newer one has replaced, and that still works for a while.
    pub(super) is_replaced: bool,
    /// The hash of the secret of the cookie that it came with.
    pub(super) cookie: [u8; 32],
    /// The hash of the newest cookie's secret, when the browser was read.
    pub(super) newest_cookie: [u8; 32],
    /// The signed-in accounts, the oldest sign-in first.
    pub accounts: Vec<SignedInAccount>,
    /// The sign-ins that wait for another verification (S3, S9), each of another account (S13), the newest first.
    pub(super) waiting: Vec<WaitingSignIn>,
}

impl BrowserSession {
    /// The ID of its row.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Whether it is the browser with this row ID.
    pub fn is(&self, id: i64) -> bool {
        self.id == id
    }

    /// Whether this visit should be recorded with [`super::Store::note_visit`]. `is_unattended`: whether its page sent the request by itself.
    pub fn is_worth_noting(&self, is_unattended: bool) -> bool {
        let is_idle = self.accounts.is_empty(); // no session to keep alive
        let is_abandoned = is_unattended && self.is_shared;
        !is_idle && !is_abandoned && !self.is_noted
    }

    /// Whether it is on a shared computer: its cookie ends with the browser, and no account knows it (S11).
    pub fn is_on_shared_computer(&self) -> bool {
        self.is_shared
    }

    /// Whether it came with a cookie that a newer one has replaced. Such a cookie can be a thief's copy.
    pub fn has_replaced_cookie(&self) -> bool {
        self.is_replaced
    }

    /// Its ID for questions whether an account knows it; `None` with a replaced cookie.
    pub(super) fn unreplaced(&self) -> Option<UnreplacedBrowser> {
        (!self.is_replaced).then_some(UnreplacedBrowser(self.id))
    }

    /// Whether the cookie that it came with is still the newest one.
    pub(super) fn has_newest_cookie(&self, tx: &Tx) -> Result<bool> {
        Ok(!self.is_replaced && browser::has_secret(tx, self.id, &self.newest_cookie)?)
    }

    /// The account in use.
    pub fn current(&self) -> Option<&SignedInAccount> {
        let current = self.current.as_deref()?;
        self.accounts.iter().find(|account| account.id.as_str() == current)
    }

    /// The sign-in of an account that waits for another verification; without an account, the newest one.
    pub fn waiting(&self, account: Option<&str>) -> Option<&WaitingSignIn> {
        self.waiting.iter().find(|waiting| account.is_none_or(|account| waiting.account.as_str() == account))
    }

    /// Whether any sign-in waits for another verification.
    pub fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether another account's sign-in waits for another verification.
    fn has_waiting_besides(&self, account: &AccountId) -> bool {
        self.waiting.iter().any(|waiting| waiting.account != *account)
    }

    /// Repeats the effect of [`Store::choose_account`] on this value.
    pub fn choose(&mut self, account: &str) {
        self.current = Some(account.to_owned());
    }

    /// Repeats the effect of [`Store::sign_out`] on this value.
    pub fn forget(&mut self, account: &str) {
        self.accounts.retain(|each| each.id.as_str() != account);
        self.current.take_if(|current| current == account);
        let is_left = self.is_shared && self.accounts.is_empty();
        self.waiting.retain(|waiting| !is_left && waiting.account.as_str() != account);
    }
}

/// The row ID of a browser that came with its newest cookie. Only such a browser can count as one that an account knows, so that a copy
/// of a replaced cookie never spends what is its owner's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnreplacedBrowser(i64);

impl ToSql for UnreplacedBrowser {
    fn to_sql(&self) -> Value<'_> {
        self.0.to_sql()
    }
}

impl From<UnreplacedBrowser> for i64 {
    fn from(UnreplacedBrowser(id): UnreplacedBrowser) -> Self {
        id
    }
}

/// The browser to sign in in, unless its cookie was replaced. Such a cookie can be a thief's copy, so a sign-in with it gets a browser of
/// its own: a copy never outlives the time for which it still works.
pub(super) fn unless_replaced(browser: Option<&BrowserSession>) -> Option<&BrowserSession> {
    browser.filter(|browser| !browser.is_replaced)
}

/// A cookie to set.
#[derive(Clone, Copy)]
pub(super) struct Cookie {
    pub(super) token: Token,
    /// The hash of the secret that it replaces; `None` if the browser is new. If another request has replaced that one since the browser
    /// was read, this cookie isn't issued.
    pub(super) replaces: Option<[u8; 32]>,
}

impl std::ops::Deref for Cookie {
    type Target = Token;

    fn deref(&self) -> &Token {
        &self.token
    }
}

/// A sign-in: the account, its browser and the browser's country.
#[derive(Clone, Debug)]
pub struct SigningIn {
    /// The account, whose first step is complete.
    pub account: AccountId,
    /// The browser before the sign-in; `None` if it is new.
    pub previous: Option<BrowserSession>,
    /// The country, if it is known: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The browser's name and network.
    pub label: BrowserLabel,
    /// The language of its page, as a BCP 47 tag.
    pub language: &'static str,
    /// Whether the browser is on a shared computer from now on (S11).
    pub shared: bool,
    /// The operation that signs in, if the request has an ID.
    pub operation: Option<Operation>,
    /// The cookies of the request, if none of them is a browser's.
    pub unknown_cookies: Vec<Token>,
}

impl SigningIn {
    /// The browser with this cookie, if it can be known to the account.
    pub(super) fn known_id(&self, cookie: &Cookie) -> Option<i64> {
        (!self.shared).then_some(cookie.id)
    }
}

/// The browser of a request, its country and its language.
#[derive(Clone, Debug, Default)]
pub struct ThisBrowser {
    /// The browser before the request; `None` if it is new.
    pub browser: Option<BrowserSession>,
    /// The country, if it is known: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Its name and network.
    pub label: BrowserLabel,
    /// The language of its page, as a BCP 47 tag.
    pub language: &'static str,
    /// Whether the person has declared it to be on a shared computer (S11).
    pub is_declared_shared: bool,
    /// The operation that signs in, if the request has an ID.
    pub operation: Option<Operation>,
    /// The cookies of the request, if none of them is a browser's.
    pub unknown_cookies: Vec<Token>,
}

impl ThisBrowser {
    /// The sign-in of an account in this browser.
    pub fn signing_in(self, account: AccountId) -> SigningIn {
        let before = self.browser.as_ref();
        let has_accounts =
            |browser: &BrowserSession| !browser.accounts.is_empty() || browser.has_waiting_besides(&account);
        let computer = ComputerUse {
            is_declared: self.is_declared_shared,
            was_declared: before.is_some_and(|browser| browser.is_shared),
            has_accounts: before.is_some_and(has_accounts),
        };
        let shared = computer.is_shared();
        let Self { browser: previous, country, label, language, operation, unknown_cookies, .. } = self;
        SigningIn { account, previous, country, label, language, shared, operation, unknown_cookies }
    }
}
