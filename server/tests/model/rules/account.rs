//! An account to which the rules are applied, and what its contacts were told.

use super::BrokenRule;
use super::expected::{Expected, check_reminder, old_ids};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::{HeldChange, HoldEffect, HoldEvent, HoldOutcome, Protection, VerifiedWith};
use domain::rules::notice::{NoticeKind, recipients};
use domain::rules::policy::Policy;
use domain::rules::reminder::{ReminderEvent, ReminderFacts, ReminderState};
use domain::rules::security_info::{Credentials, Method, MethodKind, Removal};
use server::config::Config;
use std::collections::BTreeSet;
use std::time::Duration;

/// The most methods that the model adds, so that accounts stay small.
const MOST: usize = 6;
const DAY: Duration = Duration::from_hours(24);
const MONTH: Duration = Duration::from_hours(24 * 30);

/// Who acts. The intruder has the password and a session that is stepped up, and at first none of the methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    Owner,
    Intruder,
}

/// What a hold changes that begins.
#[derive(Clone, Debug)]
enum Subject {
    Method(i64),
    Contact(Actor, Contact),
}

pub(super) struct ModelAccount {
    number: u32,
    info: Credentials,
    protection: Protection,
    subject: Option<Subject>,
    reminder: ReminderState,
    signed_in: Option<Moment>,
    policy: Policy,
    broken: Option<BrokenRule>,
    expected: Expected,
    /// The number of contacts that were ever made, which names the next.
    made: i64,
    /// The methods that the intruder has added.
    intruders: BTreeSet<i64>,
    /// When the intruder first got into what the account has now, and the owner's contacts then that weren't told since.
    intruded: Option<(Moment, BTreeSet<String>)>,
}

impl ModelAccount {
    pub(super) fn new(number: u32, now: Moment, broken: Option<BrokenRule>) -> Self {
        let mut account = Self {
            number,
            info: Credentials { has_password: true, ..Credentials::default() },
            protection: Protection::NONE,
            subject: None,
            reminder: ReminderState::new(now),
            signed_in: None,
            policy: Config::default().policy(),
            broken,
            expected: Expected::new(),
            made: 0,
            intruders: BTreeSet::new(),
            intruded: None,
        };
        account.give_first_method(now);
        account
    }

    fn give_first_method(&mut self, now: Moment) {
        let contact = self.next_contact(Actor::Owner);
        self.info.names = vec![contact.clone()];
        let kind = MethodKind::Contact(contact);
        self.info.methods.push(Method { id: self.made, kind, verified: now, is_first: true });
    }

    fn next_contact(&mut self, actor: Actor) -> Contact {
        self.made += 1;
        let name = format!("{actor:?}{}@a{}.example.com", self.made, self.number).to_lowercase();
        Contact::parse(&name).expect("a contact")
    }

    pub(super) fn method_ids(&self) -> Vec<i64> {
        self.info.methods.iter().map(|method| method.id).collect()
    }

    pub(super) fn methods_of(&self, actor: Actor) -> Vec<i64> {
        let is_persons = |id: &i64| self.intruders.contains(id) == (actor == Actor::Intruder);
        self.method_ids().into_iter().filter(is_persons).collect()
    }

    /// What the rules say about a verification with a method; the model must agree.
    pub(super) fn verified_with(&self, method: i64, now: Moment) -> VerifiedWith {
        let since = self.protection.hold.map_or(now, |hold| hold.started);
        let is_old = self.info.old_methods(since, &self.policy).any(|old| old.id == method);
        let counts = is_old || self.broken == Some(BrokenRule::AnyMethodIsOld);
        assert_eq!(counts, old_ids(&self.info.methods, since).contains(&method), "only an old method counts");
        if counts { VerifiedWith::OldMethod } else { VerifiedWith::NewMethod }
    }

