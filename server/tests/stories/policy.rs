//! The numbers that an operator can set (I1, I3, S8, S10, D2).

use crate::server::{Browser, Server};
use axum::http::StatusCode;
use domain::Moment;
use domain::rules::policy::Policy;
use serde_json::json;
use server::config::{Config, Life, Limits};
use std::time::Duration;

const ANN: &str = "ann@example.com";

async fn with(life: Life, limits: Limits) -> Server {
    Server::with(Config { life, limits, ..Config::default() }).await
}

#[tokio::test]
async fn a_step_up_lasts_for_the_configured_time() {
    let server = with(Life { step_up_minutes: 1, ..Life::default() }, Limits::default()).await;
    let mut browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser).await;
    let change = json!({ "on": false });
    server.advance(59);
    assert_eq!(server.call(&browser, "/api/security/two-step", change.clone()).await.status, StatusCode::OK);
    server.advance(1);
    assert_eq!(server.call(&browser, "/api/security/two-step", change).await.error(), "step-up-needed");
}

#[tokio::test]
async fn an_account_has_at_most_the_configured_number_of_methods() {
    let server = with(Life::default(), Limits { methods_per_account: 2, ..Limits::default() }).await;
    let browser = server.sign_in_with_code().await;
    server.add_app(&browser).await;
    assert_eq!(server.read(&browser, "/api/security").await.json()["limit_reached"], 2);
    let again = server.call(&browser, "/api/security/authenticator/begin", json!({})).await;
    assert_eq!((again.error(), &again.json()["limit"]), ("too-many-methods".into(), &json!(2)));
}

#[tokio::test]
async fn a_session_expires_after_the_configured_idle_time() {
    let server = with(Life { session_idle_days: 1, ..Life::default() }, Limits::default()).await;
    let browser = server.browser(ANN).await;
    server.advance(24 * 60 * 60);
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
}

#[tokio::test]
async fn delays_start_after_the_configured_number_of_failures() {
    let server = with(Life::default(), Limits { failures_before_delays: 1, ..Limits::default() }).await;
    let wrong = json!({ "name": ANN, "password": "not the password" });
    let path = "/api/session/sign-in-with-password";
    assert_eq!(server.call(&Browser::default(), path, wrong.clone()).await.error(), "wrong-password");
    assert_eq!(server.call(&Browser::default(), path, wrong).await.error(), "too-many");
}

// Every field has a number of its own, so that two that are swapped differ. A new setting doesn't compile until it is here.
const LIFE: Life = Life {
    user_code_minutes: 1,
    access_token_minutes: 2,
    single_use_code_minutes: 3,
    established_days: 4,
    trusted_days: 5,
    session_idle_days: 6,
    shared_idle_minutes: 26,
    step_up_minutes: 7,
    refresh_idle_days: 8,
    refresh_retry_seconds: 9,
    key_published_ahead_minutes: 10,
};

const LIMITS: Limits = Limits {
    device_authorizations_per_minute: 11,
    unknown_codes_per_account: 12,
    unknown_codes_per_address: 13,
    resend_after_seconds: 14,
    codes_per_hour: 15,
    codes_per_day: 16,
    codes_per_address: 17,
    wrong_codes_per_account: 18,
    failures_before_delays: 19,
    methods_per_account: 20,
    unanswered_texts: 21,
    connections_per_network: 22,
    unanswered_texts_per_range: 23,
    unanswered_texts_per_country: 24,
    notices_per_day: 25,
    sign_ins_per_account: 27,
};

const POLICY: Policy = Policy {
    code_life: Duration::from_mins(3),
    established_after: days(4),
    trusted_for: days(5),
    session_idle: days(6),
    shared_idle: Duration::from_mins(26),
    step_up_for: Duration::from_mins(7),
    access_token: Duration::from_mins(2),
    refresh_idle: days(8),
    refresh_retry: Duration::from_secs(9),
    key_published_ahead: Duration::from_mins(10),
    device_authorizations_per_minute: 11,
    unknown_codes_per_account: 12,
    unknown_codes_per_address: 13,
    resend_after: Duration::from_secs(14),
    codes_per_hour: 15,
    codes_per_day: 16,
    codes_per_address: 17,
    wrong_codes_per_account: 18,
    failures_before_delays: 19,
    most_methods: 20,
    unanswered_texts: 21,
    unanswered_texts_of_range: 23,
    unanswered_texts_of_country: 24,
    notices_per_day: 25,
    sign_ins_per_account: 27,
};

#[test]
fn every_setting_reaches_the_policy_in_its_unit() {
    assert_eq!(Config { life: LIFE, limits: LIMITS, ..Config::default() }.policy(), POLICY);
    assert_eq!([LIFE.user_code(), LIFE.access_token()], [Duration::from_mins(1), Duration::from_mins(2)]);
}

#[test]
fn the_next_key_is_published_before_it_signs() {
    let life = Life { key_published_ahead_minutes: 7, ..Life::default() };
    let policy = Config { life, ..Config::default() }.policy();
    let due = |ahead| domain::rules::keys::is_due(Moment(0), Moment(0) + days(90) - ahead, &policy);
    assert!(due(Duration::from_mins(7)));
    assert!(!due(Duration::from_mins(8)));
}

const fn days(count: u64) -> Duration {
    Duration::from_hours(24 * count)
}
