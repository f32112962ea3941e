//! "I don't have any of these", and an operator's recovery: holds in which a new contact replaces all sign-in methods (S3, H1, H5). Neither
//! signs anybody in.

use super::browsers::BrowserSession;
use super::challenges::{CodeEntry, Redeemed};
use super::error::{Result, Stop, StoreError};
use super::hold_steps::ProtectionWrite;
use super::locks::Lock;
use super::operations::{self, OperationEffect};
use super::outbox::{self, Message};
use super::tables::account_command::{self, GivenCommand, OperatorCommand};
use super::tables::hold::{self, HoldRow, HoldSubject};
use super::tables::{session, waiting_sign_in};
use super::tx::Tx;
use super::{AccountId, Operation, Store, methods, protection, sessions};
use crate::observe::event::{Event, EventKind};
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::hold::{HeldChange, HoldEvent};
use domain::{Moment, Problem};

/// Where the person has completed the first step who has none of the account's methods.
#[derive(Clone, Debug)]
pub struct FirstStepPlace {
    /// The browser.
    pub browser: BrowserSession,
    /// Whether a sign-in waits there for its second step. Otherwise the account is signed in there.
    pub is_waiting: bool,
}

/// Writes the message to the contact of a recovery, with the link that confirms it; `None` if no message reaches it.
pub type WriteRecovery = Box<dyn Fn(&Contact, &Token) -> Option<Message> + Send + Sync>;

/// A recovery whose contact is confirmed.
#[derive(Clone, Debug)]
pub struct ConfirmedRecovery {
    /// The account.
    pub account: AccountId,
    /// The end of its hold.
    pub ends: Moment,
    /// Whether it wasn't confirmed before.
    pub is_new: bool,
}

impl FirstStepPlace {
    /// Refuses if the sign-in no longer waits, or if the account was signed out meanwhile. A new password that waits with a sign-in has no
    /// right first step: only a code was entered for it.
    fn check(&self, tx: &Tx, account: &AccountId, now: Moment) -> Result<(), Stop> {
        let browser = &self.browser;
        let is_there = if self.is_waiting {
            let waiting = sessions::waiting_in(tx, browser.id(), now)?;
            waiting.iter().any(|waiting| waiting.account == *account && waiting.password.is_none())
        } else {
            session::exists(tx, browser.id(), account)? && browser.has_newest_cookie(tx)?
        };
        if is_there && has_methods(tx, account)? { Ok(()) } else { Err(Problem::NothingToVerify.into()) }
    }
}

impl Store {
    /// Refuses a replacement that can't begin at present.
    pub async fn may_replace(&self, account: &AccountId) -> Result<(), Stop> {
        let (now, policy, account) = (self.0.clock.now(), self.0.policy, account.clone());
        let ask = move |tx: &Tx| {
            let refusal = protection::read(tx, &account)?.0.may_replace(now, &policy).err();
            Ok((has_methods(tx, &account)?, refusal))
        };
        match self.read(ask).await? {
            (false, _) => Err(Problem::NothingToVerify.into()),
            (true, Some(refusal)) => Err(protection::refused(refusal, now)),
            (true, None) => Ok(()),
        }
    }

    /// Begins a hold in which the contact that a right code was sent to replaces all methods (H5), and returns its end. A sign-in that waits
    /// ends with it.
    pub async fn begin_replacement(
        &self,
        entry: CodeEntry,
        place: FirstStepPlace,
        operation: Option<Operation>,
    ) -> Result<Moment, Stop> {
        let (store, browser) = (self.clone(), place.browser.id());
        let begin = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, (): &()| {
            let (account, now) = (account.as_ref().ok_or(Problem::NothingToVerify)?, *now);
            place.check(tx, account, now)?;
            let write = ProtectionWrite { tx, store: &store, account, now };
            write.step(HoldEvent::NoneOfThese, Some(HoldSubject::Contact(contact.clone())))?;
            waiting_sign_in::delete(tx, browser, account.as_str())?; // after the step, which locks browsers if a hold has just ended
            operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, account), now)?;
            end_of_hold(tx, account)
        };
        self.enter_code(entry, move |_| (browser, ()), begin).await
    }

    /// Begins a hold in which a contact replaces all methods, in place of the one that runs, and never with an earlier end. It lapses unless the
    /// person at the contact confirms it. Returns its end; `None` if the account is gone.
    pub async fn recover_account(&self, account: &AccountId, contact: Contact) -> Result<Option<Moment>, Stop> {
        let store = self.clone();
        let recover = move |tx: &Tx, account: &AccountId, now: Moment| {
            let subject = HoldSubject::Contact(contact.clone());
            ProtectionWrite { tx, store: &store, account, now }.step(HoldEvent::Recover, Some(subject))?;
            Ok(true)
        };
        if !self.command(account, OperatorCommand::Recover, recover).await? {
            return Ok(None);
        }
        Ok(self.hold(account).await?.map(|held| held.hold.ends))
    }

    /// Adds the message to the contact of a recovery to the outbox, unless it was added before. If the recovery has ended meanwhile, there is
    /// none.
    pub async fn report_recovery(&self, given: &GivenCommand, write_message: WriteRecovery) -> Result<(), Stop> {
        let (now, store, id, account) = (self.0.clock.now(), self.clone(), given.id, given.account.clone());
        let report = move |tx: &Tx, link: &Token| {
            tx.lock(Lock::Account(&account))?;
            if !account_command::delete(tx, id)? {
                return Ok(());
            }
            let Some(HoldSubject::Contact(contact)) = hold::of_account(tx, &account)?.map(|held| held.subject) else {
                return Ok(());
            };
            match write_message(&contact, link) {
                Some(message) if hold::set_link(tx, &account, link)? => {
                    Ok(outbox::add_notice(tx, &store, &account, message, now)?)
                }
                _ => Ok(()),
            }
        };
        self.write_drawn(|_| Token::new(self.draw_id(), &self.0.rng), report).await
    }

    /// Confirms the contact of a recovery with the link in the message to it. `None` if the link is unknown, or if its hold no
    /// longer runs.
    pub async fn confirm_contact(&self, link: &Token) -> Result<Option<ConfirmedRecovery>, Stop> {
        let (now, store, link) = (self.0.clock.now(), self.clone(), *link);
        // Read first, because the account is locked before its hold.
        let Some(account) = self.read(move |tx| hold::by_link(tx, &link)).await? else { return Ok(None) };
        self.write(move |tx| {
            let write = ProtectionWrite { tx, store: &store, account: &account, now };
            write.step(HoldEvent::Tick, None)?;
            if hold::by_link(tx, &link)?.is_none_or(|owner| owner != account) {
                return Ok(None);
            }
            let Some(HoldRow { hold: before, .. }) = hold::of_account(tx, &account)? else { return Ok(None) };
            write.step(HoldEvent::ConfirmContact, None)?;
            let is_new = before.change == HeldChange::Recovery;
            if is_new {
                tx.record(Event::new(EventKind::AccountRecoveryConfirmed).account(&account));
            }
            Ok(Some(ConfirmedRecovery { account: account.clone(), ends: before.ends, is_new }))
        })
        .await
    }
}

/// Whether an account has methods to replace. Without any, nobody could cancel the hold.
fn has_methods(tx: &Tx, account: &AccountId) -> Result<bool> {
    Ok(!methods::read(tx, account)?.info.methods.is_empty())
}

fn end_of_hold(tx: &Tx, account: &AccountId) -> Result<Moment, Stop> {
    let held = hold::of_account(tx, account)?.ok_or(StoreError::Damaged("no hold has begun"))?;
    Ok(held.hold.ends)
}
