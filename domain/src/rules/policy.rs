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
    /// The time for which a verification is fresh (I3).
    pub step_up_for: Duration,
    /// The time until an unused family of refresh tokens expires (D2).
    pub refresh_idle: Duration,
    /// The time in which a client can repeat a request whose answer was lost (D2).
    pub refresh_retry: Duration,
    /// The time for which a new key is published before it signs, so that cached key sets contain it (D2).
    pub key_published_ahead: Duration,
    /// The number of wrong passwords before delays start (S8).
    pub failures_before_delays: u32,
    /// The most sign-in methods of one account (I1).
    pub most_methods: usize,
}
