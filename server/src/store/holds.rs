//! Holds: their begin, their cancel, and what is due (H1–H3).

use super::error::{Result, Stop};
use super::hold_steps::ProtectionWrite;
use super::stepped_up::SteppedUpSession;
use super::tables::change_notice::{self, ChangeNotice};
use super::tables::hold::{self, HoldRow, HoldSubject};
use super::tx::Tx;
use super::{AccountId, Store, methods, protection};
use domain::rules::hold::{HoldEvent, Protection};
use domain::rules::security_info::Removal;
use domain::{Moment, Problem};
use std::time::Duration;

/// How long a server has for a batch of holds. Then they are due again, because the server may have crashed.
const LEASE: Duration = Duration::from_mins(2);
/// Holds in one batch.
const BATCH: u32 = 50;
/// Notices in one batch.
const NOTICES: u32 = 100;

impl Store {
    /// The protection of an account.
    pub async fn protection(&self, account: &AccountId) -> Result<Protection> {
        let account = account.clone();
        self.read(move |tx| Ok(protection::read(tx, &account)?.0)).await
    }

    /// The hold of an account.
    pub async fn hold(&self, account: &AccountId) -> Result<Option<HoldRow>> {
        let account = account.clone();
        self.read(move |tx| hold::of_account(tx, &account)).await
    }

    /// Begins a hold at whose end the last established method is removed (I4). Refused if another established one is left: that one can be
    /// removed at once.
    pub async fn remove_method_after_hold(&self, by: SteppedUpSession, id: i64) -> Result<(), Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let remove = move |tx: &Tx, account: &AccountId| {
            let write = ProtectionWrite { tx, store: &store, account, now };
            write.step(HoldEvent::Change, None)?;
            match methods::read(tx, account)?.info.removal(id, now, store.policy())? {
                Removal::Held(_) => write.step(HoldEvent::Remove, Some(HoldSubject::Method(id))),
                Removal::Now(_) => Err(Problem::MethodUnknown.into()),
            }
        };
        self.write_as(by, remove).await
    }

    /// Cancels a hold in a session that was stepped up with a method; `None` for a password or a recovery code. `false` if none runs.
    pub async fn cancel_hold(&self, by: SteppedUpSession, method: Option<i64>) -> Result<bool, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let cancel = move |tx: &Tx, account: &AccountId| {
            let write = ProtectionWrite { tx, store: &store, account, now };
            write.step(HoldEvent::Tick, None)?;
            if hold::of_account(tx, account)?.is_none() {
                return Ok(false);
            }
            let with = write.verified_with(method.as_slice())?;
            write.step(HoldEvent::Cancel(with), None).map(|()| true)
        };
        self.write_as(by, cancel).await
    }

    /// Does what is due about holds: warnings and ends. `true` if there may be more. Each hold is a transaction of its own, and does nothing a
    /// second time. While the clock may be wrong (O10), time stands still for holds, so that none ends too early.
    pub async fn settle_due_holds(&self) -> Result<bool, Stop> {
        let now = self.time_for_holds().await?;
        if !self.read(move |tx| hold::has_due(tx, now)).await? {
            return Ok(false);
        }
        let accounts = self.0.engine.write_one(move |tx| hold::lease_due(tx, now, now + LEASE, BATCH)).await?;
        let is_full = accounts.len() == BATCH as usize;
        for account in accounts {
            let store = self.clone();
            self.write(move |tx| {
                ProtectionWrite { tx, store: &store, account: &account, now }.step(HoldEvent::Tick, None)
            })
            .await?;
        }
        Ok(is_full)
    }

    async fn time_for_holds(&self) -> Result<Moment, Stop> {
        let now = self.0.clock.now();
        if self.trusts_clock().await? {
            return Ok(now);
        }
        Ok(self.newest_time().await?.map_or(now, |newest| newest.min(now)))
    }

    /// What contacts are to be told that no message is written for yet: one batch, the oldest first.
    pub async fn change_notices(&self) -> Result<Vec<ChangeNotice>> {
        self.read(|tx| change_notice::batch(tx, NOTICES)).await
    }
}
