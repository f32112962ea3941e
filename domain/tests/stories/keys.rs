//! The lifetime of signing keys, to the millisecond (D2, O10).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::keys::{KeyStage, REPLACED_AFTER, is_due, latest_start, stage};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const START: Moment = Moment(1_790_000_000_000);
const LIFE: Duration = Duration::from_mins(15);
const MS: Duration = Duration::from_millis(1);

#[test]
fn a_key_waits_then_signs_then_is_kept_until_its_last_token_has_expired() {
    let end = START + REPLACED_AFTER;
    for (now, known_end, expected) in [
        (START - MS, None, KeyStage::Waiting),
        (START, None, KeyStage::Signing),
        (end + REPLACED_AFTER, None, KeyStage::Signing), // nothing has replaced it
        (START - MS, Some(end), KeyStage::Waiting),
        (START, Some(end), KeyStage::Signing),
        (end - MS, Some(end), KeyStage::Signing),
        (end, Some(end), KeyStage::Leaving),
        (end + LIFE - MS, Some(end), KeyStage::Leaving),
        (end + LIFE, Some(end), KeyStage::Over),
    ] {
        assert_eq!(stage(START, known_end, LIFE, now), expected, "{now:?}, {known_end:?}");
    }
}

#[test]
fn the_next_key_is_due_ninety_days_after_the_last_and_early_enough_to_be_published() {
    assert_eq!(REPLACED_AFTER, Duration::from_hours(2160));
    let due = START + REPLACED_AFTER - POLICY.key_published_ahead;
    for (now, expected) in [(START, false), (due - MS, false), (due, true), (due + MS, true)] {
        assert_eq!(is_due(START, now, &POLICY), expected, "{now:?}");
    }
}

#[test]
fn no_key_starts_later_than_in_a_day_and_five_minutes() {
    assert_eq!(latest_start(START), START + Duration::from_mins(24 * 60 + 5));
}
