//! Changes that need a step-up (I3).

use super::browsers::BrowserSession;
use super::ceremonies::session_owner;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tx::Tx;
use super::{AccountId, Store, sessions};
use domain::Problem;

/// A session with a step-up. The store checks it again when it writes a change.
#[derive(Clone, Debug)]
pub struct SteppedUpSession {
    /// The account.
    pub account: AccountId,
    /// The browser.
    pub browser: BrowserSession,
}

impl SteppedUpSession {
    /// The owner of the session's ceremonies.
    pub fn owner(&self) -> String {
        session_owner(&self.account, &self.browser)
    }

    /// Refuses the change if the session has ended in the meantime, or if its cookie was replaced.
    pub(super) fn check(&self, tx: &Tx) -> Result<(), Stop> {
        if !sessions::has_still_stepped_up(tx, &self.browser, &self.account)? {
            return Err(Problem::NotSignedIn.into());
        }
        if self.browser.has_newest_cookie(tx)? { Ok(()) } else { Err(Problem::StepUpNeeded.into()) }
    }
}

impl Store {
    /// Runs a write that needs a step-up, after [its check](SteppedUpSession::check). The account is locked.
    pub(super) async fn write_as<T: Send + 'static>(
        &self,
        by: SteppedUpSession,
        write: impl Fn(&Tx, &AccountId) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.write(move |tx| {
            tx.lock(Lock::Account(&by.account))?;
            by.check(tx)?;
            write(tx, &by.account)
        })
        .await
    }
}