    /// Somebody adds a contact, which is told as well.
    pub(super) fn add_contact(&mut self, actor: Actor, now: Moment) {
        // At the end of a hold, what was due can have removed the last method. Then nothing is left that could be protected.
        if self.info.methods.len() >= MOST || !self.may_change(now) || self.info.methods.is_empty() {
            return;
        }
        self.note_intrusion(actor, now);
        let (contact, before) = (self.next_contact(actor), self.info.clone());
        self.tell(NoticeKind::MethodAdded, &before, std::slice::from_ref(&contact), now);
        self.insert(actor, contact, now);
    }

    fn insert(&mut self, actor: Actor, contact: Contact, verified: Moment) {
        self.made += 1;
        let kind = MethodKind::Contact(contact);
        self.info.methods.push(Method { id: self.made, kind, verified, is_first: false });
        if actor == Actor::Intruder {
            self.intruders.insert(self.made);
        }
    }

    /// Somebody removes a method, at once or at the end of a hold.
    pub(super) fn remove(&mut self, actor: Actor, id: i64, now: Moment) {
        if !self.may_change(now) {
            return;
        }
        match self.info.removal(id, now, &self.policy) {
            Ok(Removal::Now(name)) => {
                Expected::assert_removable_now(&self.info.methods, id, now);
                self.note_intrusion(actor, now);
                let before = self.info.clone();
                self.tell(NoticeKind::MethodRemoved, &before, &[], now);
                let lost_names = name.into_iter().collect();
                self.apply(&HoldOutcome { removed: vec![id], lost_names, ..HoldOutcome::default() });
            }
            Ok(Removal::Held(_)) => {
                self.note_intrusion(actor, now);
                self.take(HoldEvent::Remove, Some(Subject::Method(id)), now);
            }
            Err(_) => {}
        }
    }

    /// Somebody's contact begins to replace all methods.
    pub(super) fn begin_replacement(&mut self, actor: Actor, event: HoldEvent, change: HeldChange, now: Moment) {
        self.take(HoldEvent::Tick, None, now);
        if !self.expected.allows(event, now) {
            return self.event(event, now);
        }
        self.note_intrusion(actor, now);
        let contact = self.next_contact(actor);
        self.take(event, Some(Subject::Contact(actor, contact)), now);
        assert_eq!(self.protection.hold.map(|hold| hold.change), Some(change));
    }

    /// What is due, and then an event.
    pub(super) fn event(&mut self, event: HoldEvent, now: Moment) {
        self.take(HoldEvent::Tick, None, now);
        if event != HoldEvent::Tick {
            self.take(event, None, now);
        }
    }

    fn may_change(&mut self, now: Moment) -> bool {
        self.take(HoldEvent::Tick, None, now);
        self.take(HoldEvent::Change, None, now)
    }

    /// One step of the rules. `false` if they refuse it.
    fn take(&mut self, event: HoldEvent, subject: Option<Subject>, now: Moment) -> bool {
        let early = self.broken == Some(BrokenRule::EarlyEnd) && event == HoldEvent::Tick;
        let seen = if early { now + DAY } else { now };
        let stepped = self.protection.step(event, seen, &self.policy);
        let is_ignored = self.broken == Some(BrokenRule::ChangeWhileHeld) && event == HoldEvent::Change;
        let is_allowed = stepped.is_ok() || is_ignored;
        assert_eq!(is_allowed, self.expected.allows(event, now), "{event:?} with {:?}", self.protection);
        let Ok((next, effects)) = stepped else { return is_allowed };
        if let (Some(subject), Some(hold)) = (subject, next.hold) {
            self.protection.hold = Some(hold); // what is told is about it
            self.subject = Some(subject);
        }
        self.expected.note(event, &effects, now);
        let before = self.info.clone();
        for effect in effects {
            match effect {
                HoldEffect::Tell(NoticeKind::HoldCanceled) if self.broken == Some(BrokenRule::UntoldCancel) => {}
                HoldEffect::Tell(kind) => self.tell(kind, &before, &[], now),
                HoldEffect::Apply(_) => self.apply_hold(),
                HoldEffect::EndSessions | HoldEffect::UnlinkDisputed => {}
            }
        }
        self.protection = next;
        true
    }

