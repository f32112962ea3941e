//! The links in messages with the button "This wasn't me": about new devices (L6), and about changes to the account (I8).

use super::error::{Result, Stop};
use super::hold_steps::ProtectionWrite;
use super::locks::Lock;
use super::protection::ChangeBlock;
use super::stepped_up::SteppedUpSession;
use super::tables::account;
use super::tables::notice_link::{self, NoticeLinkRow};
use super::tables::undo::{self, Undoable};
use super::tx::Tx;
use super::{AccountId, DeviceId, RevokedGrant, Store, grants, methods, protection};
use crate::observe::event::{Event, EventKind};
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::hold::{HoldEvent, VerifiedWith};
use domain::rules::link::UNDONE_WITHIN;
use domain::rules::notice::{LinkPurpose, LinkRefusal, NoticeKind};
use domain::{Moment, Problem};

impl Store {
    /// The linked device that an undo link is for; `None` if the link is unknown or has expired.
    pub async fn undoable(&self, link: &Token) -> Result<Option<Undoable>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| undo::by_link(tx, &link, now - UNDONE_WITHIN)).await
    }

    /// The devices that an undo link has yet to undo: its own, and those that a merged message has no links for. `None` if the link is unknown
    /// or has expired.
    pub async fn devices_of_undo_link(&self, link: &Token) -> Result<Option<Vec<DeviceId>>> {
        let (now, link) = (self.0.clock.now(), *link);
        self.read(move |tx| {
            let found = undo::by_link(tx, &link, now - UNDONE_WITHIN)?;
            found.map(|_| undo::devices_left(tx, &link)).transpose()
        })
        .await
    }

    /// Revokes the access of a device with an undo link. A second time changes nothing, and returns `None`. Each device is a write of its
    /// own, because a grant is locked after all authorizations.
    pub async fn undo_device(&self, device: DeviceId) -> Result<Option<RevokedGrant>, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            let revoked = grants::revoke(tx, device.into())?;
            undo::note_undone(tx, device, now)?;
            if let Some(revoked) = &revoked {
                let event = Event::new(EventKind::DeviceUndone).account(&revoked.account).client(revoked);
                tx.record(event.device(device));
            }
            Ok(revoked)
        })
        .await
    }
}

/// A change to an account that the link in a message is about.
#[derive(Clone, Debug)]
pub struct DisputableChange {
    /// The account.
    pub account: AccountId,
    /// The kind of the notice.
    pub kind: NoticeKind,
    /// The time of the change.
    pub changed: Moment,
    /// Whether the link was used before this request.
    pub was_used: bool,
    /// Whether a method besides the contact that got the message can end the block. `None` before the link was used.
    pub has_other_method: Option<bool>,
}

impl Store {
    /// The change that a link is about; `None` if the link is unknown, has expired, or has another purpose.
    pub async fn disputable_change(&self, link: &Token) -> Result<Option<DisputableChange>, Stop> {
        let (now, link, store) = (self.time_for_holds().await?, *link, self.clone());
        let read = move |tx: &Tx| {
            let Some(row) = link_about_change(tx, &link)? else { return Ok(None) };
            let has_other_method = match row.link.press(None, now) {
                Err(LinkRefusal::Expired) => return Ok(None),
                Err(LinkRefusal::Used) => Some(has_other_method(tx, &row, &store, now)?),
                Ok(_) => None,
            };
            Ok(Some(row.change(has_other_method.is_some(), has_other_method)))
        };
        Ok(self.read(read).await?)
    }

    /// "This wasn't me" (I8): ends all sessions, blocks changes, cancels a hold, and unlinks the devices that were linked since the change (D7).
    /// A link that was used before does nothing.
    pub async fn dispute_change(&self, link: &Token) -> Result<DisputableChange, Stop> {
        // Before the write, because anyone can send a link that doesn't work (N8).
        let found = self.disputable_change(link).await?.ok_or(Problem::MessageLinkUnknown)?;
        if found.was_used {
            return Ok(found);
        }
        let (now, link, store) = (self.time_for_holds().await?, *link, self.clone());
        self.write(move |tx| {
            let row = link_about_change(tx, &link)?.ok_or(Problem::MessageLinkUnknown)?;
            tx.lock(Lock::Account(&row.account))?;
            let is_pressed = match row.link.press(None, now) {
                Err(LinkRefusal::Expired) => return Err(Problem::MessageLinkUnknown.into()),
                Err(LinkRefusal::Used) => false,
                Ok(_) => notice_link::note_used(tx, row.id, now)?,
            };
            if is_pressed {
                block_changes(ProtectionWrite { tx, store: &store, account: &row.account, now }, &row)?;
            }
            let has_other_method = has_other_method(tx, &row, &store, now)?;
            Ok(row.change(!is_pressed, Some(has_other_method)))
        })
        .await
    }

