//! An account's sign-in methods, sign-in names and two-step verification (I1–I6, S3).

use super::policy::Policy;
use crate::contact::Contact;
use crate::{Moment, Problem};
use std::time::Duration;

/// The recovery codes in one set (I5).
pub const RECOVERY_CODES: usize = 10;

/// The most sign-in methods of one account that an operator can allow (I1).
pub const MOST_METHODS: u32 = 10;

/// The sign-in name by which an account is called: its oldest address, or its oldest name if it has none. `names` are the oldest first.
pub fn shown_name(names: &[Contact]) -> Option<&Contact> {
    names.iter().find(|name| matches!(name, Contact::Email(_))).or(names.first())
}

/// The kind of a sign-in method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// An email address or phone number that codes are sent to.
    Contact(Contact),
    /// An authenticator app (RFC 6238).
    Authenticator,
    /// A passkey (`WebAuthn`).
    Passkey,
}

/// A sign-in method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// Its ID.
    pub id: i64,
    /// Its kind.
    pub kind: MethodKind,
    /// The time when it was first verified.
    pub verified: Moment,
    /// Whether the account was created with it.
    pub is_first: bool,
}

impl Method {
    /// Whether it is established: a takeover that added it would have been noticed by now.
    pub fn is_established(&self, now: Moment, policy: &Policy) -> bool {
        self.established_in(now, policy).is_zero()
    }

    /// Whether both lead to the same mailbox.
    fn is_same_place(&self, other: &Self) -> bool {
        self.place().is_some() && self.place() == other.place()
    }

    fn place(&self) -> Option<String> {
        if let MethodKind::Contact(contact) = &self.kind { Some(contact.place()) } else { None }
    }

    /// The time until it is established.
    pub fn established_in(&self, now: Moment, policy: &Policy) -> Duration {
        if self.is_first { Duration::ZERO } else { policy.established_after.saturating_sub(now.since(self.verified)) }
    }
}

/// The first step of a sign-in (S3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstStep {
    /// The password.
    Password,
    /// A code sent to this method.
    Method(i64),
}

/// The facts about an account that the rules use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The sign-in methods, oldest first.
    pub methods: Vec<Method>,
    /// The sign-in names, oldest first.
    pub names: Vec<Contact>,
    /// Whether every sign-in requires a second step.
    pub two_step: bool,
    /// The number of unused recovery codes.
    pub recovery_codes: usize,
    /// Whether the account has a password.
    pub has_password: bool,
}

impl Credentials {
    /// Checks whether a method can be added. A contact can be added once.
    pub fn may_add(&self, kind: &MethodKind, policy: &Policy) -> Result<(), Problem> {
        if matches!(kind, MethodKind::Contact(_)) && self.methods.iter().any(|method| method.kind == *kind) {
            return Err(Problem::MethodAlreadyAdded);
        }
        self.limit_reached(policy).map_or(Ok(()), |limit| Err(Problem::TooManyMethods { limit }))
    }

    /// The most methods allowed, if the account has as many (I1).
    pub fn limit_reached(&self, policy: &Policy) -> Option<u64> {
        (self.methods.len() >= policy.most_methods).then_some(policy.most_methods as u64)
    }

    /// Checks whether a method can be removed, and returns the sign-in name that is removed with it. The last established method stays, so
    /// that an intruder can't replace it with their own. Its name stays if no other name belongs to an established method (I6).
    pub fn remove(&self, id: i64, now: Moment, policy: &Policy) -> Result<Option<Contact>, Problem> {
        let (removed, left): (Vec<&Method>, Vec<&Method>) = self.methods.iter().partition(|method| method.id == id);
        let method = *removed.first().ok_or(Problem::MethodUnknown)?;
        if !left.iter().any(|method| method.is_established(now, policy)) {
            return Err(Problem::LastEstablishedMethod);
        }
        if self.two_step && !allows_two_step(&left, self.recovery_codes) {
            return Err(Problem::TwoStepNeedsMethods);
        }
        let without = Self { methods: left.into_iter().cloned().collect(), ..self.clone() };
        let is_its_name = |name: &&Contact| method.kind == MethodKind::Contact((*name).clone());
        let name = self.names.iter().find(is_its_name).filter(|name| without.may_lose(name, now, policy)).cloned();
        if !without.without_name(name.as_ref()).lets_owner_in(now, policy) {
            return Err(Problem::NoSignInLeft);
        }
        Ok(name)
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
        let lets_in = |method: &Method| match &method.kind {
            MethodKind::Passkey => true,
            MethodKind::Authenticator => false,
            MethodKind::Contact(contact) => self.names.contains(contact) || (has_address && !is_address(contact)),
        };
        let established = || self.methods.iter().filter(|method| method.is_established(now, policy));
        established().any(lets_in)
            || (self.has_password && established().all(|method| method.kind == MethodKind::Authenticator))
    }

