//! The closing of an account (I9).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::closing::Closing;
use domain::rules::hold::{HoldEvent, VerifiedWith};
use domain::rules::policy::Policy;
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);
const MS: Duration = Duration::from_millis(1);

#[test]
fn an_account_is_deleted_thirty_days_after_it_was_closed() {
    let closing = Closing::begin(NOW, &POLICY);
    assert!(!closing.is_over(NOW + DAY * 30 - MS));
    assert!(closing.is_over(NOW + DAY * 30));
    let shorter = Closing::begin(NOW, &Policy { closes_after: DAY * 7, ..POLICY });
    assert_eq!(shorter.ends, NOW + DAY * 7);
}

#[test]
fn the_time_in_which_an_account_is_disabled_does_not_count_for_its_closing() {
    let resumed = Closing::begin(NOW, &POLICY).resumed(NOW + DAY * 10, NOW + DAY * 50);
    assert_eq!((resumed.started, resumed.ends), (NOW, NOW + DAY * 70));
}

// O10: a closing that began while the clock was a year ahead would otherwise take more than a year.
#[test]
fn a_closing_that_began_while_the_clock_was_ahead_begins_when_it_is_set_right() {
    let ahead = Closing::begin(NOW + DAY * 365, &POLICY);
    assert_eq!(ahead.brought_back(NOW), Closing { started: NOW, ends: NOW + DAY * 30 });
    let believed = Closing::begin(NOW + Duration::from_mins(5), &POLICY);
    assert_eq!(believed.brought_back(NOW), believed);
}

#[test]
fn what_only_the_owner_or_a_help_desk_does_without_a_sign_in_cancels_a_closing() {
    for event in [HoldEvent::NoneOfThese, HoldEvent::ThisWasNotMe, HoldEvent::Recover] {
        assert!(event.cancels_closing(), "{event:?}");
    }
    for event in [HoldEvent::Tick, HoldEvent::Disable, HoldEvent::Enable, HoldEvent::Unblock(VerifiedWith::OldMethod)] {
        assert!(!event.cancels_closing(), "{event:?}");
    }
}
