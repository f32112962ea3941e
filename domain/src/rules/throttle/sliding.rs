//! Limits that slide: no window has more attempts than the limit, wherever it begins (U11). Up to a hundred attempts are kept with their
//! times. Larger numbers are counted in slots, of which twelve make a window: the attempts of the last thirteen count, because a window
//! that begins within a slot touches thirteen.

use super::{Count, Past};
use crate::{Moment, Problem, time::whole_seconds};
use std::iter::{once, repeat_n};
use std::time::Duration;

/// A number of attempts per time window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The attempts in one window; 0 means no limit.
    pub most: u32,
    /// The window's length.
    pub per: Duration,
}

/// The most attempts that are kept with their times.
const MOST_TIMES: u32 = 100;
/// The slots that make a window.
const SLOTS: u32 = 12;
/// The slots whose attempts count: this one and those of a window before it.
pub const SLOTS_COUNTED: usize = SLOTS as usize + 1;

impl Limit {
    /// The limit of half as many attempts, rounded up.
    #[must_use]
    pub fn half(self) -> Self {
        Self { most: self.most.div_ceil(2), ..self }
    }

    /// The limit of so many more attempts. Without one of the two limits, there is none.
    #[must_use]
    pub fn plus(self, more: u32) -> Self {
        Self { most: if self.most == 0 || more == 0 { 0 } else { self.most.saturating_add(more) }, ..self }
    }

    /// Whether another attempt is allowed. If it isn't, the wait ends when enough attempts have left the window.
    pub fn allows(self, count: &Count, now: Moment) -> Result<(), Problem> {
        let left = self.free_from(&count.as_of(now)).map_or(Duration::ZERO, |free| free.since(now));
        if left.is_zero() { Ok(()) } else { Err(Problem::TooMany { retry_after_s: whole_seconds(left) }) }
    }

    /// The count after an attempt. If the clock was set back a little, the attempt counts at the time of the last one.
    #[must_use]
    pub fn after(self, count: &Count, now: Moment) -> Count {
        let count = count.as_of(now);
        let now = now.max(count.since);
        if self.most <= MOST_TIMES {
            let earlier = self.times(&count).take_while(|time| now.since(*time) < self.per);
            Count::at(once(now).chain(earlier.take(self.most.saturating_sub(1) as usize)))
        } else {
            self.in_slots(once((now, 1)).chain(self.attempts(&count)), now)
        }
    }

    /// The count without one attempt that was counted at `tried`, when the count was `before`.
    #[must_use]
    pub fn without(self, count: &Count, before: &Count, tried: Moment) -> Count {
        let tried = tried.max(before.as_of(tried).since);
        if self.most <= MOST_TIMES {
            let mut left = Some(tried);
            Count::at(
                self.times(count)
                    .take(self.most as usize)
                    .filter(|time| left.take_if(|tried| *tried == *time).is_none()),
            )
        } else {
            let (mut left, slot) = (1, self.slot(tried));
            let others = self.attempts(count).map(|(time, number)| {
                let taken = if self.slot(time) == slot { std::mem::take(&mut left).min(number) } else { 0 };
                (time, number - taken)
            });
            self.in_slots(others, count.since)
        }
    }

    /// The number of attempts in the window that ends now.
    pub fn counted(self, count: &Count, now: Moment) -> u32 {
        let count = count.as_of(now);
        let recent = self.attempts(&count).filter(|(time, _)| self.leaves(*time) > now);
        recent.fold(0, |sum, (_, number)| sum.saturating_add(number))
    }

    /// When another attempt is allowed, if the limit has been reached at all.
    fn free_from(self, count: &Count) -> Option<Moment> {
        let mut newer = 0_u32;
        let mut is_last = |number: u32| {
            newer = newer.saturating_add(number);
            newer >= self.most
        };
        let last = self.attempts(count).find(|(_, number)| self.most > 0 && is_last(*number));
        last.map(|(time, _)| self.leaves(time))
    }

    /// When an attempt no longer counts.
    fn leaves(self, time: Moment) -> Moment {
        if self.most <= MOST_TIMES {
            time + self.per
        } else {
            self.slot(time) + self.slots_length().saturating_mul(SLOTS + 1)
        }
    }

    /// The counted attempts by time, newest first. Those of a slot are at its last moment, as if it were over.
    fn attempts(self, count: &Count) -> impl Iterator<Item = (Moment, u32)> {
        let Count { tries, since, past } = count;
        let (earlier, slots, at_once) = match past {
            Past::Unknown => (&[][..], &[][..], *tries),
            Past::Times(earlier) => (&earlier[..], &[][..], 1.min(*tries)),
            Past::Slots(slots) => (&[][..], &slots[..], 0),
        };
        let (since, length) = (*since, self.slots_length());
        let earlier = earlier.iter().map(move |ms| (since - Duration::from_millis((*ms).into()), 1));
        let end = since + length - Duration::from_millis(1);
        let slots = (0..).zip(slots).map(move |(place, number)| (end - length.saturating_mul(place), *number));
        once((since, at_once)).chain(earlier).chain(slots).filter(|(_, number)| *number > 0)
    }

    /// The times of the counted attempts, newest first.
    fn times(self, count: &Count) -> impl Iterator<Item = Moment> {
        self.attempts(count).flat_map(|(time, number)| repeat_n(time, number as usize))
    }

    fn slots_length(self) -> Duration {
        Duration::from_millis(u64::try_from(self.per.as_millis()).unwrap_or(u64::MAX).div_ceil(SLOTS.into()).max(1))
    }

    /// The start of the slot of a time.
    fn slot(self, time: Moment) -> Moment {
        let length = i64::try_from(self.slots_length().as_millis()).unwrap_or(i64::MAX);
        Moment(time.0.div_euclid(length).saturating_mul(length))
    }

    /// The count of these attempts in slots, of which the last one has `now`.
    fn in_slots(self, attempts: impl Iterator<Item = (Moment, u32)>, now: Moment) -> Count {
        let (since, mut slots) = (self.slot(now), [0_u32; SLOTS_COUNTED]);
        for (time, number) in attempts {
            let place = since.since(self.slot(time)).as_millis() / self.slots_length().as_millis();
            if let Some(slot) = usize::try_from(place).ok().and_then(|place| slots.get_mut(place)) {
                *slot = slot.saturating_add(number);
            }
        }
        let tries = slots.iter().fold(0_u32, |sum, number| sum.saturating_add(*number));
        Count { tries, since, past: Past::Slots(slots) }
    }
}

impl Count {
    /// The count of attempts at these times, newest first.
    fn at(mut times: impl Iterator<Item = Moment>) -> Self {
        let Some(since) = times.next() else { return Self::default() };
        let before = |time| u32::try_from(since.since(time).as_millis()).unwrap_or(u32::MAX);
        let earlier: Vec<_> = times.map(before).collect();
        let tries = u32::try_from(earlier.len()).unwrap_or(u32::MAX).saturating_add(1);
        Self { tries, since, past: Past::Times(earlier) }
    }
}
