//! When a message that could not be handed over is tried again, and when it is given up (U6).

use std::time::Duration;

/// The first pause; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// A message that could not be handed over in so long has lost its meaning.
const GIVEN_UP_AFTER: Duration = Duration::from_hours(24);
/// Each message is tried so often at least, however old it is: the server may have been down, or an operator has sent it after all.
const TRIES_AT_LEAST: u32 = 8;

/// The pause after so many failures. `jitter`, from 0 to 255, takes up to a quarter off, so that a provider that comes back does not
/// meet everything at once. A provider may ask for a longer one, up to the longest.
pub fn pause(failures: u32, jitter: u8, asked: Duration) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
    pause.saturating_sub(pause * u32::from(jitter) / 1024).max(asked.min(LONGEST_PAUSE))
}

/// Whether a message of this age that has been tried so often is tried no more.
pub fn is_given_up(age: Duration, tries: u32) -> bool {
    age >= GIVEN_UP_AFTER && tries >= TRIES_AT_LEAST
}

#[cfg(test)]
mod tests {
    use super::{FIRST_PAUSE, LONGEST_PAUSE, is_given_up, pause};
    use std::time::Duration;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_are_spread() {
        let none = Duration::ZERO;
        let plain: Vec<u64> = (1..=10).map(|failures| pause(failures, 0, none).as_secs()).collect();
        assert_eq!(plain, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(pause(u32::MAX, 0, none), LONGEST_PAUSE);
        assert!(pause(1, 255, none) < FIRST_PAUSE && pause(1, 255, none) > FIRST_PAUSE * 3 / 4);
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
    }
}
