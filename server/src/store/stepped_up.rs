//! Changes that need a step-up (I3).

use super::browsers::BrowserSession;
use super::ceremonies::session_owner;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tx::Tx;
use super::{AccountId, Store, protection, sessions};
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

    /// The method of the step-up; `None` for the password, a recovery code, or a contact that is a sign-in name only.
    pub fn method(&self) -> Option<i64> {
        let account = self.browser.accounts.iter().find(|each| each.id == self.account)?;
        account.stepped_up?.with
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

    /// As [`Self::write_as`], for a change to security info that takes effect at once: not while a hold runs or changes are blocked.
    pub(super) async fn change_as<T: Send + 'static>(
        &self,
        by: SteppedUpSession,
        change: impl Fn(&Tx, &AccountId) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        let now = self.0.clock.now();
        let change = move |tx: &Tx, account: &AccountId| {
            protection::refuse_change(tx, account, now)?;
            change(tx, account)
        };
        self.write_as(by, change).await
    }
}
