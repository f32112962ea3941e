//! Reminders after sign-ins: when they are shown, skipped and answered (R1, R2).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::reminder::{ReminderDemand, ReminderEvent, ReminderFacts, ReminderRefusal, ReminderState};
use domain::rules::security_info::{Credentials, Method, MethodKind};
use proptest::prelude::*;
use std::time::Duration;

const NOW: Moment = Moment(1_790_000_000_000);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const MS: Duration = Duration::from_millis(1);

const FACTS: ReminderFacts =
    ReminderFacts { has_methods: true, tested: Some(NOW), signed_in_before: None, can_change: true };

/// The question that can be skipped, and that "Looks good" answers.
const QUESTION: ReminderDemand = ReminderDemand::Confirm { can_skip: true, needs_code: false };

/// The state of an account that was confirmed now.
fn confirmed() -> ReminderState {
    ReminderState::new(NOW)
}

/// What is shown at a sign-in.
fn at_sign_in(state: ReminderState, facts: &ReminderFacts, now: Moment) -> (ReminderState, ReminderDemand) {
    state.step(ReminderEvent::SignIn, facts, now, &POLICY).expect("a sign-in is never refused")
}

#[test]
fn the_question_comes_after_half_a_year_or_after_three_months_away() {
    let shown = |facts: &ReminderFacts, after| at_sign_in(confirmed(), facts, NOW + after).1;
    assert_eq!(shown(&FACTS, (DAY * 180).saturating_sub(MS)), ReminderDemand::Nothing);
    assert_eq!(shown(&FACTS, DAY * 180), QUESTION);
    let away = ReminderFacts { signed_in_before: Some(NOW + DAY), ..FACTS };
    assert_eq!(shown(&away, (DAY * 91).saturating_sub(MS)), ReminderDemand::Nothing);
    assert_eq!(shown(&away, DAY * 91), QUESTION);
    let confirmed_later = ReminderFacts { signed_in_before: Some(NOW - DAY * 100), ..FACTS };
    assert_eq!(shown(&confirmed_later, DAY), ReminderDemand::Nothing, "it was confirmed after that sign-in");
}

#[test]
fn a_sign_in_while_the_clock_was_ahead_does_not_make_anybody_seem_away() {
    let facts = ReminderFacts { signed_in_before: Some(NOW + DAY * 365), ..FACTS };
    assert_eq!(confirmed().demand(&facts, NOW, &POLICY), ReminderDemand::Nothing);
    assert_eq!(confirmed().demand(&facts, NOW + DAY * 180, &POLICY), QUESTION);
}

#[test]
fn it_is_skipped_for_a_day_at_a_time_and_for_a_week_in_all() {
    let asked = NOW + DAY * 180;
    let (mut state, _) = at_sign_in(confirmed(), &FACTS, asked);
    for day in 0..7 {
        let now = asked + DAY * day;
        assert_eq!(at_sign_in(state, &FACTS, now).1, QUESTION, "day {day}");
        (state, _) = state.step(ReminderEvent::Skip, &FACTS, now, &POLICY).expect("it can be skipped");
        assert_eq!(at_sign_in(state, &FACTS, now + DAY - MS).1, ReminderDemand::Nothing);
    }
    let (state, demand) = at_sign_in(state, &FACTS, asked + DAY * 7);
    assert_eq!(demand, ReminderDemand::Confirm { can_skip: false, needs_code: true }, "from day 7, a code is asked");
    let answer = |event| state.step(event, &FACTS, asked + DAY * 7, &POLICY);
    assert_eq!(answer(ReminderEvent::Skip), Err(ReminderRefusal::CannotSkip));
    assert_eq!(answer(ReminderEvent::LooksGood), Err(ReminderRefusal::NeedsCode));
    let (state, demand) = answer(ReminderEvent::Test).expect("a code answers it");
    assert_eq!((state, demand), (ReminderState::new(asked + DAY * 7), ReminderDemand::Nothing));
}

