//! How long things live, and how often they may be tried.

use super::setting::settings;
use std::time::Duration;

settings! {
    /// Lifetimes, and what comes of age.
    pub struct Life {
        /// Minutes a user code lives.
        user_code_minutes: u32 = 10, 1..=30;
        /// Minutes an access token lives.
        access_token_minutes: u32 = 10, 1..=60;
        /// Minutes a code that a message brings lives.
        single_use_code_minutes: u32 = 10, 1..=30;
        /// Days until a new sign-in method is established, so that it can take the place of the others.
        established_days: u32 = 30, 1..=365;
        /// Days for which a trusted browser skips the second step.
        trusted_days: u32 = 30, 1..=365;
    }
}

settings! {
    /// Limits on tries; 0 turns one off, where it can be 0.
    pub struct Limits {
        /// New device authorizations in a minute from one network address.
        device_authorizations_per_minute: u32 = 600;
        /// Unknown user codes in an hour from one account.
        unknown_codes_per_account: u32 = 10;
        /// Unknown user codes in an hour from one network address.
        unknown_codes_per_address: u32 = 30;
        /// Seconds until another code can be sent to the same contact.
        resend_after_seconds: u32 = 60;
        /// Codes sent to one contact in an hour.
        codes_per_hour: u32 = 5;
        /// Codes sent to one contact in a day.
        codes_per_day: u32 = 10;
        /// Codes asked for in an hour by one network address.
        codes_per_address: u32 = 30;
        /// Wrong codes for one account in a day.
        wrong_codes_per_account: u32 = 10;
        /// Texts to a block of ten thousand numbers of which no code comes back, before no more are sent there.
        unanswered_texts: u32 = 20;
    }
}

impl Life {
    /// How long a user code lives.
    pub fn user_code(&self) -> Duration {
        minutes(self.user_code_minutes)
    }

    /// How long an access token lives.
    pub fn access_token(&self) -> Duration {
        minutes(self.access_token_minutes)
    }

    /// How long it takes until a new way is settled.
    pub fn settled_after(&self) -> Duration {
        days(self.established_days)
    }

    /// For how long a browser is trusted.
    pub fn trusted(&self) -> Duration {
        days(self.trusted_days)
    }
}

fn minutes(count: u32) -> Duration {
    Duration::from_mins(count.into())
}

fn days(count: u32) -> Duration {
    Duration::from_hours(24 * u64::from(count))
}
