//! Holds and blocked changes under any order of events, by an owner, an intruder and an operator (H1, H2, H5, I8).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::hold::{AccountStanding, HeldChange, Hold, HoldEffect, HoldEvent, Protection, VerifiedWith};
use domain::rules::notice::NoticeKind;
use domain::rules::policy::Policy;
use proptest::prelude::*;
use std::time::Duration;

const NOW: Moment = Moment(1_790_000_000_000);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A step of a story.
#[derive(Clone, Debug)]
enum Step {
    Event(HoldEvent),
    Wait {
        hours: u32,
    },
    /// The operator sets another length of holds.
    SetHold {
        days: u32,
    },
}

/// The events that a person causes who has the password, a session and methods of their own, but no old method.
fn of_an_intruder() -> impl Strategy<Value = HoldEvent> {
    prop_oneof![
        1 => Just(HoldEvent::Use),
        1 => Just(HoldEvent::Change),
        2 => Just(HoldEvent::Remove),
        2 => Just(HoldEvent::NoneOfThese),
        1 => Just(HoldEvent::Cancel(VerifiedWith::NewMethod)),
        1 => Just(HoldEvent::ResetPassword(VerifiedWith::NewMethod)),
        1 => Just(HoldEvent::Unblock(VerifiedWith::NewMethod)),
        2 => Just(HoldEvent::Tick),
    ]
}

/// The events that need an old method, or an operator.
fn of_others() -> impl Strategy<Value = HoldEvent> {
    let old = || prop_oneof![Just(VerifiedWith::OldMethod), Just(VerifiedWith::BlockingContact)];
    prop_oneof![
        1 => old().prop_map(HoldEvent::Cancel),
        1 => old().prop_map(HoldEvent::ResetPassword),
        1 => old().prop_map(HoldEvent::Unblock),
        1 => Just(HoldEvent::Cancel(VerifiedWith::Link)),
        1 => Just(HoldEvent::ThisWasNotMe),
        1 => Just(HoldEvent::Recover),
        1 => Just(HoldEvent::ConfirmContact),
        2 => Just(HoldEvent::Disable),
        3 => Just(HoldEvent::Enable),
    ]
}

fn wait() -> impl Strategy<Value = Step> {
    prop_oneof![1u32..100, 100u32..900].prop_map(|hours| Step::Wait { hours })
}

fn setting() -> impl Strategy<Value = Step> {
    (1u32..60).prop_map(|days| Step::SetHold { days })
}

fn intruders_step() -> impl Strategy<Value = Step> {
    prop_oneof![6 => of_an_intruder().prop_map(Step::Event), 6 => wait(), 1 => setting()]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![9 => intruders_step(), 2 => of_others().prop_map(Step::Event)]
}

/// What the owner was promised about the hold that runs.
#[derive(Clone, Copy, Debug)]
struct Promise {
    began: Moment,
    /// The end that was announced, and moved by the time in which the account was disabled.
    ends: Moment,
    warnings: u32,
}

/// A server that keeps an account's protection, and what its owner is told.
struct World {
    protection: Protection,
    policy: Policy,
    now: Moment,
    promise: Option<Promise>,
}

impl World {
    fn new() -> Self {
        Self { protection: Protection::NONE, policy: POLICY, now: NOW, promise: None }
    }

    fn play(&mut self, step: &Step) {
        match step {
            Step::Wait { hours } => self.now = self.now + HOUR * *hours,
            Step::SetHold { days } => self.policy.hold_for = DAY * *days,
            Step::Event(event) => self.event(*event),
        }
    }

    fn event(&mut self, event: HoldEvent) {
        let before = self.protection;
        let Ok((next, effects)) = before.step(event, self.now, &self.policy) else { return };
        if let (HoldEvent::Enable, AccountStanding::Disabled(since)) = (event, before.account) {
            let late = self.now.since(since);
            self.promise = self.promise.map(|promise| Promise { ends: promise.ends + late, ..promise });
        }
        for effect in &effects {
            self.check_effect(*effect, before, event);
        }
        self.protection = next;
        let promised = self.promise.map(|promise| (promise.began, promise.ends));
        let runs = next.hold.map(|hold| (hold.started, hold.ends));
        assert_eq!(runs, promised, "after {event:?}: each hold is announced, and its end stays");
    }

