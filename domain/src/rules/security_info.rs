//! An account's sign-in methods, sign-in names and two-step verification (I1–I6, S3).

use super::policy::Policy;
use crate::contact::Contact;
use crate::{Moment, Problem};
use std::time::Duration;

/// The recovery codes in one set (I5).
pub const RECOVERY_CODES: usize = 10;

/// The kind of a sign-in method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An email address or phone number that codes are sent to.
    Contact(Contact),
    /// An authenticator app (RFC 6238).
    Authenticator,
    /// A passkey (`WebAuthn`).
    Passkey,
}

/// A sign-in method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its ID.
    pub id: i64,
    /// Its kind.
    pub kind: Kind,
    /// The time when it was first verified.
    pub proven: Moment,
    /// Whether the account was created with it.
    pub is_first: bool,
}

impl Way {
    /// Whether it is established: a takeover that added it would have been noticed by now.
    pub fn is_settled(&self, now: Moment, policy: &Policy) -> bool {
        self.settles_in(now, policy).is_zero()
    }

    /// Whether both lead to the same mailbox.
    fn is_same_place(&self, other: &Self) -> bool {
        self.place().is_some() && self.place() == other.place()
    }

    fn place(&self) -> Option<String> {
        if let Kind::Contact(contact) = &self.kind { Some(contact.place()) } else { None }
    }

    /// The time until it is established.
    pub fn settles_in(&self, now: Moment, policy: &Policy) -> Duration {
        if self.is_first { Duration::ZERO } else { policy.established_after.saturating_sub(now.since(self.proven)) }
    }
}

/// The first step of a sign-in (S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// The password.
    Password,
    /// A code sent to this method.
    Way(i64),
}

/// The facts about an account that the rules use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityInfo {
    /// The sign-in methods, oldest first.
    pub ways: Vec<Way>,
    /// The sign-in names, oldest first.
    pub names: Vec<Contact>,
    /// Whether every sign-in requires a second step.
    pub two_step: bool,
    /// The number of unused recovery codes.
    pub recovery_codes: usize,
    /// Whether the account has a password.
    pub has_password: bool,
}

/// The effect of removing a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The removed method.
    pub way: Way,
    /// The sign-in name that is removed with it.
    pub name: Option<Contact>,
}

impl SecurityInfo {
    /// Checks whether a method can be added. A contact can be added once.
    pub fn may_add(&self, kind: &Kind, policy: &Policy) -> Result<(), Problem> {
        if matches!(kind, Kind::Contact(_)) && self.ways.iter().any(|way| way.kind == *kind) {
            return Err(Problem::AlreadyAWay);
        }
        if self.is_full(policy) { Err(Problem::TooManyWays) } else { Ok(()) }
    }

    /// Whether the account has the most methods allowed (I1).
    pub fn is_full(&self, policy: &Policy) -> bool {
        self.ways.len() >= policy.most_methods
    }

    /// Checks whether a method can be removed, and what is removed with it. The last established method stays, so that an intruder can't
    /// replace it with their own. Its name stays if no other name belongs to an established method (I6).
    pub fn remove(&self, id: i64, now: Moment, policy: &Policy) -> Result<Removal, Problem> {
        let (removed, left): (Vec<&Way>, Vec<&Way>) = self.ways.iter().partition(|way| way.id == id);
        let way = *removed.first().ok_or(Problem::WayUnknown)?;
        if !left.iter().any(|way| way.is_settled(now, policy)) {
            return Err(Problem::LastSettledWay);
        }
        if self.two_step && !allows_two_step(&left, self.recovery_codes) {
            return Err(Problem::TwoStepNeedsWays);
        }
        let without = Self { ways: left.into_iter().cloned().collect(), ..self.clone() };
        let is_its_name = |name: &&Contact| way.kind == Kind::Contact((*name).clone());
        let name = self.names.iter().find(is_its_name).filter(|name| without.may_lose(name, now, policy)).cloned();
        if !without.without_name(name.as_ref()).lets_owner_in(now, policy) {
            return Err(Problem::LastWayIn);
        }
        Ok(Removal { way: way.clone(), name })
    }

    fn without_name(&self, name: Option<&Contact>) -> Self {
        let names = self.names.iter().filter(|other| Some(*other) != name).cloned().collect();
        Self { names, ..self.clone() }
    }