    /// The block of an account's changes, and the methods that can end it.
    pub async fn change_block(&self, account: &AccountId) -> Result<Option<(ChangeBlock, Vec<i64>)>> {
        let (now, account, store) = (self.0.clock.now(), account.clone(), self.clone());
        self.read(move |tx| {
            let Some(block) = protection::block(tx, &account)? else { return Ok(None) };
            let methods = unblocking_methods(tx, &account, (block.since.min(now), &block.by), &store)?;
            Ok(Some((block, methods)))
        })
        .await
    }

    /// Ends the block of changes in a session that was stepped up with another old method than the contact that got the message (I8). With a
    /// method that doesn't suffice, the session must step up again, if another one does. `false` if changes aren't blocked.
    pub async fn allow_changes(&self, by: SteppedUpSession) -> Result<bool, Stop> {
        let (now, store, method) = (self.time_for_holds().await?, self.clone(), by.method());
        let allow = move |tx: &Tx, account: &AccountId| {
            let write = ProtectionWrite { tx, store: &store, account, now };
            write.step(HoldEvent::Tick, None)?;
            let Some(block) = protection::block(tx, account)? else { return Ok(false) };
            let with = write.verified_with(method.as_slice())?;
            if with != VerifiedWith::OldMethod
                && !unblocking_methods(tx, account, (block.since.min(now), &block.by), &store)?.is_empty()
            {
                return Err(Problem::StepUpNeeded.into());
            }
            write.step(HoldEvent::Unblock(with), None).map(|()| true)
        };
        self.write_as(by, allow).await
    }
}

impl NoticeLinkRow {
    fn change(self, was_used: bool, has_other_method: Option<bool>) -> DisputableChange {
        let Self { account, link, kind, .. } = self;
        DisputableChange { account, kind, changed: link.about, was_used, has_other_method }
    }
}

/// A link whose button is "This wasn't me", about something else than a device.
fn link_about_change(tx: &Tx, link: &Token) -> Result<Option<NoticeLinkRow>> {
    Ok(notice_link::by_link(tx, link)?.filter(|row| row.link.purpose == LinkPurpose::ThisWasNotMe))
}

fn block_changes(write: ProtectionWrite, row: &NoticeLinkRow) -> Result<(), Stop> {
    let ProtectionWrite { tx, account, .. } = write;
    write.step(HoldEvent::Tick, None)?; // the end of a hold also ends a block
    let is_blocked = protection::block(tx, account)?.is_some();
    write.step(HoldEvent::ThisWasNotMe, None)?;
    if !is_blocked {
        account::set_blocked_by(tx, account, &row.contact)?;
    }
    Ok(grants::revoke_since(tx, account, row.link.about)?)
}

/// Whether another method than the contact that got a message can end the block, or could if changes were blocked now.
fn has_other_method(tx: &Tx, row: &NoticeLinkRow, store: &Store, now: Moment) -> Result<bool> {
    let block = protection::block(tx, &row.account)?;
    let (since, by) = block.map_or((now, row.contact.clone()), |block| (block.since.min(now), block.by));
    Ok(!unblocking_methods(tx, &row.account, (since, &by), store)?.is_empty())
}

fn unblocking_methods(
    tx: &Tx,
    account: &AccountId,
    (since, by): (Moment, &Contact),
    store: &Store,
) -> Result<Vec<i64>> {
    let info = methods::read(tx, account)?.info;
    let methods = info.unblocking_methods(since, by, store.policy()).map(|method| method.id).collect();
    Ok(methods)
}
