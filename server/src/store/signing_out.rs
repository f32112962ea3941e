//! Signing out everywhere (S10).

use super::browsers::BrowserSession;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::challenge;
use super::tables::change_notice::NoticeDetail;
use super::tx::Tx;
use super::{AccountId, Store, known_browsers, methods, notices_to_write, sessions};
use crate::observe::event::{Event, EventKind};
use domain::rules::notice::NoticeKind;

impl Store {
    /// Signs an account out of all browsers, and voids the codes that were sent to it. It forgets all browsers but the one of this request,
    /// which it [leaves](known_browsers::leave).
    pub async fn sign_out_everywhere(&self, account: &AccountId, this_browser: &BrowserSession) -> Result<(), Stop> {
        let (here, now, store) = (this_browser.id(), self.0.clock.now(), self.clone());
        let sign_out = move |tx: &Tx, account: &AccountId| {
            tx.lock(Lock::Browser(here))?;
            sessions::end_sessions(tx, account, None)?;
            challenge::end_all(tx, account)?;
            tx.record(Event::new(EventKind::SignedOutEverywhere).account(account));
            known_browsers::forget_all(tx, account, Some(here))?;
            let (before, detail) = (methods::read(tx, account)?.info, NoticeDetail::default());
            notices_to_write::note(tx, &store, account, NoticeKind::SignedOutEverywhere, detail, &before, &[], now)?;
            Ok(known_browsers::leave(tx, account.as_str(), here, now)?)
        };
        self.write_in(this_browser, account, sign_out).await
    }
}