    /// Whether the owner keeps a name without this one: one that isn't a method, or whose method is established.
    fn may_lose(&self, name: &Contact, now: Moment, policy: &Policy) -> bool {
        let is_too_new = |other: &Contact| {
            let method = self.methods.iter().find(|method| method.kind == MethodKind::Contact(other.clone()));
            method.is_some_and(|method| !method.is_established(now, policy))
        };
        self.names.iter().any(|other| other != name && !is_too_new(other))
    }

    /// Checks whether a contact can be turned on as a sign-in name: it must be a verified method. The store checks that no other account
    /// uses it.
    pub fn switch_on(&self, id: i64) -> Result<Contact, Problem> {
        match &self.method(id)?.kind {
            MethodKind::Contact(contact) => Ok(contact.clone()),
            _ => Err(Problem::MethodUnknown),
        }
    }

    /// Checks whether a name can be turned off (I6): the last name left must not belong to a method that isn't established.
    pub fn switch_off(&self, id: i64, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        let contact = self.switch_on(id)?;
        if self.names.contains(&contact) { self.lose(contact, now, policy) } else { Ok(contact) }
    }

    /// The sign-in name that isn't a method any more; there is at most one.
    pub fn other_name(&self) -> Option<&Contact> {
        let is_method =
            |name: &&Contact| self.methods.iter().any(|method| method.kind == MethodKind::Contact((*name).clone()));
        self.names.iter().find(|name| !is_method(name))
    }

    /// Checks whether that name can be dropped, since there is another (I6).
    pub fn drop_name(&self, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        let name = self.other_name().ok_or(Problem::MethodUnknown)?.clone();
        self.lose(name, now, policy)
    }

    fn lose(&self, name: Contact, now: Moment, policy: &Policy) -> Result<Contact, Problem> {
        if !self.may_lose(&name, now, policy) {
            return Err(Problem::LastName);
        }
        if self.without_name(Some(&name)).lets_owner_in(now, policy) { Ok(name) } else { Err(Problem::NoSignInLeft) }
    }

    /// Checks whether two-step verification can be changed: turning it on needs two methods, or one and saved recovery codes.
    pub fn switch_two_step(&self, on: bool) -> Result<(), Problem> {
        if on && !allows_two_step(&self.methods.iter().collect::<Vec<_>>(), self.recovery_codes) {
            return Err(Problem::TwoStepNeedsMethods);
        }
        Ok(())
    }

    /// The methods that can be the second step. The method of the first step doesn't count (S3), nor does another address of the same
    /// mailbox. If the method of the first step was removed, nothing completes the sign-in.
    pub fn further_methods(&self, first: Option<FirstStep>) -> impl Iterator<Item = &Method> {
        let shown = if let Some(FirstStep::Method(id)) = first { Some(self.method(id).ok()) } else { None };
        self.methods.iter().filter(move |method| match shown {
            None => true,
            Some(None) => false,
            Some(Some(shown)) => method.id != shown.id && !method.is_same_place(shown),
        })
    }

    /// Whether a recovery code can complete a sign-in with this first step.
    pub fn takes_recovery_code(&self, first: Option<FirstStep>) -> bool {
        let is_there = if let Some(FirstStep::Method(id)) = first { self.method(id).is_ok() } else { true };
        is_there && self.recovery_codes > 0
    }

    fn method(&self, id: i64) -> Result<&Method, Problem> {
        self.methods.iter().find(|method| method.id == id).ok_or(Problem::MethodUnknown)
    }
}

/// Whether the loss of one method leaves another. Two addresses of one mailbox count as one.
fn allows_two_step(methods: &[&Method], recovery_codes: usize) -> bool {
    let Some((first, others)) = methods.split_first() else { return false };
    recovery_codes > 0 || others.iter().any(|method| !method.is_same_place(first))
}
