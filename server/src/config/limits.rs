//! Lifetimes, and limits on attempts.

use super::ConfigError;
use super::setting::settings;
use domain::rules::keys::LONGEST_PUBLISHED_AHEAD_MIN;
use domain::rules::policy::Policy;
use domain::rules::security_info::MOST_METHODS;
use domain::rules::throttle::LONGEST_WINDOW_S;
use std::time::Duration;

settings! {
    /// Lifetimes and waiting periods.
    pub struct Life {
        /// Minutes until a user code expires.
        user_code_minutes: u32 = 10, 1..=30;
        /// Minutes until an access token expires.
        access_token_minutes: u32 = 10, 1..=60;
        /// Minutes until a code sent in a message expires.
        single_use_code_minutes: u32 = 10, 1..=30;
        /// Days until a new sign-in method is established and can replace the others.
        established_days: u32 = 30, 1..=365;
        /// Days for which a trusted browser skips the second step; at most `session_idle_days`.
        trusted_days: u32 = 30, 1..=365;
        /// Days until an unused session expires and its browser is no longer known.
        session_idle_days: u32 = 30, 1..=365;
        /// Minutes until an unused session on a shared computer expires.
        shared_idle_minutes: u32 = 30, 5..=60;
        /// Minutes for which a verification allows changes to security info.
        step_up_minutes: u32 = 10, 1..=30;
        /// Days until an unused refresh token expires.
        refresh_idle_days: u32 = 90, 1..=365;
        /// Seconds in which a refresh token or a device code can be sent again after its answer was lost.
        refresh_retry_seconds: u32 = 10, 1..=60;
        /// Minutes for which a new signing key is published before it signs.
        key_published_ahead_minutes: u32 = 10, 5..=LONGEST_PUBLISHED_AHEAD_MIN;
    }
}

settings! {
    /// Limits on attempts; 0 turns a limit off, unless its bounds exclude it.
    pub struct Limits {
        /// New device authorizations per minute from one network address.
        device_authorizations_per_minute: u32 = 600;
        /// Unknown user codes per hour from one account.
        unknown_codes_per_account: u32 = 10;
        /// Unknown user codes per hour from one network address.
        unknown_codes_per_address: u32 = 30;
        /// Seconds until another code can be sent to the same contact.
        resend_after_seconds: u32 = 60, 0..=LONGEST_WINDOW_S;
        /// Codes sent to one contact per hour.
        codes_per_hour: u32 = 5;
        /// Codes sent to one contact per day.
        codes_per_day: u32 = 10;
        /// Codes requested per hour from one network address.
        codes_per_address: u32 = 30;
        /// Wrong codes for one account per day.
        wrong_codes_per_account: u32 = 10;
        /// Wrong passwords for one sign-in name before delays start. Each further one makes the delay longer.
        failures_before_delays: u32 = 10, 1..=100;
        /// Sign-ins to one account and step-ups per hour with its password: in each browser that it knows, and in all others. As many with its
        /// passkeys.
        sign_ins_per_account: u32 = 60;
        /// Connections at a time from one network, IPv4 /24 or IPv6 /56; four times as many from an IPv6 /48. Trusted proxies have no limit.
        connections_per_network: u32 = 256;
        /// The most sign-in methods of one account.
        methods_per_account: u32 = MOST_METHODS, 2..=MOST_METHODS;
        /// Texts to a block of ten thousand numbers whose codes aren't entered, before the block is stopped for a day.
        unanswered_texts: u32 = 20;
        /// Texts to a range of a million numbers whose codes aren't entered, before the range is stopped for a day.
        unanswered_texts_per_range: u32 = 100;
        /// Texts to a country whose codes aren't entered, before the country is stopped for a day.
        unanswered_texts_per_country: u32 = 1000;
        /// Notices about one account to one email address or phone per day. Further ones wait, and are merged into one message.
        notices_per_day: u32 = 10, 1..=100;
    }
}

impl Life {
    /// Rejects values that contradict each other.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let Self { trusted_days, session_idle_days, .. } = self;
        if trusted_days <= session_idle_days {
            return Ok(());
        }
        Err(ConfigError::Value(format!(
            "life.trusted_days ({trusted_days}) can't be more than life.session_idle_days ({session_idle_days}), because a browser that \
             isn't used for so long is no longer known; set both"
        )))
    }

    /// The lifetime of a user code.
    pub fn user_code(&self) -> Duration {
        minutes(self.user_code_minutes)
    }

    /// The lifetime of an access token.
    pub fn access_token(&self) -> Duration {
        minutes(self.access_token_minutes)
    }
}

/// The numbers for the domain's rules.
pub(super) fn policy(life: &Life, limits: &Limits) -> Policy {
    Policy {
        established_after: days(life.established_days),
        trusted_for: days(life.trusted_days),
        session_idle: days(life.session_idle_days),
        shared_idle: minutes(life.shared_idle_minutes),
        step_up_for: minutes(life.step_up_minutes),
        access_token: life.access_token(),
        refresh_idle: days(life.refresh_idle_days),
        refresh_retry: seconds(life.refresh_retry_seconds),
        key_published_ahead: minutes(life.key_published_ahead_minutes),
        failures_before_delays: limits.failures_before_delays,
        sign_ins_per_account: limits.sign_ins_per_account,
        code_life: minutes(life.single_use_code_minutes),
        resend_after: seconds(limits.resend_after_seconds),
        codes_per_hour: limits.codes_per_hour,
        codes_per_day: limits.codes_per_day,
        codes_per_address: limits.codes_per_address,
        wrong_codes_per_account: limits.wrong_codes_per_account,
        unanswered_texts: limits.unanswered_texts,
        unanswered_texts_of_range: limits.unanswered_texts_per_range,
        unanswered_texts_of_country: limits.unanswered_texts_per_country,
        notices_per_day: limits.notices_per_day,
        unknown_codes_per_account: limits.unknown_codes_per_account,
        unknown_codes_per_address: limits.unknown_codes_per_address,
        device_authorizations_per_minute: limits.device_authorizations_per_minute,
        most_methods: limits.methods_per_account as usize,
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

fn minutes(count: u32) -> Duration {
    Duration::from_mins(count.into())
}

fn days(count: u32) -> Duration {
    Duration::from_hours(24 * u64::from(count))
}
