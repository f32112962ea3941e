//! Whatever happens to an account's protection is a step of the rules, in the transaction of the event (H1–H3, I8).

use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::protection::{read, refused};
use super::tables::change_notice::{self, ChangeNotice};
use super::tables::hold::{self, HoldRow, HoldSubject};
use super::tables::{account, challenge, known_browser, method, recovery_code, sign_in_name};
use super::tx::Tx;
use super::{AccountId, DRAWS, Store, methods, sessions};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::{Hold, HoldEffect, HoldEvent, HoldOutcome, HoldRefusal, Protection, VerifiedWith};
use domain::rules::notice::{NoticeKind, recipients};
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
        self.tx.lock(Lock::Account(self.account))?;
        self.take(HoldEvent::Tick, None)?;
        if event == HoldEvent::Tick { Ok(()) } else { self.take(event, subject) }
    }

    /// What a person has shown to be allowed to do who has verified with these methods.
    pub(super) fn verified_with(self, verified: &[i64]) -> Result<VerifiedWith> {
        let Self { tx, store, account, now } = self;
        let since = read(tx, account)?.0.hold.map_or(now, |hold| hold.started);
        let info = methods::read(tx, account)?.info;
        let is_old = info.old_methods(since, store.policy()).any(|old| verified.contains(&old.id));
        Ok(if is_old { VerifiedWith::OldMethod } else { VerifiedWith::NewMethod })
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
        Ok(())
    }

    fn carry_out(self, effect: HoldEffect, info: &Credentials, about: Option<&HoldRow>) -> Result<()> {
        let Self { tx, account, .. } = self;
        match (effect, about) {
            (HoldEffect::Tell(kind), _) => self.tell(kind, info, about),
            (HoldEffect::EndSessions, _) => {
                sessions::end_all(tx, account, None)?;
                challenge::end_all(tx, account)
            }
            (HoldEffect::Apply(_), Some(held)) => self.apply(info, held),
            (HoldEffect::Apply(_), None) => Err(StoreError::Damaged("no hold to apply")),
            // The devices are found by the time of the disputed change when they are unlinked, each in a write of its own.
            (HoldEffect::UnlinkDisputed, _) => Ok(()),
        }
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
            account::set_two_step(tx, account, false)?;
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
        let waiting = about.and_then(|held| match &held.subject {
            HoldSubject::Contact(contact) => Some(contact.clone()),
            HoldSubject::Method(_) => None,
        });
        let further: Vec<Contact> = methods::all_contacts(tx, account)?.into_iter().chain(waiting).collect();
        let at = about.map_or(now, |held| held.hold.started);
        let told = recipients(info, &further, kind, at, store.policy());
        let (account, ends) = (account.clone(), about.map(|held| held.hold.ends));
        let notice = ChangeNotice { id: 0, account, kind, about: at, ends, recipients: told };
        for _ in 0..DRAWS {
            if change_notice::insert(tx, &ChangeNotice { id: store.draw_id(), ..notice.clone() })? {
                return Ok(());
            }
        }
        Err(StoreError::Damaged("no free id"))
    }
}
