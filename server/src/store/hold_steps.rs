//! Whatever happens to an account's protection is a step of the rules, in the transaction of the event (H1–H3, I8).

use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::protection::{block, read, refused};
use super::tables::change_notice::{MethodHint, NoticeDetail};
use super::tables::hold::{self, HoldRow, HoldSubject};
use super::tables::{account, challenge, known_browser, method, recovery_code, sign_in_name};
use super::tx::Tx;
use super::{AccountId, Store, closing_steps, methods, notices_to_write, sessions};
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::{
    HeldChange, Hold, HoldEffect, HoldEvent, HoldOutcome, HoldRefusal, Protection, VerifiedWith,
};
use domain::rules::notice::NoticeKind;
use domain::rules::security_info::{Credentials, MethodKind};

/// A write about the protection of an account.
#[derive(Clone, Copy)]
pub(super) struct ProtectionWrite<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) store: &'a Store,
    pub(super) account: &'a AccountId,
    pub(super) now: Moment,
}

impl ProtectionWrite<'_> {
    /// Does what is due, and then one step. `subject` is what a hold changes that begins.
    pub(super) fn step(self, event: HoldEvent, subject: Option<HoldSubject>) -> Result<(), Stop> {
        let Self { tx, store, account, now } = self;
        tx.lock(Lock::Account(account))?;
        self.take(HoldEvent::Tick, None)?;
        if event == HoldEvent::Tick {
            return Ok(());
        }
        self.take(event, subject)?;
        if event.cancels_closing() {
            closing_steps::cancel(tx, store, account, now)?;
        }
        Ok(())
    }

    /// What a person has shown to be allowed to do who has verified with these methods.
    pub(super) fn verified_with(self, verified: &[i64]) -> Result<VerifiedWith> {
        let Self { tx, store, account, now } = self;
        let (held, block) = (read(tx, account)?.0.hold, block(tx, account)?);
        let since = block.as_ref().map(|block| block.since).or(held.map(|hold| hold.started));
        let since = since.map_or(now, |since| since.min(now)); // a time ahead isn't believed (O10)
        let info = methods::read(tx, account)?.info;
        Ok(VerifiedWith::of(verified, &info, since, block.as_ref().map(|block| &block.by), store.policy()))
    }

    /// A password is reset after a verification with these methods. An old one cancels the hold that runs, and others are refused.
    pub(super) fn reset_password(self, verified: &[i64]) -> Result<(), Stop> {
        self.step(HoldEvent::Tick, None)?;
        let with = self.verified_with(verified)?;
        self.step(HoldEvent::ResetPassword(with), None)
    }

    fn take(self, event: HoldEvent, subject: Option<HoldSubject>) -> Result<(), Stop> {
        let Self { tx, store, account, now } = self;
        let (before, held) = read(tx, account)?;
        let stepped = before.step(event, now, store.policy());
        let (next, effects) = match stepped {
            // An account that is gone has nothing that is due.
            Err(HoldRefusal::Deleted) if event == HoldEvent::Tick => return Ok(()),
            stepped => stepped.map_err(|refusal| refused(refusal, now))?,
        };
        let begins = subject.zip(next.hold).map(|(subject, hold)| HoldRow { hold, subject });
        if !effects.is_empty() {
            let info = methods::read(tx, account)?.info;
            let now_held = next.hold.zip(held.as_ref()).map(|(hold, held)| HoldRow { hold, ..held.clone() });
            let about = begins.clone().or(now_held).or_else(|| held.clone());
            for effect in effects {
                self.carry_out(effect, &info, about.as_ref())?;
            }
        }
        Ok(self.save(before, next, begins)?)
    }

    fn save(self, before: Protection, next: Protection, begins: Option<HoldRow>) -> Result<()> {
        let Self { tx, store, account, .. } = self;
        match (begins, next.hold) {
            (Some(begins), _) => hold::put(tx, account, &begins, begins.hold.next_due(store.policy()))?,
            (None, Some(hold)) => {
                // Also without a change: it was leased, and is due at its next time.
                hold::update(tx, account, &hold, hold.next_due(store.policy()))?;
            }
            (None, None) if before.hold.is_some() => hold::delete(tx, account)?,
            (None, None) => {}
        }
        if (before.blocked, before.canceled) != (next.blocked, next.canceled) {
            account::set_protection(tx, account, next.blocked, next.canceled)?;
        }
        if before.may_change().is_ok() && next.may_change().is_err() {
            account::forget_reminder(tx, account)?; // none is shown meanwhile, and its days begin anew afterwards (R2)
        }
        Ok(())
    }

    fn carry_out(self, effect: HoldEffect, info: &Credentials, about: Option<&HoldRow>) -> Result<()> {
        let Self { tx, account, .. } = self;
        match (effect, about) {
            (HoldEffect::Tell(kind), _) => {
                self.record(kind, info, about);
                self.tell(kind, info, about)
            }
            (HoldEffect::EndSessions, _) => {
                sessions::end_all(tx, account, None)?;
                challenge::end_all(tx, account)
            }
            (HoldEffect::Apply(_), Some(held)) => self.apply(info, held),
            (HoldEffect::Apply(_), None) => Err(StoreError::Damaged("no hold to apply")),
            // The caller unlinks them at the end, because grants are locked last. It knows the time of the disputed change.
            (HoldEffect::UnlinkDisputed, _) => Ok(()),
        }
    }

    /// Records what the contacts are told about as an event, too.
    fn record(self, notice: NoticeKind, info: &Credentials, about: Option<&HoldRow>) {
        let Some(kind) = EventKind::of_notice(notice, about.map(|held| held.hold.change)) else { return };
        let event = Event::new(kind).account(self.account);
        let method = match about.map(|held| &held.subject).filter(|_| notice == NoticeKind::HoldStarted) {
            Some(HoldSubject::Method(id)) => {
                info.methods.iter().find(|method| method.id == *id).map(|method| MethodLabel::of(&method.kind))
            }
            Some(HoldSubject::Contact(contact)) => Some(MethodLabel::of_contact(contact)),
            None => None,
        };
        self.tx.record(match method {
            Some(method) => event.method(method),
            None => event,
        });
    }

    /// The change of a hold takes effect.
    fn apply(self, info: &Credentials, HoldRow { hold, subject }: &HoldRow) -> Result<()> {
        let Self { tx, store, account, .. } = self;
        let outcome = match subject {
            HoldSubject::Method(id) => info.after_removal(*id, hold.ends, store.policy()),
            HoldSubject::Contact(contact) => {
                recovery_code::delete_all(tx, account)?;
                let owner = sign_in_name::owner(tx, contact)?;
                info.after_replacement(contact, owner.is_none_or(|owner| owner == *account))
            }
        };
        account::raise_epoch(tx, account)?;
        if outcome.ends_two_step {
            account::set_two_step(tx, account, false, None)?;
            known_browser::trust_none(tx, account)?;
        }
        self.write_outcome(&outcome, hold)
    }

    fn write_outcome(self, outcome: &HoldOutcome, hold: &Hold) -> Result<()> {
        let Self { tx, account, .. } = self;
        outcome.removed.iter().try_for_each(|id| method::delete(tx, account, *id))?;
        outcome.lost_names.iter().try_for_each(|name| sign_in_name::delete(tx, account, name))?;
        if let Some(contact) = &outcome.new_method {
            // It was verified when the hold began.
            methods::insert(tx, account, &MethodKind::Contact(contact.clone()), false, hold.started)?;
        }
        outcome.new_name.iter().try_for_each(|name| sign_in_name::insert(tx, account, name, hold.started))
    }

    /// Notes what the contacts are to be told: all that the account has had until now, and the one that waits in a hold.
    fn tell(self, kind: NoticeKind, info: &Credentials, about: Option<&HoldRow>) -> Result<()> {
        let Self { tx, store, account, now } = self;
        let (removed, waiting) = match about.map(|held| &held.subject) {
            Some(HoldSubject::Method(id)) => (info.methods.iter().find(|method| method.id == *id), None),
            Some(HoldSubject::Contact(contact)) => (None, Some(contact)),
            None => (None, None),
        };
        let hold = about.map(|held| held.hold);
        let detail = NoticeDetail {
            method: removed.map(|method| MethodHint::of(&method.kind, None)),
            change: hold.map(|hold| hold.change),
            waiting: waiting.map(|contact| contact.as_str().to_owned()),
            since: hold.map(|hold| hold.started),
            ends: hold.map(|hold| hold.ends),
            ..NoticeDetail::default()
        };
        // The one of a recovery gets a message of its own: it can be a stranger's.
        let is_told = hold.is_none_or(|hold| hold.change != HeldChange::Recovery);
        let further: Vec<Contact> = waiting.into_iter().filter(|_| is_told).cloned().collect();
        notices_to_write::note(tx, store, account, kind, detail, info, &further, now)
    }
}
