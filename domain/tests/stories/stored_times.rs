//! Times that were stored while the clock was ahead for a while: none is believed (O10).

use crate::support::POLICY;
use domain::rules::challenge::{Budget, Challenge};
use domain::rules::link::{Authorization, AuthorizationState, PollResponse};
use domain::rules::policy::Policy;
use domain::rules::pumping::{COUNTED_OVER, Traffic};
use domain::rules::refresh::{Family, Worth};
use domain::rules::step_up::is_fresh;
use domain::rules::throttle::{Count, Growing, Limit, Past};
use domain::rules::trust::Trust;
use domain::time::MOST_AHEAD;
use domain::{Moment, Problem};
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;

const NOW: Moment = Moment(1_790_000_000_123);
const YEAR: Duration = Duration::from_hours(24 * 365);
const MINUTE: Duration = Duration::from_mins(1);
const MS: Duration = Duration::from_millis(1);

/// Spans about as long as anything that is stored lives.
fn spans() -> impl Strategy<Value = Duration> {
    prop_oneof![0..600_000_u64, 0..200_000_000_000_u64].prop_map(Duration::from_millis)
}

/// Times around now, most of them near.
fn times() -> impl Strategy<Value = Moment> {
    prop_oneof![-600_000..600_000_i64, -200_000_000_000..200_000_000_000_i64].prop_map(|ms| Moment(NOW.0 + ms))
}

proptest! {
    #[test]
    fn only_a_time_up_to_five_minutes_ahead_is_believed(time in times(), span in spans()) {
        let is_believed = time.0 - NOW.0 <= 300_000;
        prop_assert_eq!(time.is_believed(NOW), is_believed);
        prop_assert_eq!(time.or_now(NOW), if is_believed { time } else { NOW });
        prop_assert_eq!(time.is_within(span, NOW), is_believed && NOW.since(time) < span);
        prop_assert_eq!(NOW.if_begun(time, NOW), if is_believed { NOW } else { Moment::default() });
    }

    #[test]
    fn what_expires_was_valid_from_a_time_that_is_believed(begun in times(), life in spans()) {
        let expires = begun + life;
        prop_assert_eq!(expires.is_valid(life, NOW), begun.is_believed(NOW) && NOW < expires);
    }

    #[test]
    fn trust_in_a_browser_lasts_as_long_as_both_settings_allow_and_never_begins_again(
        since in times(), then in spans(), allowed in spans(), later in spans(),
    ) {
        let (trust, policy) = (Trust { since, until: since + then }, Policy { trusted_for: allowed, ..POLICY });
        let holds = trust.holds(NOW, &policy);
        prop_assert_eq!(holds, since.is_believed(NOW) && NOW < since + then.min(allowed));
        prop_assert!(holds || !since.is_believed(NOW) || !trust.holds(NOW + later, &policy));
    }

    #[test]
    fn attempts_that_were_counted_while_the_clock_was_ahead_count_once_more(
        most in prop_oneof![1_u32..12, 100_u32..=150], gaps in vec(0_u64..20_000, 1..200), ahead in 600_u64..40_000_000,
    ) {
        let limit = Limit { most, per: MINUTE };
        let (mut count, mut then) = (Count::default(), NOW + Duration::from_secs(ahead));
        for gap in gaps {
            then = then + Duration::from_millis(gap);
            if limit.allows(&count, then).is_ok() {
                count = limit.after(&count, then);
            }
        }
        let counted = limit.counted(&count, NOW);
        prop_assert_eq!(counted, limit.counted(&count, count.since), "none is forgotten");
        match limit.allows(&count, NOW) {
            Ok(()) => prop_assert_eq!(limit.counted(&limit.after(&count, NOW), NOW), counted + 1),
            Err(problem) => {
                prop_assert!(counted >= most);
                prop_assert!(matches!(problem, Problem::TooMany { retry_after_s: 1..=75 }), "{problem}");
            }
        }
        let moved = count.as_of(NOW).into_owned();
        prop_assert_eq!(limit.counted(&moved, NOW + MINUTE + MINUTE), 0);
        prop_assert!(limit.after(&count, NOW).since <= NOW, "the next attempt moves those before it");
    }
}

