//! Sign-ins in browsers that an account doesn't know, of which its contacts are told (I8).

use super::browsers::BrowserSession;
use super::locks::Lock;
use super::tables::account;
use super::tables::change_notice::NoticeDetail;
use super::tx::Tx;
use super::{AccountId, Result, Store, known_browsers, methods, notices_to_write};
use domain::Moment;
use domain::rules::notice::NoticeKind;

/// Notes a sign-in, if the account doesn't know the browser, and if it isn't the account's first one. On a shared computer, too: a thief can
/// declare any computer to be one. To be called before the sign-in.
pub(super) fn note(
    (tx, store): (&Tx, &Store),
    account: &AccountId,
    browser: Option<&BrowserSession>,
    now: Moment,
) -> Result<()> {
    tx.lock(Lock::Account(account))?;
    if !account::has_signed_in(tx, account)? {
        return Ok(());
    }
    let browser = browser.and_then(BrowserSession::unreplaced);
    if known_browsers::known(tx, account, browser, (now, store.policy()))?.is_some() {
        return Ok(());
    }
    let before = methods::read(tx, account)?.info;
    notices_to_write::note(tx, store, account, NoticeKind::NewBrowser, NoticeDetail::default(), &before, &[], now)
}
