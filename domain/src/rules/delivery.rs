//! When a message that could not be handed over is tried again, and when it is given up (U6).

use std::time::Duration;

/// The first pause; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// A message that could not be handed over in so long has lost its meaning.
pub const GIVEN_UP_AFTER: Duration = Duration::from_hours(24);

/// The pause after so many failures. `jitter`, from 0 to 255, takes up to a quarter off, so that a provider that comes back does not
/// meet everything at once.
pub fn pause(failures: u32, jitter: u8) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST_PAUSE);
    pause.saturating_sub(pause * u32::from(jitter) / 1024)
}

#[cfg(test)]
mod tests {
    use super::{FIRST_PAUSE, LONGEST_PAUSE, pause};

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_are_spread() {
        let plain: Vec<u64> = (1..=10).map(|failures| pause(failures, 0).as_secs()).collect();
        assert_eq!(plain, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
        assert_eq!(pause(u32::MAX, 0), LONGEST_PAUSE);
        assert!(pause(1, 255) < FIRST_PAUSE && pause(1, 255) > FIRST_PAUSE * 3 / 4);
    }
}