    /// Whether an established method signs the owner in: a passkey, a code to a sign-in name, or a text requested with an address (U1). The
    /// password, which an intruder could have changed, counts only if all other methods are authenticator apps.
    fn lets_owner_in(&self, now: Moment, policy: &Policy) -> bool {
        let is_address = |contact: &Contact| matches!(contact, Contact::Email(_));
        let has_address = self.names.iter().any(is_address);
        let lets_in = |way: &Way| match &way.kind {
            Kind::Passkey => true,
            Kind::Authenticator => false,
            Kind::Contact(contact) => self.names.contains(contact) || (has_address && !is_address(contact)),
        };
        let settled = || self.ways.iter().filter(|way| way.is_settled(now, policy));
        settled().any(lets_in) || (self.has_password && settled().all(|way| way.kind == Kind::Authenticator))
    }

    /// Whether the owner keeps a name without this one: one that isn't a method, or whose method is established.
    fn may_lose(&self, name: &Contact, now: Moment, policy: &Policy) -> bool {
        let is_unsettled = |other: &Contact| {
            let way = self.ways.iter().find(|way| way.kind == Kind::Contact(other.clone()));
            way.is_some_and(|way| !way.is_settled(now, policy))
        };
        self.names.iter().any(|other| other != name && !is_unsettled(other))
    }

    /// Checks whether a contact can be turned on as a sign-in name: it must be a verified method. The store checks that no other account
    /// uses it.
    pub fn switch_on(&self, id: i64) -> Result<Contact, Problem> {
        match &self.way(id)?.kind {
            Kind::Contact(contact) => Ok(contact.clone()),
            _ => Err(Problem::WayUnknown),
        }
    }

    /// Checks whether a name can be turned off (I6): the last name left must not belong to a method that isn't established.
    pub fn switch_off(&self, id: i64, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        let contact = self.switch_on(id)?;
        if self.names.contains(&contact) { self.lose(contact, now, policy) } else { Ok(contact) }
    }

    /// The sign-in name that isn't a method any more; there is at most one.
    pub fn other_name(&self) -> Option<&Contact> {
        let is_way = |name: &&Contact| self.ways.iter().any(|way| way.kind == Kind::Contact((*name).clone()));
        self.names.iter().find(|name| !is_way(name))
    }

    /// Checks whether that name can be dropped, since there is another (I6).
    pub fn drop_name(&self, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        let name = self.other_name().ok_or(Problem::WayUnknown)?.clone();
        self.lose(name, now, policy)
    }

    fn lose(&self, name: Contact, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        if !self.may_lose(&name, now, policy) {
            return Err(Problem::LastName);
        }
        if self.without_name(Some(&name)).lets_owner_in(now, policy) { Ok(name) } else { Err(Problem::LastWayIn) }
    }

    /// Checks whether two-step verification can be changed: turning it on needs two methods, or one and saved recovery codes.
    pub fn switch_two_step(&self, on: bool) -> Result<(), Problem> {
        if on && !allows_two_step(&self.ways.iter().collect::<Vec<_>>(), self.recovery_codes) {
            return Err(Problem::TwoStepNeedsWays);
        }
        Ok(())
    }

    /// The methods that can be the second step. The method of the first step doesn't count (S3), nor does another address of the same
    /// mailbox. If the method of the first step was removed, nothing completes the sign-in.
    pub fn further_proofs(&self, first: Option<FirstStep>) -> impl Iterator<Item = &Way> {
        let shown = if let Some(FirstStep::Way(id)) = first { Some(self.way(id).ok()) } else { None };
        self.ways.iter().filter(move |way| match shown {
            None => true,
            Some(None) => false,
            Some(Some(shown)) => way.id != shown.id && !way.is_same_place(shown),
        })
    }

    /// Whether a recovery code can complete a sign-in with this first step.
    pub fn takes_recovery_code(&self, first: Option<FirstStep>) -> bool {
        let is_there = if let Some(FirstStep::Way(id)) = first { self.way(id).is_ok() } else { true };
        is_there && self.recovery_codes > 0
    }

    fn way(&self, id: i64) -> Result<&Way, Problem> {
        self.ways.iter().find(|way| way.id == id).ok_or(Problem::WayUnknown)
    }
}

/// Whether the loss of one method leaves another. Two addresses of one mailbox count as one.
fn allows_two_step(ways: &[&Way], recovery_codes: usize) -> bool {
    let Some((first, others)) = ways.split_first() else { return false };
    recovery_codes > 0 || others.iter().any(|way| !way.is_same_place(first))
}
