//! Randomness for tests, where the same seed gives the same numbers, and the default policy.

use domain::rules::policy::Policy;
use std::time::Duration;

use domain::code::UserCode;
use domain::code::user::Format;

/// A source of random numbers for each seed (`SplitMix64`).
pub(crate) fn draws(seed: u32) -> impl FnMut(u32) -> u32 {
    let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(below)).expect("below fits")
    }
}

/// A valid user code.
pub(crate) fn example(format: Format) -> UserCode {
    UserCode::generate(format, &mut draws(42))
}

/// The default policy.
pub(crate) const POLICY: Policy = Policy {
    established_after: Duration::from_hours(24 * 30),
    trusted_for: Duration::from_hours(24 * 30),
    session_idle: Duration::from_hours(24 * 30),
    shared_idle: Duration::from_mins(30),
    step_up_for: Duration::from_mins(10),
    access_token: Duration::from_mins(10),
    refresh_idle: Duration::from_hours(24 * 90),
    refresh_retry: Duration::from_secs(10),
    key_published_ahead: Duration::from_mins(10),
    failures_before_delays: 10,
    sign_ins_per_account: 60,
    code_life: Duration::from_mins(10),
    resend_after: Duration::from_mins(1),
    codes_per_hour: 5,
    codes_per_day: 10,
    codes_per_address: 30,
    wrong_codes_per_account: 10,
    unanswered_texts: 20,
    unanswered_texts_of_range: 100,
    unanswered_texts_of_country: 1000,
    notices_per_day: 10,
    unknown_codes_per_account: 10,
    unknown_codes_per_address: 30,
    device_authorizations_per_minute: 600,
    most_methods: 10,
};
