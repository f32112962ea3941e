//! When a message that couldn't be sent is retried, and when it is given up (U6).

use std::time::Duration;

/// The first pause. Each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
pub const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// The age at which an unsent message is no longer useful.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(24);
/// The fewest attempts for each message at any age: the server can have been down, or the operator retries the message.
const TRIES_AT_LEAST: u32 = 8;
/// The most attempts for each message, which take more than a day: a message that was written while the clock was ahead (O10) has no age.
const TRIES_AT_MOST: u32 = 150;

/// The pause after a number of failures. `jitter`, from 0 to 255, shortens it by up to a quarter, so that a provider that is back doesn't
/// get all messages at once. A provider can request a longer pause, up to the longest.
pub fn pause(failures: u32, jitter: u8, asked: Duration) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
    pause.saturating_sub(pause * u32::from(jitter) / 1024).max(asked.min(LONGEST_PAUSE))
}

/// Whether a message of this age, after this number of attempts, is given up.
pub fn is_given_up(age: Duration, tries: u32) -> bool {
    (age >= GIVEN_UP_AFTER && tries >= TRIES_AT_LEAST) || tries >= TRIES_AT_MOST
}

#[cfg(test)]
mod tests {
    use super::{FIRST_PAUSE, GIVEN_UP_AFTER, LONGEST_PAUSE, TRIES_AT_LEAST, TRIES_AT_MOST, is_given_up, pause};
    use std::time::Duration;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_are_spread() {
        let none = Duration::ZERO;
        let plain: Vec<u64> = (1..=10).map(|failures| pause(failures, 0, none).as_secs()).collect();
        assert_eq!(plain, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(pause(u32::MAX, 0, none), LONGEST_PAUSE);
        assert!(pause(1, 255, none) < FIRST_PAUSE && pause(1, 255, none) > FIRST_PAUSE * 3 / 4);
        assert_eq!(pause(1, 128, none), Duration::from_millis(1750));
    }

    #[test]
    fn a_provider_can_ask_for_more_but_not_for_ever() {
        assert_eq!(pause(1, 0, Duration::from_mins(5)), Duration::from_mins(5));
        assert_eq!(pause(1, 0, Duration::from_hours(5)), LONGEST_PAUSE);
        assert_eq!(pause(4, 0, Duration::from_secs(1)).as_secs(), 16);
    }

    #[test]
    fn a_message_is_given_up_after_a_day_but_not_untried() {
        let day = Duration::from_hours(24);
        assert!(is_given_up(day, 100));
        assert!(!is_given_up(Duration::from_hours(23), 100));
        assert!(!is_given_up(day * 6, 1), "sent after all by an operator");
        let almost = day.saturating_sub(Duration::from_millis(1));
        for (age, tries, expected) in
            [(day, TRIES_AT_LEAST, true), (day, TRIES_AT_LEAST - 1, false), (almost, TRIES_AT_LEAST, false)]
        {
            assert_eq!(is_given_up(age, tries), expected, "{age:?}, {tries}");
        }
    }

    #[test]
    fn a_message_without_an_age_is_given_up_after_more_attempts_than_a_day_has() {
        let shortest: Duration = (1..TRIES_AT_MOST).map(|failures| pause(failures, 255, Duration::ZERO)).sum();
        assert!(shortest > GIVEN_UP_AFTER, "{shortest:?}");
        assert!(is_given_up(Duration::ZERO, TRIES_AT_MOST) && !is_given_up(Duration::ZERO, TRIES_AT_MOST - 1));
    }
}