    fn check_effect(&mut self, effect: HoldEffect, before: Protection, event: HoldEvent) {
        let now = self.now;
        match effect {
            HoldEffect::Apply(change) => {
                let promise = self.promise.take().expect("only what was announced takes effect");
                assert!(now >= promise.ends, "{change:?} after {event:?}: not before the end");
                assert_eq!(before.account, AccountStanding::Enabled, "not while its owner can't act");
                assert_ne!(change, HeldChange::Recovery, "not with a contact that nobody has confirmed");
            }
            HoldEffect::Tell(NoticeKind::HoldStarted) => {
                let ends = (now + self.policy.hold_for).max(self.promise.map_or(now, |promise| promise.ends));
                self.promise = Some(Promise { began: now, ends, warnings: 0 });
            }
            HoldEffect::Tell(NoticeKind::HoldWarning) => {
                let promise = self.promise.as_mut().expect("a hold that was announced");
                promise.warnings += 1;
                assert!(promise.warnings <= 2, "nobody is warned of the same twice");
                assert!(promise.began < now && now < promise.ends, "each warning lies within the hold");
            }
            HoldEffect::Tell(NoticeKind::HoldCanceled) => {
                self.promise.take().expect("only a hold that was announced is canceled");
            }
            HoldEffect::Tell(_) | HoldEffect::EndSessions | HoldEffect::UnlinkDisputed => {}
        }
    }

    /// Whether the owner of an old method can cancel now, if a hold runs.
    fn check_cancel(&self) {
        let is_disabled = matches!(self.protection.account, AccountStanding::Disabled(_));
        let Some(hold) = self.protection.hold.filter(|hold| is_disabled || self.now < hold.ends) else { return };
        let canceled = |with| self.protection.step(HoldEvent::Cancel(with), self.now, &self.policy);
        let (next, effects) = canceled(VerifiedWith::Link).expect("the link in a message cancels until the end");
        assert_eq!((next.hold, next.canceled), (None, Some(self.now)), "{hold:?}");
        assert!(effects.contains(&HoldEffect::Tell(NoticeKind::HoldCanceled)));
        if !is_disabled {
            assert!(canceled(VerifiedWith::OldMethod).is_ok(), "so does an old method");
        }
        assert!(canceled(VerifiedWith::NewMethod).is_err(), "a new one doesn't");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_hold_is_announced_warned_of_and_applied_at_its_end_and_can_be_canceled_until_then(
        steps in prop::collection::vec(any_step(), 0..120),
    ) {
        let mut world = World::new();
        for step in &steps {
            world.play(step);
            world.check_cancel();
        }
    }

    #[test]
    fn an_intruder_without_an_old_method_neither_hastens_nor_changes_a_hold_nor_ends_a_block(
        steps in prop::collection::vec(intruders_step(), 0..120),
        blocked in any::<bool>(),
    ) {
        let mut world = World::new();
        world.protection.blocked = blocked.then_some(NOW);
        for step in &steps {
            let before = world.protection;
            world.play(step);
            world.check_cancel();
            let after = world.protection;
            match (before.hold, after.hold) {
                (Some(was), Some(is)) if world.now < was.ends => {
                    prop_assert_eq!(Hold { warned: was.warned, ..is }, was);
                }
                (Some(was), None) => prop_assert!(world.now >= was.ends),
                _ => {}
            }
            // Only a replacement of which everyone was told ends a block.
            prop_assert!(after.blocked == before.blocked || before.hold.is_some_and(|hold| world.now >= hold.ends));
        }
    }

    #[test]
    fn after_a_time_without_a_server_nothing_is_told_twice_or_left_out(
        looks in prop::collection::btree_set(0u32..24 * 40, 1..20),
        hold_days in 1u32..40,
    ) {
        let policy = Policy { hold_for: DAY * hold_days, ..POLICY };
        let (mut protection, _) = Protection::NONE.step(HoldEvent::Remove, NOW, &policy).expect("it begins");
        let ends = protection.hold.expect("a hold").ends;
        let mut told = Vec::new();
        for hours in looks {
            let now = NOW + HOUR * hours;
            let (next, effects) = protection.step(HoldEvent::Tick, now, &policy).expect("always");
            let is_warning = |effect: &&HoldEffect| **effect == HoldEffect::Tell(NoticeKind::HoldWarning);
            told.extend(effects.iter().filter(is_warning).map(|_| now));
            let is_applied = effects.contains(&HoldEffect::Apply(HeldChange::Removal));
            prop_assert_eq!(is_applied, now >= ends && protection.hold.is_some());
            if let Some(hold) = next.hold {
                let passed = hold.warnings(&policy).into_iter().flatten().filter(|due| *due <= now).max();
                let is_told = passed.is_none_or(|due| told.last().is_some_and(|told| *told >= due));
                prop_assert!(is_told, "nothing is left out");
                prop_assert!(hold.next_due(&policy) > now, "the next look is in the future");
            }
            protection = next;
        }
        prop_assert!(told.iter().all(|told| *told < ends) && told.len() <= 2);
    }
}
