//! How long things live, and how often they may be tried.

use serde::Deserialize;
use std::time::Duration;

/// Lifetimes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Life {
    /// Minutes a user code lives.
    pub user_code_minutes: u32,
    /// Minutes an access token lives.
    pub access_token_minutes: u32,
    /// Minutes a code that a message brings lives.
    pub single_use_code_minutes: u32,
    /// Days until a new way of an account is settled.
    pub settled_days: u32,
    /// Days for which two-step verification can spare a browser.
    pub trusted_days: u32,
}

/// Limits on tries; 0 turns one off.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// New device authorizations in a minute from one network address.
    pub device_authorizations_per_minute: u32,
    /// Unknown user codes in an hour from one account.
    pub unknown_codes_per_account: u32,
    /// Unknown user codes in an hour from one network address.
    pub unknown_codes_per_address: u32,
    /// Seconds until another code can be sent to the same contact.
    pub resend_after_seconds: u32,
    /// Codes sent to one contact in an hour.
    pub codes_per_hour: u32,
    /// Codes sent to one contact in a day.
    pub codes_per_day: u32,
    /// Codes asked for in an hour by one network address.
    pub codes_per_address: u32,
    /// Wrong codes for one account in a day.
    pub wrong_codes_per_account: u32,
    /// Texts to a block of ten thousand numbers of which no code comes back, before no more are sent there.
    pub unanswered_texts: u32,
}

impl Default for Life {
    fn default() -> Self {
        Self {
            user_code_minutes: 10,
            access_token_minutes: 10,
            single_use_code_minutes: 10,
            settled_days: 30,
            trusted_days: 30,
        }
    }
}

impl Life {
    /// How long a user code lives.
    pub fn user_code(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.user_code_minutes))
    }

    /// How long it takes until a new way is settled.
    pub fn settled_after(&self) -> Duration {
        Duration::from_hours(24 * u64::from(self.settled_days))
    }

    /// For how long a browser is trusted.
    pub fn trusted(&self) -> Duration {
        Duration::from_hours(24 * u64::from(self.trusted_days))
    }

    /// How long an access token lives.
    pub fn access_token(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.access_token_minutes))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            device_authorizations_per_minute: 600,
            unknown_codes_per_account: 10,
            unknown_codes_per_address: 30,
            resend_after_seconds: 60,
            codes_per_hour: 5,
            codes_per_day: 10,
            codes_per_address: 30,
            wrong_codes_per_account: 10,
            unanswered_texts: 20,
        }
    }
}