    /// The end of a hold, as the store carries it out.
    fn apply_hold(&mut self) {
        let hold = self.protection.hold.expect("a hold");
        match self.subject.take().expect("a hold has a subject") {
            Subject::Method(id) => {
                let outcome = self.info.after_removal(id, hold.ends, &self.policy);
                self.apply(&outcome);
            }
            Subject::Contact(actor, contact) => {
                let outcome = self.info.after_replacement(&contact, true);
                self.apply(&outcome);
                self.insert(actor, contact, hold.started);
            }
        }
    }

    fn apply(&mut self, outcome: &HoldOutcome) {
        self.info.methods.retain(|method| !outcome.removed.contains(&method.id));
        self.info.names.retain(|name| !outcome.lost_names.contains(name));
        self.info.names.extend(outcome.new_name.clone());
        self.intruders.retain(|id| !outcome.removed.contains(id));
        assert!(!self.info.names.is_empty(), "one name always stays");
    }

    /// Notes what contacts are told, and checks who gets a link.
    fn tell(&mut self, kind: NoticeKind, before: &Credentials, further: &[Contact], now: Moment) {
        let at = self.protection.hold.map_or(now, |hold| hold.started);
        let mut told = recipients(before, further, kind, at, &self.policy);
        let has_links = kind.link().is_some();
        if self.broken == Some(BrokenRule::LinksForAll) {
            for recipient in &mut told {
                recipient.has_link = has_links;
            }
        }
        let old = old_ids(&before.methods, at);
        for method in &before.methods {
            let MethodKind::Contact(contact) = &method.kind else { continue };
            let recipient = told.iter().find(|recipient| recipient.contact == *contact).expect("all are told");
            assert_eq!(recipient.has_link, has_links && old.contains(&method.id), "{kind:?} to {contact:?}");
        }
        if let Some((_, untold)) = &mut self.intruded {
            for recipient in &told {
                untold.remove(recipient.contact.as_str());
            }
        }
        self.expected.told(kind);
    }

    fn note_intrusion(&mut self, actor: Actor, now: Moment) {
        if actor == Actor::Intruder && self.intruded.is_none() {
            let contact = |method: &Method| match &method.kind {
                MethodKind::Contact(contact) => Some(contact.as_str().to_owned()),
                MethodKind::Authenticator | MethodKind::Passkey => None,
            };
            self.intruded = Some((now, self.info.methods.iter().filter_map(contact).collect()));
        }
    }

    /// A sign-in, and an answer to the reminder.
    pub(super) fn remind(&mut self, event: ReminderEvent, now: Moment) {
        self.take(HoldEvent::Tick, None, now);
        let can_change = self.protection.may_change().is_ok();
        let tested = ReminderFacts::last_test(&self.info, std::iter::empty(), now);
        let has_methods = !self.info.methods.is_empty();
        let facts = ReminderFacts { has_methods, tested, signed_in_before: self.signed_in, can_change };
        let stepped = self.reminder.step(event, &facts, now, &self.policy);
        check_reminder(event, &facts, (self.reminder, stepped.ok()), now);
        if event == ReminderEvent::SignIn {
            self.signed_in = Some(now);
        }
        if let Ok((next, _)) = stepped {
            self.reminder = next;
        }
    }

    /// Checks the account after an event.
    pub(super) fn check(&mut self, now: Moment, run: (u64, u32)) {
        self.expected.check(&self.protection, run);
        let is_taken_over = self.info.methods.iter().all(|method| self.intruders.contains(&method.id));
        if is_taken_over && !self.info.methods.is_empty() {
            let (since, untold) = self.intruded.as_ref().expect("the intruder has done something");
            assert!(now.since(*since) >= MONTH, "{run:?}: nobody takes an account over in less than thirty days");
            assert!(untold.is_empty(), "{run:?}: {untold:?} were never told");
        }
        if is_taken_over {
            *self = Self::new(self.number, now, self.broken); // nothing is left that could be protected
        } else if self.intruders.is_empty() && self.protection.hold.is_none() {
            self.intruded = None;
        }
    }
}