#[test]
fn trust_and_a_stored_expiry_end_at_their_time_and_not_a_millisecond_later() {
    for (then, allowed) in [(POLICY.trusted_for, YEAR), (YEAR, POLICY.trusted_for)] {
        let (trust, policy) = (Trust { since: NOW, until: NOW + then }, Policy { trusted_for: allowed, ..POLICY });
        let end = NOW + POLICY.trusted_for;
        assert_eq!(trust.end(&policy), end);
        assert!(trust.holds(end - MS, &policy) && !trust.holds(end, &policy));
    }
    assert!(NOW.is_valid(MINUTE, NOW - MS) && !NOW.is_valid(MINUTE, NOW));
    assert_eq!(NOW.unix_seconds(), 1_790_000_000);
}

#[test]
fn an_attempt_that_is_taken_back_leaves_those_before_it_at_now() {
    for most in [5, 500] {
        let limit = Limit { most, per: MINUTE };
        let before = limit.after(&Count::default(), NOW + YEAR);
        let left = limit.without(&limit.after(&before, NOW), &before, NOW);
        assert_eq!((limit.counted(&left, NOW), left.tries), (1, 1), "{most}");
        assert!(left.since <= NOW);
    }
}

#[test]
fn a_delay_that_began_while_the_clock_was_ahead_begins_again_and_ends() {
    let growing = Growing { free: 10 };
    let count = Count { tries: 10, since: NOW + YEAR, past: Past::Unknown };
    assert_eq!(growing.allows(&count, NOW), Err(Problem::TooMany { retry_after_s: 30 }));
    let moved = count.as_of(NOW);
    assert_eq!((moved.since, moved.tries), (NOW, 10));
    assert_eq!(growing.allows(&moved, NOW + Duration::from_secs(30)), Ok(()));
    let near = Count { since: NOW + MOST_AHEAD, ..count.clone() };
    assert_eq!(near.as_of(NOW).since, near.since);
}

#[test]
fn a_step_up_while_the_clock_was_ahead_has_expired() {
    assert!(is_fresh(Some(NOW + MOST_AHEAD), NOW, &POLICY));
    assert!(!is_fresh(Some(NOW + MOST_AHEAD + MS), NOW, &POLICY));
}

#[test]
fn a_code_that_was_sent_while_the_clock_was_ahead_has_expired() {
    let (life, redeem) = (POLICY.code_life, |code: Challenge| code.redeem(Budget::Known, true, NOW).1);
    let sent = |at: Moment| Challenge::open(at + life).if_sent(at, NOW);
    assert_eq!(redeem(sent(NOW + MOST_AHEAD)), Ok(()));
    assert_eq!(redeem(sent(NOW + MOST_AHEAD + MS)), Err(Problem::SentCodeExpired));
}

#[test]
fn a_device_that_asked_while_the_clock_was_ahead_must_ask_again() {
    let asked = |state, at: Moment| Authorization { state, expires: at + POLICY.code_life }.if_asked(at, NOW);
    let (near, far) = (NOW + MOST_AHEAD, NOW + YEAR);
    assert_eq!(asked(AuthorizationState::Pending, near).poll(NOW), PollResponse::Pending);
    assert_eq!(asked(AuthorizationState::Pending, far).poll(NOW), PollResponse::Expired);
    assert_eq!(asked(AuthorizationState::Pending, far).approve(NOW), Err(Problem::CodeExpired));
    assert_eq!(asked(AuthorizationState::Approved, near).poll(NOW), PollResponse::Tokens);
    assert_eq!(asked(AuthorizationState::Approved, far).poll(NOW), PollResponse::Expired);
}

#[test]
fn a_refresh_while_the_clock_was_ahead_cannot_be_repeated_for_ever_and_revokes_nothing() {
    let worth = |rotated, generation| Family { generation: 5, rotated }.worth(generation, NOW, &POLICY);
    assert_eq!((worth(NOW + MOST_AHEAD, 4), worth(NOW + YEAR, 4)), (Worth::Again, Worth::Unclear));
    assert_eq!((worth(NOW, 4), worth(NOW + YEAR, 3)), (Worth::Again, Worth::Stolen));
    assert_eq!(worth(NOW + YEAR, 5), Worth::Next, "the owner's device keeps its access");
}

#[test]
fn texts_that_were_counted_while_the_clock_was_ahead_are_forgotten_in_a_day() {
    let traffic = Traffic { unanswered: 9_000, counted: NOW + YEAR, stopped: Some(NOW + YEAR) }.at(20, NOW);
    assert_eq!((traffic.counted, traffic.stopped), (NOW, Some(NOW)));
    assert_eq!(traffic.at(20, NOW + COUNTED_OVER).stopped, None);
}
