//! Whether a clock is trusted to delete expired data (O10).

use domain::Moment;
use domain::rules::clock::{ClockGap, ClockReading, IN_STEP_FOR, MOST_BEFORE, MOST_PAST};
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const NEWEST: Moment = Moment(1_790_000_000_000);
const MS: Duration = Duration::from_millis(1);

#[test]
fn a_clock_that_is_a_day_past_or_an_hour_before_is_right() {
    let gap = |now| ClockGap::between(now, NEWEST);
    assert_eq!((gap(NEWEST), gap(NEWEST + MOST_PAST), gap(NEWEST - MOST_BEFORE)), (None, None, None));
    assert_eq!(gap(NEWEST + MOST_PAST + MS), Some(ClockGap::Past(MOST_PAST + MS)));
    assert_eq!(gap(NEWEST - MOST_BEFORE - MS), Some(ClockGap::Before(MOST_BEFORE + MS)));
    assert_eq!((MOST_PAST, MOST_BEFORE), (Duration::from_hours(24), Duration::from_hours(1)));
    assert!(ClockGap::between(Moment(i64::MAX), Moment(i64::MIN)).is_some());
}

#[test]
fn clocks_that_advance_alike_for_an_hour_are_in_step() {
    let start = ClockReading { wall: NEWEST, monotonic: Duration::from_mins(7) };
    let after = |wall: i64, monotonic: Duration| ClockReading {
        wall: Moment(NEWEST.0 + wall),
        monotonic: start.monotonic + monotonic,
    };
    let hour = 3_600_000;
    for drift in [-60_000, -1, 0, 1, 60_000] {
        let now = after(hour + drift, IN_STEP_FOR);
        assert_eq!(start.in_step_until(now), start, "{drift}");
        assert!(start.is_long_before(now));
    }
    for drift in [-60_001, 60_001, -365 * 24 * hour] {
        let now = after(hour + drift, IN_STEP_FOR);
        assert_eq!(start.in_step_until(now), now, "{drift}");
        assert!(!now.is_long_before(now));
    }
    assert!(!start.is_long_before(after(hour, IN_STEP_FOR.saturating_sub(MS))));
    let far = ClockReading { wall: Moment(i64::MIN), monotonic: Duration::MAX };
    assert_eq!(start.in_step_until(far), far);
}
