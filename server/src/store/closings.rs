//! Closing an account: its owner begins, a sign-in cancels, and at the end everything goes (I9).

use super::error::{Result, Stop};
use super::locks::Lock;
use super::operations::{self, Operation, OperationEffect};
use super::stepped_up::SteppedUpSession;
use super::tables::{account, challenge, closing};
use super::tx::Tx;
use super::{AccountId, Counted, Store, account_commands, attempts, closing_steps, sessions};
use crate::observe::event::{Event, EventKind};
use domain::rules::closing::Closing;
use domain::rules::notice::NoticeKind;
use std::time::Duration;

/// How long a server has for a batch of accounts. Then they are due again, because the server may have crashed.
const LEASE: Duration = Duration::from_mins(2);
/// Accounts in one batch.
const BATCH: u32 = 50;

impl Store {
    /// Begins to close an account, and signs it out of all browsers, none of which it knows any more. Refused while a hold runs or changes
    /// are blocked. Its devices stay linked until its end.
    pub async fn close_account(&self, by: SteppedUpSession, operation: Option<Operation>) -> Result<Closing, Stop> {
        let (now, store, browser) = (self.0.clock.now(), self.clone(), by.browser.id());
        let close = move |tx: &Tx, account: &AccountId| {
            let begun = Closing::begin(now, store.policy());
            closing::insert(tx, account, &begun)?;
            closing_steps::tell(tx, &store, account, NoticeKind::ClosingBegun, (now, Some(begun.ends)))?;
            sessions::end_all(tx, account, None)?;
            challenge::end_all(tx, account)?;
            operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, account), now)?;
            tx.record(Event::new(EventKind::AccountClosing).account(account));
            Ok(begun)
        };
        self.change_as(by, close).await
    }

    /// The closing that an operation has begun before; `None` if it hasn't, or if that was canceled.
    pub async fn closing_again(&self, operation: &Operation) -> Result<Option<Closing>> {
        let (now, sent) = (self.0.clock.now(), operation.clone());
        self.read(move |tx| match operations::find(tx, &sent, now)? {
            Some(decided) => closing::of_account(tx, &decided.account),
            None => Ok(None),
        })
        .await
    }

    /// The accounts whose closing has ended: one batch, for this server alone until the lease expires. While the clock may be wrong (O10), time
    /// stands still for them, so that none is deleted too early.
    pub async fn due_closings(&self) -> Result<Vec<AccountId>, Stop> {
        let now = self.time_for_holds().await?;
        if !self.read(move |tx| closing::has_due(tx, now)).await? {
            return Ok(Vec::new());
        }
        self.0.engine.write_one(move |tx| closing::lease_due(tx, now, now + LEASE, BATCH)).await
    }

    /// Deletes an account whose closing has ended, with everything that belongs to it, and tells its contacts. `false` if it isn't to be closed
    /// any more, or was disabled meanwhile.
    pub async fn delete_closed_account(&self, account: &AccountId) -> Result<bool, Stop> {
        let counts = self.counts_of_account(account).await?;
        let (now, store, account) = (self.time_for_holds().await?, self.clone(), account.clone());
        self.write(move |tx| {
            attempts::lock(tx, counts.iter().map(Counted::key))?;
            tx.lock(Lock::Account(&account))?;
            let has_ended = closing::of_account(tx, &account)?.is_some_and(|closing| closing.is_over(now));
            if !has_ended || account::is_disabled(tx, &account)? {
                return Ok(false);
            }
            counts.iter().try_for_each(|count| count.forget(tx))?;
            closing_steps::tell(tx, &store, &account, NoticeKind::AccountClosed, (now, None))?;
            tx.record(Event::new(EventKind::AccountClosed).account(&account));
            Ok(account_commands::delete(tx, &account)?)
        })
        .await
    }
}
