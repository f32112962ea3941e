//! Cookies that a sign-in has just voided. They never find their browser again, because one can have been planted (session fixation). For a
//! minute they are recognized: a sign-in that was sent with one, before the answer with the new cookie had arrived, is too late (S13).

use super::error::Result;
use super::tables::browser;
use super::tables::voided_cookie::{self, VoidedCookieRow};
use super::tx::Tx;
use super::{AccountId, Store};
use crate::secrets::Token;
use domain::Moment;
use std::time::Duration;

/// The time for which a voided cookie is recognized: longer than a request is under way. Then a browser that never got the new cookie signs
/// in as a new one.
pub(super) const RECOGNIZED: Duration = Duration::from_mins(1);

impl Store {
    /// Whether a sign-in has just voided one of these cookies, which name no browser.
    pub async fn has_just_voided(&self, cookies: Vec<Token>) -> Result<bool> {
        if cookies.is_empty() {
            return Ok(false);
        }
        let now = self.0.clock.now();
        self.read(move |tx| {
            for cookie in &cookies {
                if browser_of(tx, &cookie.hash(), now)?.is_some() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }
}

/// Records that a browser's cookie no longer works.
pub(super) fn note(tx: &Tx, browser: i64, secret: &[u8; 32], now: Moment) -> Result<()> {
    voided_cookie::insert(tx, secret, VoidedCookieRow { browser, expires: now + RECOGNIZED })
}

/// Whether another sign-in has just voided a cookie that an account's sign-in came with, in a browser that has other accounts: a new browser's
/// cookie would take the place of that one's, and sign them out.
pub(super) fn is_too_late(tx: &Tx, cookies: &[Token], account: &AccountId, now: Moment) -> Result<bool> {
    for cookie in cookies {
        let secret = cookie.hash();
        if let Some(browser) = browser_of(tx, &secret, now)?
            && browser::is_voided_with_other_accounts(tx, browser, &secret, account)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The browser whose cookie was just voided; `None` for any other cookie.
fn browser_of(tx: &Tx, secret: &[u8; 32], now: Moment) -> Result<Option<i64>> {
    let voided = voided_cookie::by_secret(tx, secret)?;
    Ok(voided.filter(|voided| voided.expires.is_valid(RECOGNIZED, now)).map(|voided| voided.browser))
}
