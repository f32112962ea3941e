//! Limits and growing delays: what is taken back, what is forgotten, and that a rule is the one of its kind (S8, U11).

use crate::support::POLICY;
use domain::rules::limits::wrong_passwords;
use domain::rules::throttle::{Count, Growing, LONGEST_WINDOW, Limit, Past, Rule};
use domain::{Moment, Problem};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_123);
const MINUTE: Duration = Duration::from_mins(1);
const MS: Duration = Duration::from_millis(1);
const LIMIT: Limit = Limit { most: 3, per: MINUTE };
const GROWING: Growing = Growing { free: 3 };

fn failures(tries: u32, since: Moment) -> Count {
    Count { tries, since, past: Past::Unknown }
}

#[test]
fn half_a_limit_is_rounded_up_and_has_the_same_window() {
    for (most, half) in [(0, 0), (1, 1), (4, 2), (5, 3)] {
        assert_eq!(Limit { most, ..LIMIT }.half(), Limit { most: half, per: MINUTE });
    }
}

#[test]
fn an_attempt_that_has_left_the_window_is_not_kept() {
    let first = LIMIT.after(&Count::default(), NOW);
    let second = |at| LIMIT.after(&first, at);
    assert_eq!((second(NOW + MINUTE - MS).tries, second(NOW + MINUTE).tries), (2, 1));
    assert_eq!(second(NOW + MINUTE).past, Past::Times(Vec::new()));
}

#[test]
fn failures_are_forgotten_a_day_after_the_last_one() {
    assert_eq!(LONGEST_WINDOW, Duration::from_hours(24));
    let count = failures(12, NOW);
    assert_eq!(GROWING.counted(&count, NOW + LONGEST_WINDOW - MS), 12);
    assert_eq!(GROWING.counted(&count, NOW + LONGEST_WINDOW), 0);
}

#[test]
fn a_failure_that_is_taken_back_gives_back_the_time_of_the_one_before_unless_another_came() {
    let before = failures(4, NOW - MINUTE);
    let after = GROWING.after(&before, NOW);
    assert_eq!(GROWING.without(&after, &before), before);
    let another = GROWING.after(&after, NOW + MINUTE);
    assert_eq!(GROWING.without(&another, &before), failures(5, NOW + MINUTE));
    assert_eq!(GROWING.without(&Count::default(), &before).tries, 0, "never fewer than none");
}

#[test]
fn the_first_failure_has_a_delay_when_none_is_free() {
    let none = Growing { free: 0 };
    assert_eq!(none.allows(&Count::default(), NOW), Ok(()));
    let count = none.after(&Count::default(), NOW);
    assert_eq!(none.allows(&count, NOW), Err(Problem::TooMany { retry_after_s: 30 }));
}

#[test]
fn a_rule_does_what_its_kind_does() {
    let full = (0..3).fold(Count::default(), |count, _| LIMIT.after(&count, NOW));
    let rule = Rule::from(LIMIT);
    assert_eq!(rule.allows(&full, NOW), Err(Problem::TooMany { retry_after_s: 60 }));
    assert_eq!((rule.allows(&full, NOW + MINUTE), rule.counted(&full, NOW)), (Ok(()), 3));
    assert_eq!(rule.after(&full, NOW + MINUTE), Some(LIMIT.after(&full, NOW + MINUTE)));
    assert_eq!(rule.without(&full, &Count::default(), NOW), LIMIT.without(&full, &Count::default(), NOW));
    assert_eq!(rule.without(&full, &Count::default(), NOW).tries, 2);

    let rule = Rule::from(wrong_passwords(&POLICY));
    let failed = failures(10, NOW);
    assert_eq!(rule.allows(&failed, NOW), Err(Problem::TooMany { retry_after_s: 30 }));
    assert_eq!(rule.allows(&failures(9, NOW), NOW), Ok(()), "ten are free");
    assert_eq!(rule.counted(&failed, NOW), 10);
    let next = failures(11, NOW + MINUTE);
    assert_eq!(rule.after(&failed, NOW + MINUTE), Some(next.clone()));
    assert_eq!(rule.without(&next, &failed, NOW + MINUTE), failed);
}

#[test]
fn a_limit_that_is_turned_off_counts_nothing() {
    let off = Limit { most: 0, ..LIMIT };
    assert_eq!(Rule::from(off).after(&Count::default(), NOW), None);
}

#[test]
fn a_limit_of_more_attempts_is_off_if_one_of_both_is() {
    assert_eq!(LIMIT.plus(4), Limit { most: 7, ..LIMIT });
    assert_eq!([LIMIT.plus(0).most, Limit { most: 0, ..LIMIT }.plus(4).most], [0, 0]);
}
