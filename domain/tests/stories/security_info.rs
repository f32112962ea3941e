//! Security info under any order of events: a million steps beside a model that knows nothing but SPEC's sentences (I1–I6, S3).

use domain::contact::Contact;
use domain::rules::security_info::{FirstStep, Kind, MOST_WAYS, RECOVERY_CODES, SecurityInfo, Way};
use domain::{Moment, Problem};
use proptest::prelude::*;
use std::time::Duration;

/// Any will do.
const SETTLED_AFTER: Duration = Duration::from_hours(24 * 30);

/// What may happen; `at` chooses one of the ways.
#[derive(Clone, Debug)]
enum Event {
    AddContact(u8),
    AddOther(bool),
    Remove { at: usize },
    SwitchOn { at: usize },
    SwitchOff { at: usize },
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
        2 => any::<bool>().prop_map(Event::TwoStep),
        1 => Just(Event::NewRecoveryCodes),
        2 => Just(Event::UseRecoveryCode),
        2 => (1u64..20).prop_map(|days| Event::Wait { days }),
    ]
}

fn contact(number: u8) -> Contact {
    // Two addresses of each mailbox.
    let tag = if number.is_multiple_of(2) { "" } else { "+tag" };
    Contact::parse(&format!("ann{}{tag}@example.com", number / 2)).expect("a contact")
}

/// The account as a store would keep it.
struct Account {
    info: SecurityInfo,
    now: Moment,
    born: i64,
}

impl Account {
    fn new(has_password: bool) -> Self {
        let now = Moment(1_000_000);
        let first = Way { id: 0, kind: Kind::Contact(contact(0)), proven: now, is_first: true };
        let info = SecurityInfo { ways: vec![first], names: vec![contact(0)], has_password, ..SecurityInfo::default() };
        Self { info, now, born: 1 }
    }

    /// Whether a name is one that its owner has had for long: of a settled way, or of one that is none any more.
    fn is_owners(&self, name: &Contact) -> bool {
        let way = self.info.ways.iter().find(|way| way.kind == Kind::Contact(name.clone()));
        way.is_none_or(|way| way.is_first || self.now.since(way.proven) >= SETTLED_AFTER)
    }

    fn id(&self, at: usize) -> i64 {
        self.info.ways.get(at).map_or(-1, |way| way.id)
    }

    fn settled(&self, but: i64) -> usize {
        let is_settled = |way: &&Way| way.is_first || self.now.since(way.proven) >= SETTLED_AFTER;
        self.info.ways.iter().filter(|way| way.id != but).filter(is_settled).count()
    }

