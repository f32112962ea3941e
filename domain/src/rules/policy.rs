//! The numbers that the operator sets, made once from the configuration.

use std::time::Duration;

/// Durations and limits. Their bounds are set where they are configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The time until a new sign-in method is established (I4).
    pub established_after: Duration,
    /// The time for which a trusted browser skips the second step (S4).
    pub trusted_for: Duration,
    /// The time until an unused session ends (S10).
    pub session_idle: Duration,
    /// The same on a shared computer, which is always shorter (S11).
    pub shared_idle: Duration,
    /// The time for which a verification is fresh (I3).
    pub step_up_for: Duration,
    /// The lifetime of an access token (D2).
    pub access_token: Duration,
    /// The time until an unused family of refresh tokens expires (D2).
    pub refresh_idle: Duration,
    /// The time in which a client can repeat a request whose answer was lost (D2).
    pub refresh_retry: Duration,
    /// The time for which a new key is published before it signs, so that cached key sets contain it (D2).
    pub key_published_ahead: Duration,
    /// The number of wrong passwords before delays start (S8).
    pub failures_before_delays: u32,
    /// The most sign-ins to one account in an hour, counted apart for each browser that it knows and for all others, and for its password
    /// and its passkeys (N8).
    pub sign_ins_per_account: u32,
    /// The lifetime of a code sent in a message (U3).
    pub code_life: Duration,
    /// The pause before another code can be sent to the same contact (U4).
    pub resend_after: Duration,
    /// The most codes sent to one contact in an hour (U4).
    pub codes_per_hour: u32,
    /// The most codes sent to one contact in a day (U4), and the most texts of one network to one block of numbers (U9).
    pub codes_per_day: u32,
    /// The most codes requested from one network address in an hour (U4).
    pub codes_per_address: u32,
    /// The most wrong codes for one account in a day (U3).
    pub wrong_codes_per_account: u32,
    /// The texts to a block of numbers whose codes aren't entered, before the block is stopped (U9).
    pub unanswered_texts: u32,
    /// The same for a range of a million numbers.
    pub unanswered_texts_of_range: u32,
    /// The same for a country.
    pub unanswered_texts_of_country: u32,
    /// The most notices to one mailbox or phone in a day, before further ones are merged into one message (U9).
    pub notices_per_day: u32,
    /// The most unknown user codes from one account in an hour (L10).
    pub unknown_codes_per_account: u32,
    /// The most unknown user codes from one network address in an hour (L10).
    pub unknown_codes_per_address: u32,
    /// The most new device authorizations from one network address in a minute; 0 means no limit (D1).
    pub device_authorizations_per_minute: u32,
    /// The most sign-in methods of one account (I1).
    pub most_methods: usize,
}