#[test]
fn looks_good_is_enough_where_a_method_was_used_within_a_year() {
    let later = NOW + DAY * 365;
    let (state, demand) = at_sign_in(confirmed(), &FACTS, later - MS);
    assert_eq!(demand, QUESTION);
    let (state, _) = state.step(ReminderEvent::LooksGood, &FACTS, later - MS, &POLICY).expect("enough");
    assert_eq!(state, ReminderState::new(later - MS));
    let (state, demand) = at_sign_in(confirmed(), &FACTS, later);
    assert_eq!(demand, ReminderDemand::Confirm { can_skip: true, needs_code: true });
    let answer = state.step(ReminderEvent::LooksGood, &FACTS, later, &POLICY);
    assert_eq!(answer, Err(ReminderRefusal::NeedsCode));
    let untested = ReminderFacts { tested: None, ..FACTS };
    assert_eq!(at_sign_in(confirmed(), &untested, later).1, demand);
}

#[test]
fn nothing_is_asked_while_nothing_can_be_changed_and_the_week_begins_anew_afterwards() {
    let asked = NOW + DAY * 180;
    let (state, _) = at_sign_in(confirmed(), &FACTS, asked);
    let held = ReminderFacts { can_change: false, ..FACTS };
    let (state, demand) = at_sign_in(state, &held, asked + DAY * 20);
    assert_eq!(demand, ReminderDemand::Nothing);
    assert_eq!(at_sign_in(state, &FACTS, asked + DAY * 30).1, QUESTION);
}

#[test]
fn an_account_without_methods_must_add_one() {
    let none = ReminderFacts { has_methods: false, tested: None, ..FACTS };
    let (state, demand) = at_sign_in(confirmed(), &none, NOW);
    assert_eq!(demand, ReminderDemand::AddMethod);
    assert_eq!(state.step(ReminderEvent::Skip, &none, NOW, &POLICY), Err(ReminderRefusal::CannotSkip));
    let held = ReminderFacts { can_change: false, ..none };
    assert_eq!(at_sign_in(confirmed(), &held, NOW).1, ReminderDemand::Nothing, "nothing can be added either");
}

#[test]
fn the_last_test_is_the_newest_use_that_is_believed() {
    let method = |verified| Method { id: 1, kind: MethodKind::Passkey, verified, is_first: true };
    let info = |verified| Credentials { methods: vec![method(verified)], ..Credentials::default() };
    let last = |verified, used| ReminderFacts::last_test(&info(verified), [used].into_iter(), NOW);
    assert_eq!(last(NOW - DAY, None), Some(NOW - DAY));
    assert_eq!(last(NOW - DAY, Some(NOW - HOUR)), Some(NOW - HOUR));
    assert_eq!(last(NOW - DAY, Some(NOW + DAY)), Some(NOW - DAY));
    assert_eq!(last(NOW + DAY, None), None);
}

fn event() -> impl Strategy<Value = ReminderEvent> {
    prop_oneof![
        9 => Just(ReminderEvent::SignIn),
        9 => Just(ReminderEvent::LooksGood),
        9 => Just(ReminderEvent::Skip),
        1 => Just(ReminderEvent::Test),
    ]
}

proptest! {
    #[test]
    fn nobody_goes_on_without_an_answer_for_more_than_a_week(
        steps in prop::collection::vec((event(), 0u32..200, any::<bool>()), 0..60),
    ) {
        let (mut state, mut now) = (confirmed(), NOW);
        let mut since: Option<Moment> = None;
        for (event, hours, is_tested) in steps {
            now = now + HOUR * hours;
            let facts = ReminderFacts { tested: is_tested.then_some(now), ..FACTS };
            let Ok((next, demand)) = state.step(event, &facts, now, &POLICY) else { continue };
            let is_answered = next.confirmed != state.confirmed;
            prop_assert!(!is_answered || matches!(event, ReminderEvent::Test | ReminderEvent::LooksGood));
            prop_assert!(event != ReminderEvent::LooksGood || !is_answered || is_tested);
            if is_answered {
                since = None;
            } else if next.shown.is_some() {
                since = since.or(Some(now));
            }
            if since.is_some_and(|since| now.since(since) >= DAY * 8) {
                let is_last = matches!(demand, ReminderDemand::Confirm { can_skip: false, needs_code: true });
                prop_assert!(is_last, "a week, and the day for which it was skipped last");
            }
            state = next;
        }
    }
}
