//! Signing out everywhere (S10).

use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::challenge;
use super::tx::Tx;
use super::{AccountId, Store, known_browsers, sessions};

impl Store {
    /// Signs an account out of all browsers, and voids the codes that were sent to it. It forgets all browsers but the one of this request,
    /// which it [leaves](known_browsers::leave).
    pub async fn sign_out_everywhere(&self, account: &AccountId, this_browser: &BrowserSession) -> Result<(), Stop> {
        let (here, now) = (this_browser.id(), self.0.clock.now());
        let sign_out = move |tx: &Tx, account: &AccountId| {
            tx.lock(Lock::Browser(here))?;
            sessions::end_sessions(tx, account, None)?;
            challenge::end_all(tx, account)?;
            known_browsers::forget_all(tx, account, Some(here))?;
            Ok(known_browsers::leave(tx, account.as_str(), here, now)?)
        };
        self.write_in(this_browser, account, sign_out).await
    }
}
