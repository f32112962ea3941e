//! Limits slide (U11): random attempts at random times, compared with the list of all accepted ones.

use domain::rules::throttle::{Count, Limit, Past};
use domain::{Moment, Problem};
use proptest::collection::vec;
use proptest::prelude::*;
use std::iter::{once, repeat_n};
use std::time::Duration;

const NOW: Moment = Moment(1_790_000_000_123);

/// One attempt: how long after the one before, and whether it is taken back.
type Attempt = (Duration, bool);

/// Attempts that come alone, in bursts of up to `burst`, and just before or after the end of a window.
fn attempts(per: Duration, burst: usize) -> impl Strategy<Value = Vec<Attempt>> {
    let whole = u64::try_from(per.as_millis()).expect("small");
    let gap = prop_oneof![
        4 => Just(0),
        4 => 0..=whole / 20,
        1 => whole - 2..=whole + 2,
        1 => 0..=2 * whole,
    ];
    let times = prop_oneof![4 => Just(1_usize), 1 => 1..=burst];
    let several = (gap.prop_map(Duration::from_millis), prop::bool::weighted(0.1), times);
    vec(several, 1..60).prop_map(|all| {
        let at_once = |(gap, is_right, times): (Duration, bool, usize)| {
            once((gap, is_right)).chain(repeat_n((Duration::ZERO, is_right), times - 1))
        };
        all.into_iter().flat_map(at_once).collect::<Vec<Attempt>>()
    })
}

/// A limit, and attempts that can reach it.
fn reaching(most: impl Strategy<Value = u32>, per: Duration) -> impl Strategy<Value = (u32, Vec<Attempt>)> {
    most.prop_flat_map(move |most| (Just(most), attempts(per, most as usize + 2)))
}

/// The accepted attempts that weren't taken back, and the count that the rule has of them.
struct Walk {
    limit: Limit,
    /// How long an attempt can count, at most.
    counts_for: Duration,
    now: Moment,
    count: Count,
    accepted: Vec<Moment>,
}

impl Walk {
    fn new(limit: Limit, counts_for: Duration) -> Self {
        Self { limit, counts_for, now: NOW, count: Count::default(), accepted: Vec::new() }
    }

    fn attempt(&mut self, (gap, is_right): Attempt) {
        self.now = self.now + gap;
        match self.limit.allows(&self.count, self.now) {
            Ok(()) => self.accept(is_right),
            Err(Problem::TooMany { retry_after_s }) => self.refuse(retry_after_s),
            Err(other) => panic!("{other}"),
        }
    }

    fn accept(&mut self, is_right: bool) {
        assert!(self.accepted_within(self.limit.per) < self.limit.most as usize, "one more than the limit in a window");
        let before = self.count.clone();
        self.count = self.limit.after(&before, self.now);
        if is_right {
            let counted = self.limit.counted(&before, self.now);
            self.count = self.limit.without(&self.count, &before, self.now);
            assert_eq!(
                self.limit.counted(&self.count, self.now),
                counted,
                "an attempt that is taken back leaves no trace"
            );
        } else {
            self.accepted.push(self.now);
        }
    }

    fn refuse(&self, retry_after_s: u64) {
        assert!(self.accepted_within(self.counts_for) >= self.limit.most as usize, "refused without a reason");
        let free = self.now + Duration::from_secs(retry_after_s);
        assert_eq!(self.limit.allows(&self.count, free), Ok(()), "the wait is long enough");
        let earlier = free - Duration::from_secs(1);
        assert!(
            earlier <= self.now || self.limit.allows(&self.count, earlier).is_err(),
            "the wait is as short as possible"
        );
    }

    /// The attempts that were accepted within a time before now.
    fn accepted_within(&self, span: Duration) -> usize {
        self.accepted.len() - self.accepted.partition_point(|time| self.now.since(*time) >= span)
    }
}

