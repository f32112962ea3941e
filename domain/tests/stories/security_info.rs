//! Security info under any order of events: a million steps, compared with a model of the requirements (I1–I6, S3).

use crate::support::POLICY;
use domain::contact::Contact;
use domain::rules::security_info::{Credentials, FirstStep, Method, MethodKind, RECOVERY_CODES};
use domain::{Moment, Problem};
use proptest::prelude::*;
use std::time::Duration;

/// The most sign-in methods.
const MOST: usize = POLICY.most_methods;

/// The possible events; `at` selects a method.
#[derive(Clone, Debug)]
enum Event {
    AddContact(u8),
    AddOther(bool),
    Remove { at: usize },
    SwitchOn { at: usize },
    SwitchOff { at: usize },
    DropName,
    TwoStep(bool),
    NewRecoveryCodes,
    UseRecoveryCode,
    Wait { days: u64 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0u8..8).prop_map(Event::AddContact),
        2 => any::<bool>().prop_map(Event::AddOther),
        4 => (0usize..12).prop_map(|at| Event::Remove { at }),
        2 => (0usize..12).prop_map(|at| Event::SwitchOn { at }),
        2 => (0usize..12).prop_map(|at| Event::SwitchOff { at }),
        1 => Just(Event::DropName),
        2 => any::<bool>().prop_map(Event::TwoStep),
        1 => Just(Event::NewRecoveryCodes),
        2 => Just(Event::UseRecoveryCode),
        2 => (1u64..20).prop_map(|days| Event::Wait { days }),
    ]
}

fn contact(number: u8) -> Contact {
    if number >= 6 {
        return Contact::parse(&format!("+4915123456{number}00")).expect("a number");
    }
    // Two addresses of each mailbox.
    let tag = if number.is_multiple_of(2) { "" } else { "+tag" };
    Contact::parse(&format!("ann{}{tag}@example.com", number / 2)).expect("a contact")
}

/// The account, as a store keeps it.
struct Account {
    info: Credentials,
    now: Moment,
    born: i64,
}

impl Account {
    fn new(has_password: bool) -> Self {
        let now = Moment(1_000_000);
        let first = Method { id: 0, kind: MethodKind::Contact(contact(0)), verified: now, is_first: true };
        let info =
            Credentials { methods: vec![first], names: vec![contact(0)], has_password, ..Credentials::default() };
        Self { info, now, born: 1 }
    }

    /// Whether a name is established: its method is established, or it isn't a method any more.
    fn is_owners(&self, name: &Contact) -> bool {
        let method = self.info.methods.iter().find(|method| method.kind == MethodKind::Contact(name.clone()));
        method.is_none_or(|method| self.is_established(method))
    }

    fn id(&self, at: usize) -> i64 {
        self.info.methods.get(at).map_or(-1, |method| method.id)
    }

    fn established(&self, except: i64) -> usize {
        self.info.methods.iter().filter(|method| method.id != except && self.is_established(method)).count()
    }

