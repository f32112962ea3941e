//! What a refresh token is worth, also one that is newer than a restored store (O10).

use crate::support::POLICY;
use domain::Moment;
use domain::rules::refresh::{Family, Worth, last_access_expires, may_be_lost};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NEWEST: Moment = Moment(1_790_000_000_000);
const MS: Duration = Duration::from_millis(1);

#[test]
fn a_refresh_token_that_is_newer_than_its_family_becomes_the_newest() {
    let family = Family { generation: 5, rotated: NEWEST };
    for later in [Duration::ZERO, Duration::from_secs(11), Duration::from_hours(24 * 1000)] {
        let worth = |generation| family.worth(generation, NEWEST + later, &POLICY);
        assert_eq!((worth(6), worth(u32::MAX)), (Worth::Newer, Worth::Newer));
        assert_eq!(worth(3), Worth::Stolen);
    }
    let worth = |generation, later| family.worth(generation, NEWEST + later, &POLICY);
    assert_eq!(worth(5, POLICY.refresh_idle.saturating_sub(MS)), Worth::Next);
    assert_eq!(worth(5, POLICY.refresh_idle), Worth::Idle);
    assert_eq!(worth(4, POLICY.refresh_retry), Worth::Again);
    assert_eq!(worth(4, POLICY.refresh_retry + MS), Worth::Stolen);
}

#[test]
fn an_answer_may_be_lost_for_ten_seconds_and_never_at_a_time_that_is_not_believed() {
    let lost = |later| may_be_lost(NEWEST, NEWEST + later, &POLICY);
    assert!(lost(Duration::ZERO) && lost(POLICY.refresh_retry) && !lost(POLICY.refresh_retry + MS));
    let before = |earlier| may_be_lost(NEWEST, NEWEST - earlier, &POLICY);
    assert!(before(Duration::from_mins(5)) && !before(Duration::from_mins(5) + MS));
}

#[test]
fn a_device_without_refresh_tokens_stays_until_the_access_token_that_it_can_collect_last_expires() {
    let collected_last = NEWEST + POLICY.refresh_retry;
    assert!(may_be_lost(NEWEST, collected_last, &POLICY));
    assert_eq!(last_access_expires(NEWEST, &POLICY), collected_last + POLICY.access_token);
}
