//! Browsers that an account was signed in in lately: its owner's, as far as anybody can tell (S8, S9).

use super::browsers::BrowserSession;
use super::tables::known_browser;
use super::tx::Tx;
use super::{AccountId, Result, Store};

impl Store {
    /// Whether an account knows a browser.
    pub(super) async fn knows(&self, account: &AccountId, browser: &BrowserSession) -> Result<bool> {
        let oldest = self.0.clock.now() - self.0.policy.session_idle;
        let (account, browser) = (account.clone(), browser.id());
        self.read(move |tx| Ok(known_browser::by_id(tx, &account, Some(browser), oldest)?.is_some())).await
    }
}

/// All are strangers' again, but perhaps one, which two-step verification spares no more either.
pub(super) fn forget_all(tx: &Tx, account: &AccountId, but: Option<i64>) -> Result<()> {
    known_browser::delete_all(tx, account, but)?;
    known_browser::trust_none(tx, account)
}