    /// The mailboxes, phones, apps and passkeys.
    fn places(&self) -> usize {
        let place = |method: &Method| match &method.kind {
            MethodKind::Contact(contact) => contact.place(),
            _ => method.id.to_string(),
        };
        self.info.methods.iter().map(place).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn add(&mut self, kind: MethodKind) {
        let is_known =
            self.info.methods.iter().any(|method| method.kind == kind) && matches!(kind, MethodKind::Contact(_));
        let expected = match (is_known, self.info.methods.len()) {
            (true, _) => Err(Problem::MethodAlreadyAdded),
            (_, MOST) => Err(Problem::TooManyMethods { limit: MOST as u64 }),
            _ => Ok(()),
        };
        assert_eq!(self.info.may_add(&kind, &POLICY), expected);
        if expected.is_ok() {
            self.info.methods.push(Method { id: self.born, kind, verified: self.now, is_first: false });
            self.born += 1;
        }
    }

    fn is_established(&self, method: &Method) -> bool {
        method.is_first || self.now.since(method.verified) >= POLICY.established_after
    }

    /// Whether an established method signs in: a passkey, a code to a name, or a text requested with an address; or the password, if there
    /// are only apps.
    fn lets_in(&self) -> bool {
        let names = &self.info.names;
        let is_address = |contact: &Contact| contact.as_str().contains('@');
        let mut are_apps = true;
        for method in self.info.methods.iter().filter(|method| self.is_established(method)) {
            let lets_in = match &method.kind {
                MethodKind::Authenticator => continue,
                MethodKind::Passkey => true,
                MethodKind::Contact(phone) if !is_address(phone) && names.iter().any(is_address) => true,
                MethodKind::Contact(contact) => names.contains(contact),
            };
            are_apps = false;
            if lets_in {
                return true;
            }
        }
        are_apps && self.info.has_password
    }

    fn drop(&mut self, name: &Contact) {
        self.info.names.retain(|other| other != name);
    }

    fn has_owners_name(&self) -> bool {
        self.info.names.iter().any(|name| self.is_owners(name))
    }

    fn remove(&mut self, id: i64) {
        let result = self.info.remove(id, self.now, &POLICY);
        let before = self.info.clone();
        let Some(method) = before.methods.iter().find(|method| method.id == id) else {
            return assert_eq!(result, Err(Problem::MethodUnknown));
        };
        // The state without it.
        self.info.methods.retain(|method| method.id != id);
        let named = before.names.iter().find(|name| method.kind == MethodKind::Contact((*name).clone())).cloned();
        if let Some(name) = &named {
            self.drop(name);
            if !self.has_owners_name() {
                self.info.names.clone_from(&before.names); // one always stays
            }
        }
        let expected = if self.established(-1) == 0 {
            Err(Problem::LastEstablishedMethod)
        } else if self.info.two_step && !self.allows_two_step() {
            Err(Problem::TwoStepNeedsMethods)
        } else if self.lets_in() {
            Ok(named.filter(|_| self.info.names != before.names))
        } else {
            Err(Problem::NoSignInLeft)
        };
        assert_eq!(result, expected);
        if expected.is_err() {
            self.info = before;
        }
    }

    fn switch_on(&mut self, at: usize) {
        let expected = match self.info.methods.get(at).map(|method| &method.kind) {
            Some(MethodKind::Contact(contact)) => Ok(contact.clone()),
            _ => Err(Problem::MethodUnknown),
        };
        assert_eq!(self.info.switch_on(self.id(at)), expected);
        if let Some(name) = expected.ok().filter(|name| !self.info.names.contains(name)) {
            self.info.names.push(name);
        }
    }

    /// Whether the loss of one method leaves another, or a recovery code.
    fn allows_two_step(&self) -> bool {
        self.places() >= 2 || (self.places() == 1 && self.info.recovery_codes > 0)
    }

    fn switch_two_step(&mut self, on: bool) {
        let is_allowed = !on || self.allows_two_step();
        let expected = if is_allowed { Ok(()) } else { Err(Problem::TwoStepNeedsMethods) };
        assert_eq!(self.info.switch_two_step(on), expected);
        if is_allowed {
            self.info.two_step = on;
        }
    }

    /// The expected result for a name that is turned off or dropped.
    fn lose(&mut self, name: &Contact, result: &Result<Contact, Problem>) {
        let before = self.info.clone();
        self.drop(name);
        let expected = match (self.has_owners_name(), self.lets_in()) {
            _ if before == self.info => Ok(name.clone()), // it was off
            (false, _) => Err(Problem::LastName),
            (_, false) => Err(Problem::NoSignInLeft),
            _ => Ok(name.clone()),
        };
        assert_eq!(*result, expected);
        if expected.is_err() {
            self.info = before;
        }
    }

    fn step(&mut self, event: &Event) {
        match event {
            Event::AddContact(number) => self.add(MethodKind::Contact(contact(*number))),
            Event::AddOther(true) => self.add(MethodKind::Passkey),
            Event::AddOther(false) => self.add(MethodKind::Authenticator),
            Event::Remove { at } => self.remove(self.id(*at)),
            Event::SwitchOn { at } => self.switch_on(*at),
            Event::SwitchOff { at } => {
                let result = self.info.switch_off(self.id(*at), self.now, &POLICY);
                match self.info.switch_on(self.id(*at)) {
                    Ok(name) => self.lose(&name, &result),
                    Err(problem) => assert_eq!(result, Err(problem)),
                }
            }
            Event::DropName => {
                let result = self.info.drop_name(self.now, &POLICY);
                match self.info.other_name().cloned() {
                    Some(name) => self.lose(&name, &result),
                    None => assert_eq!(result, Err(Problem::MethodUnknown)),
                }
            }
            Event::TwoStep(on) => self.switch_two_step(*on),
            Event::NewRecoveryCodes => self.info.recovery_codes = RECOVERY_CODES,
            Event::UseRecoveryCode => self.info.recovery_codes = self.info.recovery_codes.saturating_sub(1),
            Event::Wait { days } => self.now = self.now + Duration::from_hours(24 * days),
        }
    }

    fn check(&self) {
        let info = &self.info;
        assert!(info.methods.len() <= MOST, "ten sign-in methods in all (I1)");
        assert!(!info.names.is_empty(), "one name always stays (I6)");
        let is_method =
            |name: &&Contact| info.methods.iter().any(|method| method.kind == MethodKind::Contact((*name).clone()));
        let others: Vec<_> = info.names.iter().filter(|name| !is_method(name)).collect();
        assert!(others.len() <= 1, "one other name at most");
        assert_eq!(info.other_name(), others.first().copied());
        assert!(info.has_password || self.lets_in(), "its owner gets in by what was there for long");
        assert!(self.established(-1) > 0, "the last established method is never removed");
        if let Some(method) = info.methods.last() {
            let further: Vec<_> = info.further_methods(Some(FirstStep::Method(method.id))).collect();
            let same = |other: &&Method| match (&method.kind, &other.kind) {
                (MethodKind::Contact(one), MethodKind::Contact(other)) => one.place() == other.place(),
                _ => method.id == other.id,
            };
            let expected: Vec<_> = info.methods.iter().filter(|other| !same(other)).collect();
            assert_eq!(further, expected, "neither what was shown first counts, nor the same mailbox");
        }
        assert_eq!(info.further_methods(Some(FirstStep::Password)).count(), info.methods.len());
        let removed = Some(FirstStep::Method(self.born));
        assert_eq!(info.further_methods(removed).count(), 0, "nothing completes a sign-in whose method was removed");
        let has_codes = info.recovery_codes > 0;
        for (first, takes) in [(None, has_codes), (Some(FirstStep::Password), has_codes), (removed, false)] {
            assert_eq!(info.takes_recovery_code(first), takes, "{first:?}");
        }
        for method in &info.methods {
            assert_eq!(info.takes_recovery_code(Some(FirstStep::Method(method.id))), has_codes);
        }
        let contacts: Vec<_> =
            info.methods.iter().filter(|method| matches!(method.kind, MethodKind::Contact(_))).collect();
        for (at, method) in contacts.iter().enumerate() {
            assert!(contacts[..at].iter().all(|other| other.kind != method.kind), "a contact is one method only");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn security_info_keeps_its_promises_for_a_million_steps(
        has_password in any::<bool>(),
        events in prop::collection::vec(event(), 200..=200),
    ) {
        let mut account = Account::new(has_password);
        for event in &events {
            account.step(event);
            account.check();
        }
    }
}