    /// Mailboxes, phones, apps and passkeys.
    fn places(&self) -> usize {
        let place = |way: &Way| match &way.kind {
            Kind::Contact(contact) => contact.place(),
            _ => way.id.to_string(),
        };
        self.info.ways.iter().map(place).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn add(&mut self, kind: Kind) {
        let is_known = self.info.ways.iter().any(|way| way.kind == kind) && matches!(kind, Kind::Contact(_));
        let expected = match (is_known, self.info.ways.len()) {
            (true, _) => Err(Problem::AlreadyAWay),
            (_, MOST_WAYS) => Err(Problem::TooManyWays),
            _ => Ok(()),
        };
        assert_eq!(self.info.may_add(&kind), expected);
        if expected.is_ok() {
            self.info.ways.push(Way { id: self.born, kind, proven: self.now, is_first: false });
            self.born += 1;
        }
    }

    fn remove(&mut self, id: i64) {
        let before = self.info.clone();
        match self.info.remove(id, self.now, SETTLED_AFTER) {
            Ok(removal) => {
                assert!(self.settled(id) > 0, "another settled way is left");
                self.info.ways.retain(|way| way.id != id);
                let owners = self.info.names.iter().filter(|name| Some(*name) != removal.name.as_ref());
                assert!(removal.name.is_none() || owners.into_iter().any(|name| self.is_owners(name)));
                self.info.names.retain(|name| Some(name) != removal.name.as_ref());
                let is_safe = self.places() >= 2 || self.info.recovery_codes > 0;
                assert!(!self.info.two_step || is_safe, "whoever loses one proof has another");
            }
            Err(Problem::WayUnknown) => assert!(before.ways.iter().all(|way| way.id != id)),
            Err(Problem::LastSettledWay) => assert_eq!(self.settled(id), 0),
            Err(Problem::TwoStepNeedsWays) => {
                assert!(before.two_step && before.recovery_codes == 0);
                self.info.ways.retain(|way| way.id != id);
                assert!(self.places() < 2, "one place would be left");
                self.info = before;
            }
            Err(Problem::LastName) => assert!(!before.has_password),
            Err(problem) => panic!("{problem}"),
        }
    }

    fn step(&mut self, event: &Event) {
        match event {
            Event::AddContact(number) => self.add(Kind::Contact(contact(*number))),
            Event::AddOther(true) => self.add(Kind::Passkey),
            Event::AddOther(false) => self.add(Kind::Authenticator),
            Event::Remove { at } => self.remove(self.id(*at)),
            Event::SwitchOn { at } => {
                if let Ok(name) = self.info.switch_on(self.id(*at))
                    && !self.info.names.contains(&name)
                {
                    self.info.names.push(name);
                }
            }
            Event::SwitchOff { at } => match self.info.switch_off(self.id(*at), self.now, SETTLED_AFTER) {
                Ok(name) => {
                    let was_on = self.info.names.contains(&name);
                    self.info.names.retain(|other| *other != name);
                    let has_owners = self.info.names.iter().any(|name| self.is_owners(name));
                    assert!(!was_on || has_owners, "one stays that its owner has had for long");
                }
                Err(Problem::LastName) => {
                    let off = self.info.switch_on(self.id(*at)).expect("a contact");
                    let others = || self.info.names.iter().filter(|name| **name != off);
                    let leads_in =
                        |name: &&Contact| self.info.ways.iter().any(|way| way.kind == Kind::Contact((*name).clone()));
                    assert!(
                        !others().any(|name| self.is_owners(name))
                            || (!self.info.has_password && !others().any(|name| leads_in(&name)))
                    );
                }
                Err(problem) => assert_eq!(problem, Problem::WayUnknown),
            },
            Event::TwoStep(on) => match self.info.switch_two_step(*on) {
                Ok(()) => self.info.two_step = *on,
                Err(problem) => {
                    assert_eq!(problem, Problem::TwoStepNeedsWays);
                    assert!(*on && self.places() < 2 && self.info.recovery_codes == 0);
                }
            },
            Event::NewRecoveryCodes => self.info.recovery_codes = RECOVERY_CODES,
            Event::UseRecoveryCode => self.info.recovery_codes = self.info.recovery_codes.saturating_sub(1),
            Event::Wait { days } => self.now = self.now + Duration::from_hours(24 * days),
        }
    }

    fn check(&self) {
        let info = &self.info;
        assert!(info.ways.len() <= MOST_WAYS, "ten ways in all (I1)");
        assert!(!info.names.is_empty(), "one name always stays (I6)");
        let is_way = |name: &Contact| info.ways.iter().any(|way| way.kind == Kind::Contact(name.clone()));
        assert!(info.has_password || info.names.iter().any(is_way), "a code or a password leads in");
        assert!(self.settled(-1) > 0, "the last settled way is never removed");
        if let Some(way) = info.ways.last() {
            let further: Vec<_> = info.further_proofs(Some(FirstStep::Way(way.id))).collect();
            let same = |other: &&Way| match (&way.kind, &other.kind) {
                (Kind::Contact(one), Kind::Contact(other)) => one.place() == other.place(),
                _ => way.id == other.id,
            };
            let expected: Vec<_> = info.ways.iter().filter(|other| !same(other)).collect();
            assert_eq!(further, expected, "neither what was shown first counts, nor the same mailbox");
        }
        assert_eq!(info.further_proofs(Some(FirstStep::Password)).count(), info.ways.len());
        let contacts: Vec<_> = info.ways.iter().filter(|way| matches!(way.kind, Kind::Contact(_))).collect();
        for (at, way) in contacts.iter().enumerate() {
            assert!(contacts[..at].iter().all(|other| other.kind != way.kind), "a contact is a way once");
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
