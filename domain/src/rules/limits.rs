//! Limits that no setting changes. The store defines the keys under which attempts are counted.

use super::policy::Policy;
use super::pumping::PrefixKind;
use super::throttle::{Growing, LONGEST_WINDOW, Limit};
use std::time::Duration;

/// Wrong passwords for all names from one network address, which also limits trying one password on many names.
pub const WRONG_PASSWORDS_OF_A_NETWORK: Limit = in_an_hour(100);
/// Wrong codes for all names from one network address.
pub const WRONG_CODES_OF_A_NETWORK: Limit = in_an_hour(100);
/// Wrong codes of authenticator apps, and wrong recovery codes. No other limit covers these, so it can't be turned off.
pub const WRONG_CODES_OF_A_VERIFICATION: Limit = in_a_day(10);
/// New passwords from one network address.
pub const NEW_PASSWORDS_OF_A_NETWORK: Limit = in_an_hour(60);
/// The texts of one account to one phone while a prefix of its number is stopped: codes in browsers that the account knows, and notices
/// (U9).
pub const TEXTS_WHILE_STOPPED: Limit = in_a_day(3);
/// The same of all accounts with that phone. No account alone can use this up, and it is less than the codes that one account gets while
/// nothing is stopped, so that nobody who pumps gains by a stop.
pub const ALL_TEXTS_WHILE_STOPPED: Limit = in_a_day(6);

/// The most linked devices of one account, so that a session in other hands fills neither the store nor the list without end (N8).
pub const MOST_DEVICES: u32 = 500;
/// The devices that one account links in an hour and in a day, whether it still has them or not: each leaves rows that outlive it, such as
/// its undo links (N8).
pub const APPROVALS_OF_AN_ACCOUNT: [Limit; 2] = [in_an_hour(100), in_a_day(200)];

/// The texts of one network, or the notices to one phone, that count against a prefix: a seventh of those that stop it, so that nobody can
/// stop one alone (U9).
pub fn texts_that_count(kind: PrefixKind, policy: &Policy) -> Limit {
    in_a_day(kind.most(policy).div_ceil(7))
}

/// Wrong passwords for one name, then growing delays. Browsers that the account knows are counted separately, so that strangers can't lock
/// an owner out (S8).
pub fn wrong_passwords(policy: &Policy) -> Growing {
    Growing { free: policy.failures_before_delays }
}

/// A number of attempts per minute.
pub const fn in_a_minute(most: u32) -> Limit {
    Limit { most, per: Duration::from_mins(1) }
}

/// A number of attempts per hour.
pub const fn in_an_hour(most: u32) -> Limit {
    Limit { most, per: Duration::from_hours(1) }
}

/// A number of attempts per day.
pub const fn in_a_day(most: u32) -> Limit {
    Limit { most, per: LONGEST_WINDOW }
}
