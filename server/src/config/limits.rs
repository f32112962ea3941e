//! How long things live, and how often they may be tried.

use super::setting::settings;
use domain::rules::policy::Policy;
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
        /// Days until a session that nobody uses ends, and its browser is forgotten.
        session_idle_days: u32 = 30, 1..=365;
        /// Minutes for which a verification lets its owner change security info.
        step_up_minutes: u32 = 10, 1..=30;
        /// Days until a refresh token that nobody uses ends.
        refresh_idle_days: u32 = 90, 1..=365;
        /// Seconds in which a refresh token can be sent again when its answer got lost.
        refresh_retry_seconds: u32 = 10, 1..=60;
        /// Minutes for which a new signing key is published before it signs.
        key_published_ahead_minutes: u32 = 10, 5..=1440;
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
        /// Wrong passwords for one name before each costs a longer delay.
        failures_before_delays: u32 = 10, 1..=100;
        /// Sign-in methods of one account.
        methods_per_account: u32 = 10, 2..=10;
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

    /// How long a code that a message brings lives.
    pub fn single_use_code(&self) -> Duration {
        minutes(self.single_use_code_minutes)
    }
}

/// The numbers that the rules ask for.
pub(super) fn policy(life: &Life, limits: &Limits) -> Policy {
    Policy {
        established_after: days(life.established_days),
        trusted_for: days(life.trusted_days),
        session_idle: days(life.session_idle_days),
        step_up_for: minutes(life.step_up_minutes),
        refresh_idle: days(life.refresh_idle_days),
        refresh_retry: Duration::from_secs(life.refresh_retry_seconds.into()),
        key_published_ahead: minutes(life.key_published_ahead_minutes),
        failures_before_delays: limits.failures_before_delays,
        most_methods: limits.methods_per_account as usize,
    }
}

fn minutes(count: u32) -> Duration {
    Duration::from_mins(count.into())
}

fn days(count: u32) -> Duration {
    Duration::from_hours(24 * u64::from(count))
}
