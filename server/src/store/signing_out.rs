//! Signing out everywhere (S10).

use super::browsers::BrowserSession;
use super::tables::challenge;
use super::tx::Tx;
use super::{AccountId, Result, Store, known_browsers, sessions};
use rusqlite::Connection;

impl Store {
    /// Signs an account out of all browsers, and ends the codes that were sent to it; only the one in which its owner asks for that stays known to it.
    pub async fn sign_out_everywhere(&self, account: &AccountId, here: &BrowserSession) -> Result<()> {
        let (account, here) = (account.clone(), here.id);
        let end = move |connection: &Connection| {
            sessions::end_sessions(connection, &account, None)?;
            challenge::end_all(&Tx::new(connection), &account)?;
            known_browsers::forget_all(connection, &account, Some(here))
        };
        self.0.engine.writer.write(end).await
    }
}
