//! The numbers that an operator chooses, made once from the configuration.

use std::time::Duration;

/// How long things hold, and how many there may be. Each has its bounds where it is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a new sign-in method is there before it is established (I4).
    pub established_after: Duration,
    /// For how long a trusted browser skips the second step (S4).
    pub trusted_for: Duration,
    /// How long a session lives that nobody uses (S10).
    pub session_idle: Duration,
    /// For how long a verification is fresh (I3).
    pub step_up_for: Duration,
    /// How long a family of refresh tokens lives that nobody uses (D2).
    pub refresh_idle: Duration,
    /// Within what time a client whose answer got lost may ask for it again (D2).
    pub refresh_retry: Duration,
    /// How long a new key is published before it signs: whoever caches the key set has it by then (D2).
    pub key_published_ahead: Duration,
    /// Wrong passwords without a delay (S8).
    pub failures_before_delays: u32,
    /// Sign-in methods of one account at most (I1).
    pub most_methods: usize,
}
