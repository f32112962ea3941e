//! The times of the devices' last polls. In memory only, so that a poll writes nothing; `slow_down` is advice, so they may be lost.

use domain::Moment;
use domain::rules::poll::INTERVAL;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The number of shards. An id's low bits choose the shard, because they are random.
const SHARDS: usize = 16;

/// The last polls of all waiting devices.
pub struct Polls([Mutex<Shard>; SHARDS]);

/// Two generations of polls. The older one is dropped as a whole once none of its polls can make another one too soon.
#[derive(Default)]
struct Shard {
    since: Moment,
    current: HashMap<i64, Moment>,
    before: HashMap<i64, Moment>,
}

impl Default for Polls {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Polls {
    /// Records a poll. Returns the one before it if that was recent.
    pub fn note(&self, device_code: i64, now: Moment) -> Option<Moment> {
        let [low, ..] = device_code.to_le_bytes();
        let mut shard = self.0[usize::from(low) % SHARDS].lock().unwrap_or_else(PoisonError::into_inner);
        if !shard.since.is_within(INTERVAL, now) {
            shard.before = std::mem::take(&mut shard.current);
            shard.since = now;
        }
        let last = shard.current.insert(device_code, now);
        last.or_else(|| shard.before.get(&device_code).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::Polls;
    use domain::Moment;
    use domain::rules::poll::too_soon;

    #[test]
    fn a_client_with_jitter_never_gets_slow_down() {
        let (polls, jitter) = (Polls::default(), crate::rng::Rng::seeded(3));
        let start = Moment(1_700_000_000_000);
        for tick in 0..1000 {
            let early = i64::from(u16::from_le_bytes(jitter.bytes())) % 601 - 300;
            let now = Moment(start.0 + tick * 5000 + early);
            assert!(!too_soon(polls.note(7, now), now), "poll {tick}");
        }
    }

    #[test]
    fn polls_are_forgotten_also_after_a_clock_that_was_ahead() {
        let (polls, start) = (Polls::default(), Moment(1_700_000_000_000));
        polls.note(0, Moment(start.0 + 1_000_000_000));
        for n in 1..100 {
            polls.note(n * 256, Moment(start.0 + n * 5000)); // in the same shard
        }
        let shard = polls.0[0].lock().expect("unlocked");
        assert_eq!((shard.current.len(), shard.before.len()), (1, 1));
    }

    #[test]
    fn a_client_gets_slow_down_only_when_it_polls_too_soon() {
        let polls = Polls::default();
        let mut now = Moment(1_700_000_000_000);
        let mut told = |after_ms| {
            now.0 += after_ms;
            too_soon(polls.note(7, now), now)
        };
        assert_eq!([told(0), told(1000), told(10_000), told(5000), told(3000)], [false, true, false, false, true]);
    }
}
