//! Browsers and who is signed in in them, as calls bring them: what reads and writes speak of.

use super::AccountId;
use super::tables::browser::Waiting;
use super::tables::session::SignedInAccount;
use crate::secrets::Token;
use domain::Moment;

/// A browser that has shown its cookie.
#[derive(Clone, Debug)]
pub struct BrowserSession {
    pub(super) id: i64,
    pub(super) seen: Moment,
    pub(super) current: Option<String>,
    /// The accounts signed in, the longest first.
    pub accounts: Vec<SignedInAccount>,
    /// The sign-in that waits for one more proof (S3, S9).
    pub pending: Option<Waiting>,
}

impl BrowserSession {
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// Whether it is the browser of a row.
    pub fn is(&self, id: i64) -> bool {
        self.id == id
    }

    /// The account in use.
    pub fn current(&self) -> Option<&SignedInAccount> {
        let current = self.current.as_deref()?;
        self.accounts.iter().find(|account| account.id.as_str() == current)
    }

    /// As it is after [`Store::choose_account`].
    pub fn choose(&mut self, account: &str) {
        self.current = Some(account.to_owned());
        self.pending = None;
    }

    /// As it is after [`Store::sign_out`].
    pub fn forget(&mut self, account: &str) {
        self.accounts.retain(|each| each.id.as_str() != account);
        self.current.take_if(|current| current == account);
        self.pending.take_if(|waiting| waiting.account.as_str() == account);
    }
}

/// A cookie to be set.
#[derive(Clone, Copy)]
pub(super) struct Cookie {
    pub(super) token: Token,
    /// Whether its browser has not been here before.
    pub(super) is_new: bool,
}

impl std::ops::Deref for Cookie {
    type Target = Token;

    fn deref(&self) -> &Token {
        &self.token
    }
}

/// Whose sign-in, where, and where from.
#[derive(Clone, Debug)]
pub struct SigningIn {
    /// The account, whose first proof was right.
    pub account: AccountId,
    /// The browser as it was before.
    pub previous: Option<BrowserSession>,
    /// The country it is in, if that is known: ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// A browser, and the country it is in if that is known.
#[derive(Clone, Debug, Default)]
pub struct ThisBrowser {
    /// As it was before.
    pub browser: Option<BrowserSession>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

impl ThisBrowser {
    /// An account that signs in here.
    pub fn signing_in(self, account: AccountId) -> SigningIn {
        SigningIn { account, previous: self.browser, country: self.country }
    }
}
