//! How often anything may be tried: the numbers that no setting changes. Under which keys it is counted, the store says.

use super::policy::Policy;
use super::throttle::{Growing, Limit};
use std::time::Duration;

/// Wrong passwords for any names from one network address: one password tried on many names counts, too.
pub const WRONG_PASSWORDS_OF_A_NETWORK: Limit = in_an_hour(100);
/// Wrong codes for any names from one network address.
pub const WRONG_CODES_OF_A_NETWORK: Limit = in_an_hour(100);
/// Wrong codes of an app, or recovery codes: nothing else limits these, so it can't be turned off.
pub const WRONG_CODES_OF_A_PROVER: Limit = in_a_day(10);
/// New passwords from one network address.
pub const NEW_PASSWORDS_OF_A_NETWORK: Limit = in_an_hour(60);
/// Texts of one network to one block of numbers that count against the block (U9).
pub const TEXTS_THAT_COUNT: Limit = in_a_day(3);

/// Wrong passwords for one name, then growing pauses. Browsers that the account knows have a count of their own, so that strangers,
/// wherever they are, cannot lock an owner out (S8).
pub fn wrong_passwords(policy: &Policy) -> Growing {
    Growing { free: policy.failures_before_delays }
}

/// So many in a minute.
pub const fn in_a_minute(most: u32) -> Limit {
    Limit { most, per: Duration::from_mins(1) }
}

/// So many in an hour.
pub const fn in_an_hour(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(1) }
}

/// So many in a day.
pub const fn in_a_day(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(24) }
}
