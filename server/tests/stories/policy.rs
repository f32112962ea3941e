//! The numbers that an operator can set (I1, I3, S8, S10, D2).

use crate::server::{Browser, Server};
use axum::http::StatusCode;
use domain::Moment;
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

#[test]
fn every_setting_reaches_the_policy_in_its_unit() {
    let life = Life {
        established_days: 1,
        trusted_days: 2,
        session_idle_days: 3,
        step_up_minutes: 4,
        refresh_idle_days: 5,
        refresh_retry_seconds: 6,
        key_published_ahead_minutes: 7,
        single_use_code_minutes: 8,
        ..Life::default()
    };
    let limits = Limits { resend_after_seconds: 9, ..Limits::default() };
    let policy = Config { life, limits, ..Config::default() }.policy();
    let days = |count: u64| Duration::from_hours(24 * count);
    assert_eq!([policy.established_after, policy.trusted_for, policy.session_idle], [days(1), days(2), days(3)]);
    assert_eq!(policy.step_up_for, Duration::from_mins(4));
    assert_eq!(policy.refresh_idle, days(5));
    assert_eq!(policy.refresh_retry, Duration::from_secs(6));
    assert_eq!(policy.key_published_ahead, Duration::from_mins(7));
    assert_eq!([policy.code_life, policy.resend_after], [Duration::from_mins(8), Duration::from_secs(9)]);
    let ahead = domain::rules::keys::is_due(Moment(0), Moment(0) + days(90) - Duration::from_mins(7), &policy);
    assert!(ahead, "the next key is published seven minutes before it signs");
}
