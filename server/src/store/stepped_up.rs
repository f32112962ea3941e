//! What only a session may do that has stepped up (I3).

use super::browsers::BrowserSession;
use super::ceremonies::of_session;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tx::Tx;
use super::{AccountId, Store, sessions};
use domain::Problem;

/// Who has stepped up, and where: whatever they do is done only if that still holds when it is written.
#[derive(Clone, Debug)]
pub struct SteppedUpSession {
    /// The account.
    pub account: AccountId,
    /// The browser.
    pub browser: BrowserSession,
}

impl SteppedUpSession {
    /// Whose ceremonies these are.
    pub fn whose(&self) -> String {
        of_session(&self.account, &self.browser)
    }

    /// Refuses the change if the session has ended meanwhile.
    pub(super) fn check(&self, tx: &Tx) -> Result<(), Stop> {
        let holds = sessions::has_still_stepped_up(tx, &self.browser, &self.account)?;
        if holds { Ok(()) } else { Err(Problem::NotSignedIn.into()) }
    }
}

impl Store {
    /// Writes what only a session may do that has stepped up: if it has ended meanwhile, nothing is written. The account is locked.
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
