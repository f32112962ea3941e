//! The kinds of prefixes of phone numbers: their names, numbers and limits (U9).

use crate::support::POLICY;
use domain::Moment;
use domain::contact::Phone;
use domain::rules::limits::texts_that_count;
use domain::rules::pumping::{COUNTED_OVER, PrefixKind, Traffic};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NOW: Moment = Moment(1_790_000_000_000);
const MS: Duration = Duration::from_millis(1);

#[test]
fn each_kind_of_prefix_has_its_name_and_its_numbers() {
    for (kind, name, stopped_by, of_one_network) in [
        (PrefixKind::Block, "block", 20, 3),
        (PrefixKind::Range, "range", 100, 15),
        (PrefixKind::Country, "country", 1000, 143),
    ] {
        assert_eq!((kind.name(), kind.most(&POLICY)), (name, stopped_by));
        let limit = texts_that_count(kind, &POLICY);
        assert_eq!((limit.most, limit.per), (of_one_network, Duration::from_hours(24)), "{name}: a seventh in a day");
    }
}

#[test]
fn a_range_has_at_least_a_country_code_and_a_digit() {
    let range = |text: &str| Phone::from_e164(text).expect("a number").range().map(str::to_owned);
    assert_eq!(range("+4915123456"), Some("+4915".to_owned()));
    assert_eq!(range("+491512345"), None);
}

#[test]
fn a_prefix_is_stopped_for_exactly_a_day_and_counts_from_then_on() {
    let stopped = Traffic { unanswered: 20_000, counted: NOW, stopped: Some(NOW) };
    assert_eq!(stopped.at(20, NOW + COUNTED_OVER - MS).stopped, Some(NOW));
    let later = NOW + COUNTED_OVER;
    let expected = Traffic { unanswered: 0, counted: later, stopped: None };
    assert_eq!(stopped.at(20, later), expected);
    let busy = Traffic { unanswered: 90_000, ..stopped };
    assert_eq!(busy.at(20, later), expected, "also when more were counted than a day forgets");
}
