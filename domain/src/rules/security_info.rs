//! The ways by which an account proves who it is, its sign-in names, and two-step verification (I1–I6, S3).

use super::policy::Policy;
use crate::contact::Contact;
use crate::{Moment, Problem};
use std::time::Duration;

/// Recovery codes of one set (I5).
pub const RECOVERY_CODES: usize = 10;

/// What a way is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An address or a number that codes are sent to.
    Contact(Contact),
    /// An authenticator app (RFC 6238).
    Authenticator,
    /// A passkey (`WebAuthn`).
    Passkey,
}

/// A way to prove who one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// When it was first shown to work.
    pub proven: Moment,
    /// Whether it is one that the account began with.
    pub is_first: bool,
}

impl Way {
    /// Whether a takeover that added it would have been noticed by now.
    pub fn is_settled(&self, now: Moment, policy: &Policy) -> bool {
        self.settles_in(now, policy).is_zero()
    }

    /// Whether what reaches one reaches the other: two addresses of a mailbox.
    fn is_same_place(&self, other: &Self) -> bool {
        self.place().is_some() && self.place() == other.place()
    }

    fn place(&self) -> Option<String> {
        if let Kind::Contact(contact) = &self.kind { Some(contact.place()) } else { None }
    }

    /// How long until it is.
    pub fn settles_in(&self, now: Moment, policy: &Policy) -> Duration {
        if self.is_first { Duration::ZERO } else { policy.established_after.saturating_sub(now.since(self.proven)) }
    }
}

/// What served as the first step of a sign-in (S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// The password.
    Password,
    /// A code that this way brought.
    Way(i64),
}

/// All that the rules need of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityInfo {
    /// Its ways, the oldest first.
    pub ways: Vec<Way>,
    /// Its sign-in names, the oldest first.
    pub names: Vec<Contact>,
    /// Whether a second proof is asked for at every sign-in.
    pub two_step: bool,
    /// Recovery codes that are left.
    pub recovery_codes: usize,
    /// Whether there is a password.
    pub has_password: bool,
}

/// What goes when a way is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The way.
    pub way: Way,
    /// The sign-in name that goes with it.
    pub name: Option<Contact>,
}

impl SecurityInfo {
    /// Whether one more way may be added. A contact is a way once.
    pub fn may_add(&self, kind: &Kind, policy: &Policy) -> Result<(), Problem> {
        if matches!(kind, Kind::Contact(_)) && self.ways.iter().any(|way| way.kind == *kind) {
            return Err(Problem::AlreadyAWay);
        }
        if self.is_full(policy) { Err(Problem::TooManyWays) } else { Ok(()) }
    }

    /// Whether there are as many ways as one account may have (I1).
    pub fn is_full(&self, policy: &Policy) -> bool {
        self.ways.len() >= policy.most_methods
    }

    /// Whether a way may be removed, and what goes with it. The last settled one stays: whoever has just got in must not put their own
    /// in its place. Its name stays where no other of a settled way is left (I6).
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

    /// Whether a settled way signs its owner in: a passkey, a code to a name, or a text that is asked for with an address (U1). The
    /// password, which whoever has just got in may have changed, counts where there are apps only.
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

    /// Whether the account is still its owner's without a name: another one stays, of a settled way or of none any more.
    fn may_lose(&self, name: &Contact, now: Moment, policy: &Policy) -> bool {
        let is_unsettled = |other: &Contact| {
            let way = self.ways.iter().find(|way| way.kind == Kind::Contact(other.clone()));
            way.is_some_and(|way| !way.is_settled(now, policy))
        };
        self.names.iter().any(|other| other != name && !is_unsettled(other))
    }

    /// Whether a contact may be switched on as a sign-in name: one that was proven as a way. That no other account has it is the store's
    /// to know.
    pub fn switch_on(&self, id: i64) -> Result<Contact, Problem> {
        match &self.way(id)?.kind {
            Kind::Contact(contact) => Ok(contact.clone()),
            _ => Err(Problem::WayUnknown),
        }
    }

    /// Whether it may be switched off (I6): a way that is not settled must not become the only one that leads in.
    pub fn switch_off(&self, id: i64, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        let contact = self.switch_on(id)?;
        if self.names.contains(&contact) { self.lose(contact, now, policy) } else { Ok(contact) }
    }

    /// The sign-in name that is none of the ways any more; there is one at most.
    pub fn other_name(&self) -> Option<&Contact> {
        let is_way = |name: &&Contact| self.ways.iter().any(|way| way.kind == Kind::Contact((*name).clone()));
        self.names.iter().find(|name| !is_way(name))
    }

    /// Whether that one may go, now that another one is there (I6).
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

    /// Whether two-step verification may be switched: on needs two ways, or one and saved recovery codes.
    pub fn switch_two_step(&self, on: bool) -> Result<(), Problem> {
        if on && !allows_two_step(&self.ways.iter().collect::<Vec<_>>(), self.recovery_codes) {
            return Err(Problem::TwoStepNeedsWays);
        }
        Ok(())
    }

    /// The ways that count as one more proof: what served as the first step of a sign-in does not (S3), nor does another address of
    /// the same mailbox. Where the first step is a way no more, it is worth nothing, and nothing completes it.
    pub fn further_proofs(&self, first: Option<FirstStep>) -> impl Iterator<Item = &Way> {
        let shown = if let Some(FirstStep::Way(id)) = first { Some(self.way(id).ok()) } else { None };
        self.ways.iter().filter(move |way| match shown {
            None => true,
            Some(None) => false,
            Some(Some(shown)) => way.id != shown.id && !way.is_same_place(shown),
        })
    }

    /// Whether a sign-in with this first step can be completed by a recovery code.
    pub fn takes_recovery_code(&self, first: Option<FirstStep>) -> bool {
        let is_there = if let Some(FirstStep::Way(id)) = first { self.way(id).is_ok() } else { true };
        is_there && self.recovery_codes > 0
    }

    fn way(&self, id: i64) -> Result<&Way, Problem> {
        self.ways.iter().find(|way| way.id == id).ok_or(Problem::WayUnknown)
    }
}

/// Whoever loses one proof must have another. Two addresses of one mailbox are one.
fn allows_two_step(ways: &[&Way], recovery_codes: usize) -> bool {
    let Some((first, others)) = ways.split_first() else { return false };
    recovery_codes > 0 || others.iter().any(|way| !way.is_same_place(first))
}
