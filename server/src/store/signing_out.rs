//! Signing out everywhere (S10).

use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::challenge;
use super::{AccountId, Store, known_browsers, sessions};

impl Store {
    /// Signs an account out of all browsers, and voids the codes that were sent to it. It forgets all browsers but the one of this request,
    /// which it [leaves](known_browsers::leave).
    pub async fn sign_out_everywhere(&self, account: &AccountId, this_browser: &BrowserSession) -> Result<(), Stop> {
        let (account, this_browser, now) = (account.clone(), this_browser.id, self.0.clock.now());
        self.write(move |tx| {
            tx.lock(Lock::Account(&account))?;
            sessions::end_sessions(tx, &account, None)?;
            challenge::end_all(tx, &account)?;
            known_browsers::forget_all(tx, &account, Some(this_browser))?;
            Ok(known_browsers::leave(tx, account.as_str(), this_browser, now)?)
        })
        .await
    }
}
