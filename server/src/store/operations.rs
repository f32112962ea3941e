//! Operations: requests of the page that decide something once, such as entering a code or a password, and that have a random ID. A keyed
//! hash of the whole request is kept beside what it has decided, so the same request again, whose answer was lost, gets the same answer.
//!
//! There are three kinds of answers. One with a cookie is given again by `answered_again` in `web/endpoint.rs`, before anyone is authenticated,
//! because the lost cookie would be needed for that. After a change in a session, `once` in `routes/security.rs` reads the answer anew. An
//! approval finds its device in its own transaction, by [`linked_device`], because two at the same time must get the same one.

use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::browser;
use super::tables::operation::{self, OperationRow};
use super::tx::Tx;
use super::{AccountId, DeviceId, Store, voided_cookies};
use crate::secrets::{SealPurpose, Token};
use domain::Moment;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// The time for which the same request gets the same answer.
pub(super) const ANSWERED_AGAIN: Duration = Duration::from_mins(1);

/// A request with an ID, from a browser.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The keyed hash of the path and of the whole request, with its ID.
    hash: [u8; 16],
    /// The hashes of the secrets of the cookies that it came with, whether they work or not.
    cookies: Vec<[u8; 32]>,
}

impl Operation {
    /// One hash of all cookies that it came with; `None` without any.
    fn came_with(&self) -> Option<[u8; 32]> {
        (!self.cookies.is_empty()).then(|| Sha256::digest(self.cookies.concat()).into())
    }
}

/// What an operation decides.
#[derive(Clone, Copy)]
pub(super) struct OperationEffect<'a> {
    /// The ID of the row of the browser.
    pub(super) browser: i64,
    pub(super) account: &'a AccountId,
    /// The hash of the secret of the cookie that its answer sets.
    pub(super) issued: Option<[u8; 32]>,
    /// The device that it links.
    pub(super) device: Option<DeviceId>,
}

impl<'a> OperationEffect<'a> {
    /// A change of an account in a session, whose cookie stays.
    pub(super) fn in_session(browser: i64, account: &'a AccountId) -> Self {
        Self { browser, account, issued: None, device: None }
    }
}

impl Store {
    /// The operation of a request to a path, as it was sent with its ID. `cookies` are those that it came with.
    pub fn operation(&self, path: &str, request: &[u8], cookies: &[Token]) -> Operation {
        let text = [path.as_bytes(), b" ", request].concat();
        Operation {
            hash: self.0.key.hash(SealPurpose::Operation, &text),
            cookies: cookies.iter().map(Token::hash).collect(),
        }
    }

    /// A new cookie for the browser that an operation has signed in or verified, instead of the one that was lost with its answer, and the
    /// account. `None` if it hasn't, if that cookie was replaced since, or if the account was signed out.
    pub async fn cookie_again(&self, operation: &Operation) -> Result<Option<(Token, AccountId)>, Stop> {
        let (now, sent) = (self.0.clock.now(), operation.clone());
        // Almost no request is sent again, so this is read before anything is written.
        let Some(decided) = self.read(move |tx| find(tx, &sent, now)).await? else { return Ok(None) };
        let (token, sent) = (Token::new(decided.browser, &self.0.rng), operation.clone());
        let replace = move |tx: &Tx| {
            tx.lock(Lock::Browser(token.id))?;
            let Some(OperationRow { account, issued: Some(lost), .. }) = find(tx, &sent, now)? else { return Ok(None) };
            if !browser::replace_lost_cookie(tx, token.id, &lost, &token.hash(), &account)? {
                return Ok(None);
            }
            voided_cookies::note(tx, token.id, &lost, now)?;
            operation::note_issued(tx, &sent.hash, &token.hash())?;
            Ok(Some((token, account)))
        };
        self.write(replace).await
    }

    /// Whether an operation was decided before, for the same account.
    pub async fn is_decided(&self, operation: &Operation, account: &AccountId) -> Result<bool> {
        let (now, sent, account) = (self.0.clock.now(), operation.clone(), account.clone());
        self.read(move |tx| Ok(find(tx, &sent, now)?.is_some_and(|decided| decided.account == account))).await
    }
}

/// Records what an operation decides, in the transaction that decides it.
pub(super) fn note(tx: &Tx, operation: Option<&Operation>, effect: OperationEffect<'_>, now: Moment) -> Result<()> {
    let Some(operation) = operation else { return Ok(()) };
    let OperationEffect { browser, account, issued, device } = effect;
    let account = account.clone();
    let row = OperationRow {
        cookies: operation.came_with(),
        browser,
        account,
        issued,
        device,
        expires: now + ANSWERED_AGAIN,
    };
    operation::insert(tx, &operation.hash, &row)
}

/// The device that an operation has linked before, for the same account.
pub(super) fn linked_device(
    tx: &Tx,
    operation: Option<&Operation>,
    account: &AccountId,
    now: Moment,
) -> Result<Option<DeviceId>> {
    let Some(operation) = operation else { return Ok(None) };
    let decided = find(tx, operation, now)?.filter(|decided| decided.account == *account);
    Ok(decided.and_then(|decided| decided.device))
}

/// What an operation has decided. It must come from the same browser again: with the same cookies, or with the one of the answer, whose
/// content alone may have been lost.
fn find(tx: &Tx, operation: &Operation, now: Moment) -> Result<Option<OperationRow>> {
    let decided = operation::by_hash(tx, &operation.hash)?;
    Ok(decided.filter(|decided| {
        let has_issued = decided.issued.is_some_and(|issued| operation.cookies.contains(&issued));
        let is_same_browser = has_issued || decided.cookies == operation.came_with();
        is_same_browser && decided.expires.is_valid(ANSWERED_AGAIN, now)
    }))
}