fn bytes(count: &Count) -> usize {
    match &count.past {
        Past::Unknown => 0,
        Past::Times(earlier) => 4 * earlier.len(),
        Past::Slots(slots) => size_of_val(slots),
    }
}

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);

proptest! {
    #[test]
    fn up_to_a_hundred_attempts_are_limited_to_the_millisecond(
        (most, all) in reaching(prop_oneof![1_u32..12, Just(30_u32), Just(60_u32), Just(100_u32)], HOUR)
    ) {
        let mut walk = Walk::new(Limit { most, per: HOUR }, HOUR);
        for attempt in all {
            walk.attempt(attempt);
            prop_assert!(bytes(&walk.count) <= 4 * most as usize);
        }
    }

    #[test]
    fn more_attempts_are_limited_to_a_twelfth_of_the_window(
        (most, all) in reaching(prop_oneof![101_u32..150, Just(600_u32)], MINUTE)
    ) {
        let mut walk = Walk::new(Limit { most, per: MINUTE }, MINUTE + Duration::from_secs(5));
        for attempt in all {
            walk.attempt(attempt);
            prop_assert!(bytes(&walk.count) <= 52);
        }
    }

    #[test]
    fn a_count_keeps_its_attempts_when_the_limit_is_changed(
        (first, all) in reaching(prop_oneof![1_u32..300, Just(600_u32)], MINUTE),
        second in prop_oneof![1_u32..300, Just(600_u32)],
    ) {
        let (mut walk, slot) = (Walk::new(Limit { most: first, per: MINUTE }, 2 * MINUTE), Duration::from_secs(5));
        for attempt in all {
            walk.attempt(attempt);
        }
        walk.limit.most = second;
        let expected = walk.accepted_within(MINUTE) >= second as usize;
        prop_assert!(!expected || walk.limit.allows(&walk.count, walk.now).is_err());
        let expected = walk.accepted_within(MINUTE + slot + slot) < second as usize;
        prop_assert!(!expected || walk.limit.allows(&walk.count, walk.now).is_ok());
    }
}

#[test]
fn neither_half_of_a_burst_at_the_border_of_two_windows_is_forgotten() {
    for most in [10, 600] {
        let mut walk = Walk::new(Limit { most, per: MINUTE }, MINUTE + Duration::from_secs(5));
        walk.attempt((Duration::ZERO, false));
        let burst = (most as usize - 1) * 2;
        walk.attempt((Duration::from_secs(59), false));
        for _ in 1..burst / 2 {
            walk.attempt((Duration::ZERO, false));
        }
        walk.attempt((Duration::from_secs(2), false));
        for _ in 1..burst {
            walk.attempt((Duration::ZERO, false));
        }
        assert!(walk.accepted_within(Duration::from_secs(10)) <= most as usize);
    }
}

#[test]
fn the_attempts_of_an_older_version_count_when_its_window_began() {
    let count = Count { tries: 9, since: NOW, past: Past::Unknown };
    for most in [10, 600] {
        let limit = Limit { most, per: MINUTE };
        assert_eq!(limit.counted(&count, NOW + Duration::from_secs(59)), 9);
        assert_eq!(limit.after(&count, NOW + Duration::from_secs(59)).tries, 10);
    }
    let full = Count { tries: 10, ..count };
    let limit = Limit { most: 10, per: MINUTE };
    assert_eq!(limit.allows(&full, NOW), Err(Problem::TooMany { retry_after_s: 60 }));
    assert_eq!(limit.allows(&full, NOW + MINUTE), Ok(()));
}

#[test]
fn a_clock_that_was_set_back_gives_no_attempts() {
    for most in [3, 300] {
        let limit = Limit { most, per: MINUTE };
        let mut count = Count::default();
        for n in 0..most {
            let at = NOW - Duration::from_millis((n % 7 * 1000).into());
            assert_eq!(limit.allows(&count, at), Ok(()));
            count = limit.after(&count, at);
        }
        assert!(limit.allows(&count, NOW - HOUR).is_err());
    }
}
