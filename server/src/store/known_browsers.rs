//! Browsers in which an account was recently signed in, which are most likely its owner's (S8, S9).

use super::browsers::{BrowserSession, UnreplacedBrowser};
use super::tables::known_browser::{self, KnownBrowser};
use super::tx::Tx;
use super::{AccountId, Result, Store};
use crate::work_queue::WorkRequester;
use domain::Moment;
use domain::rules::policy::Policy;
use domain::rules::sign_in::FORGOTTEN_WITHIN;
use std::net::IpAddr;

impl Store {
    /// Whether an account knows a browser. It never knows one that came with a replaced cookie.
    pub(super) async fn knows(&self, account: &AccountId, browser: &BrowserSession) -> Result<bool> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let (account, browser) = (account.clone(), browser.unreplaced());
        self.read(move |tx| Ok(known(tx, &account, browser, (now, &policy))?.is_some())).await
    }

    /// The requester of work for an account, in a browser that the account may know.
    pub async fn requester(
        &self,
        account: &AccountId,
        browser: Option<&BrowserSession>,
        address: IpAddr,
    ) -> Result<WorkRequester> {
        Ok(match browser {
            Some(browser) if self.knows(account, browser).await? => {
                WorkRequester::known(account.as_str(), browser.id(), address)
            }
            Some(_) | None => WorkRequester::stranger(address),
        })
    }
}

/// A browser, if an account knows it and it was used recently.
pub(super) fn known(
    tx: &Tx,
    account: &AccountId,
    browser: Option<UnreplacedBrowser>,
    (now, policy): (Moment, &Policy),
) -> Result<Option<KnownBrowser>> {
    let known = known_browser::by_id(tx, account, browser)?;
    Ok(known.filter(|known| is_recent(known.used, (now, policy))))
}

/// Whether a browser was used so recently that it is still known.
pub(super) fn is_recent(used: Moment, (now, policy): (Moment, &Policy)) -> bool {
    used.is_within(policy.session_idle, now)
}

/// Stops trusting a browser in which an account signs out. The account also forgets it, if it first signed in there less than a day ago (S10).
pub(super) fn leave(tx: &Tx, account: &str, browser: i64, now: Moment) -> Result<()> {
    known_browser::leave(tx, account, browser, now - FORGOTTEN_WITHIN)
}

/// Forgets all browsers that an account knows, except perhaps one. None of them stays trusted.
pub(super) fn forget_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    known_browser::delete_all(tx, account, but)?;
    known_browser::trust_none(tx, account)
}
