//! Holds: their begin, their cancel, and what is due (H1–H3).

use super::error::{Result, Stop};
use super::hold_steps::ProtectionWrite;
use super::locks::Lock;
use super::methods::AccountMethods;
use super::operations::{self, OperationEffect};
use super::stepped_up::SteppedUpSession;
use super::tables::hold::{self, HoldRow, HoldSubject};
use super::tables::notice_link::{self, NoticeLinkRow};
use super::tx::Tx;
use super::{AccountId, Operation, Store, methods, protection};
use crate::secrets::Token;
use domain::rules::hold::{HoldEffect, HoldEvent, Protection, VerifiedWith};
use domain::rules::notice::{LinkPurpose, LinkRefusal, NoticeKind};
use domain::rules::security_info::{MethodKind, Removal};
use domain::{Moment, Problem};
use std::time::Duration;

/// How long a server has for a batch of holds. Then they are due again, because the server may have crashed.
const LEASE: Duration = Duration::from_mins(2);
/// Holds in one batch.
const BATCH: u32 = 50;

/// The hold that a link in a message is about.
#[derive(Clone, Debug)]
pub struct LinkedHold {
    /// The hold, while the link cancels it.
    pub held: Option<HoldRow>,
    /// The account's methods.
    pub methods: AccountMethods,
    /// Whether the hold was canceled with this link.
    pub canceled: bool,
}

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
    /// removed at once. Returns the method's kind.
    pub async fn remove_method_after_hold(
        &self,
        by: SteppedUpSession,
        id: i64,
        operation: Option<Operation>,
    ) -> Result<MethodKind, Stop> {
        let (now, store, browser) = (self.0.clock.now(), self.clone(), by.browser.id());
        let remove = move |tx: &Tx, account: &AccountId| {
            let write = ProtectionWrite { tx, store: &store, account, now };
            write.step(HoldEvent::Change, None)?;
            let info = methods::read(tx, account)?.info;
            match info.removal(id, now, store.policy())? {
                Removal::Held(_) => write.step(HoldEvent::Remove, Some(HoldSubject::Method(id)))?,
                Removal::Now(_) => return Err(Stop::from(Problem::MethodUnknown)),
            }
            operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, account), now)?;
            let removed = info.methods.into_iter().find(|method| method.id == id).ok_or(Problem::MethodUnknown)?;
            Ok(removed.kind)
        };
        self.write_as(by, remove).await
    }

    /// Cancels a hold in a session that was stepped up with a method; `None` for a password or a recovery code. `false` if none runs.
    pub async fn cancel_hold(&self, by: SteppedUpSession, method: Option<i64>) -> Result<bool, Stop> {
        let (now, store) = (self.time_for_holds().await?, self.clone());
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

    /// The hold that a link in a message cancels; `None` if the link is unknown or too old.
    pub async fn hold_of_link(&self, link: &Token) -> Result<Option<LinkedHold>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| {
            let Some(found) = cancel_link(tx, &link)? else { return Ok(None) };
            let held = hold::of_account(tx, &found.account)?;
            let pressed = found.link.press(held.as_ref().map(|held| held.hold.started), now);
            let (held, canceled) = (held.filter(|_| pressed.is_ok()), pressed == Err(LinkRefusal::Used));
            Ok(Some(LinkedHold { held, methods: methods::read(tx, &found.account)?, canceled }))
        })
        .await
    }

    /// Cancels a hold with the link in a message, and returns its account. `None` if the link was used before, or if its hold has ended.
    pub async fn cancel_hold_by_link(&self, link: &Token) -> Result<Option<AccountId>, Stop> {
        // Before the write, because anyone can send a link that cancels nothing (N8).
        if self.hold_of_link(link).await?.ok_or(Problem::MessageLinkUnknown)?.held.is_none() {
            return Ok(None);
        }
        let (now, store, link) = (self.time_for_holds().await?, self.clone(), *link);
        self.write(move |tx| {
            let account = cancel_link(tx, &link)?.ok_or(Problem::MessageLinkUnknown)?.account;
            let write = ProtectionWrite { tx, store: &store, account: &account, now };
            write.step(HoldEvent::Tick, None)?;
            // Read again: the account is locked now.
            let found = cancel_link(tx, &link)?.ok_or(Problem::MessageLinkUnknown)?;
            let running = hold::of_account(tx, &account)?.map(|held| held.hold.started);
            if found.link.press(running, now).is_err() || !notice_link::note_used(tx, found.id, now)? {
                return Ok(None);
            }
            write.step(HoldEvent::Cancel(VerifiedWith::Link), None)?;
            Ok(Some(account))
        })
        .await
    }

    /// Does what is due about holds: warnings and ends. `true` if there may be more. Each hold is a transaction of its own, and does nothing a
    /// second time. While the clock may be wrong (O10), time stands still for holds, so that none ends too early.
    pub async fn settle_due_holds(&self) -> Result<bool, Stop> {
        self.settle_due_holds_and(|_, _| ()).await
    }

    /// The same. `report` learns of each notice that was due.
    pub async fn settle_due_holds_and(
        &self,
        report: impl Fn(&AccountId, NoticeKind) + Send + Sync,
    ) -> Result<bool, Stop> {
        let now = self.time_for_holds().await?;
        if !self.read(move |tx| hold::has_due(tx, now)).await? {
            return Ok(false);
        }
        let accounts = self.0.engine.write_one(move |tx| hold::lease_due(tx, now, now + LEASE, BATCH)).await?;
        let is_full = accounts.len() == BATCH as usize;
        for account in accounts {
            let (store, held) = (self.clone(), account.clone());
            let settle = move |tx: &Tx| {
                let write = ProtectionWrite { tx, store: &store, account: &held, now };
                tx.lock(Lock::Account(&held))?;
                let notice = due_notice(write)?;
                write.step(HoldEvent::Tick, None).map(|()| notice)
            };
            if let Some(notice) = self.write(settle).await? {
                report(&account, notice);
            }
        }
        Ok(is_full)
    }

    /// The time for what happens by itself at the end of a wait: it stands still while the clock may be wrong.
    pub(super) async fn time_for_holds(&self) -> Result<Moment, Stop> {
        let now = self.0.clock.now();
        if self.trusts_clock().await? {
            return Ok(now);
        }
        Ok(self.newest_time().await?.map_or(now, |newest| newest.min(now)))
    }
}

/// The link with a secret, if it is one that cancels a hold.
fn cancel_link(tx: &Tx, link: &Token) -> Result<Option<NoticeLinkRow>> {
    Ok(notice_link::by_link(tx, link)?.filter(|found| found.link.purpose == LinkPurpose::CancelHold))
}

/// The notice that is due about a hold: a warning, or its end.
fn due_notice(ProtectionWrite { tx, store, account, now }: ProtectionWrite) -> Result<Option<NoticeKind>> {
    let Ok((_, effects)) = protection::read(tx, account)?.0.step(HoldEvent::Tick, now, store.policy()) else {
        return Ok(None); // the account is gone
    };
    let notice = |effect| if let HoldEffect::Tell(kind) = effect { Some(kind) } else { None };
    Ok(effects.into_iter().find_map(notice))
}
