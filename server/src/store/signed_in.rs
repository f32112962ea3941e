//! Writes of a signed-in account that need no step-up.

use super::browsers::BrowserSession;
use super::error::Stop;
use super::locks::Lock;
use super::tables::session;
use super::tx::Tx;
use super::{AccountId, Store};
use domain::Problem;

impl Store {
    /// Runs a write of an account in one of its sessions, after a [check](check_session) of the session. The account is locked.
    pub(super) async fn write_in<T: Send + 'static>(
        &self,
        browser: &BrowserSession,
        account: &AccountId,
        write: impl Fn(&Tx, &AccountId) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        let (browser, account) = (browser.clone(), account.clone());
        self.write(move |tx| {
            check_session(tx, &browser, &account)?;
            write(tx, &account)
        })
        .await
    }
}

/// Locks the account, and refuses the write if its session has ended since the request was read, or if the browser's cookie was replaced.
pub(super) fn check_session(tx: &Tx, browser: &BrowserSession, account: &AccountId) -> Result<(), Stop> {
    tx.lock(Lock::Account(account))?;
    if !session::exists(tx, browser.id(), account)? {
        return Err(Problem::NotSignedIn.into());
    }
    if browser.has_newest_cookie(tx)? { Ok(()) } else { Err(Problem::StepUpNeeded.into()) }
}
