//! A clock that was a year ahead for a moment and was set right: times that were stored in that moment aren't believed (O10).

use crate::authenticators::with_app;
use crate::server::{Answer, Browser, PASSWORD, Server};
use crate::tokens::{introspect, link, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::Moment;
use serde_json::{Value, json};
use server::config::{Config, Limits, Secret};
use server::delivery::{Carriers, deliver_due};
use server::grants::keys::KeyRing;
use server::store::Lane;

const ANN: &str = "ann@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";
const YEAR: i64 = 365 * 24 * 3600;
const MONTH: u64 = 30 * 24 * 3600;

/// A server where a network can open five device authorizations a minute.
pub(super) async fn with_five_a_minute() -> Server {
    let limits = Limits { device_authorizations_per_minute: 5, ..Limits::default() };
    Server::with(Config { limits, ..Config::default() }).await
}

pub(super) async fn opens_authorization(server: &Server) -> bool {
    server.form("/oauth/device_authorization", &[("client_id", "tv")]).await.status == StatusCode::OK
}

pub(super) async fn sign_in(server: &Server, browser: &Browser, password: &str) -> Answer {
    server.call(browser, SIGN_IN, json!({ "name": ANN, "password": password })).await
}

pub(super) async fn is_signed_in(server: &Server, browser: &Browser) -> bool {
    server.read(browser, "/api/devices").await.status == StatusCode::OK
}

/// A change that needs a step-up.
async fn make_recovery_codes(server: &Server, browser: &Browser) -> Answer {
    server.call(browser, "/api/security/recovery-codes", json!({})).await
}

#[tokio::test]
async fn attempts_count_once_more_in_a_limits_window() {
    let server = with_five_a_minute().await;
    server.set_clock(YEAR);
    assert!(opens_authorization(&server).await);
    server.set_clock(-YEAR);
    for n in 0..4 {
        assert!(opens_authorization(&server).await, "{n}");
    }
    assert!(!opens_authorization(&server).await, "the one before counts as well");
    server.advance(60);
    assert!(opens_authorization(&server).await);
}

#[tokio::test]
async fn a_limit_that_was_reached_ends_after_its_window() {
    let server = with_five_a_minute().await;
    server.set_clock(YEAR);
    while opens_authorization(&server).await {}
    server.set_clock(-YEAR);
    server.tidy().await;
    server.advance(59);
    assert!(!opens_authorization(&server).await);
    server.advance(1);
    assert!(opens_authorization(&server).await, "a request that is refused doesn't make it longer");
}

#[tokio::test]
async fn the_delay_after_wrong_passwords_ends() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    for _ in 0..10 {
        assert_eq!(sign_in(&server, &Browser::default(), "wrong").await.error(), "wrong-password");
    }
    server.set_clock(-YEAR);
    let waits = sign_in(&server, &Browser::default(), PASSWORD).await;
    assert_eq!((waits.error(), &waits.json()["retry_after_s"]), ("too-many".into(), &json!(30)));
    server.tidy().await;
    server.advance(29);
    assert_eq!(sign_in(&server, &Browser::default(), PASSWORD).await.error(), "too-many");
    server.advance(1);
    assert_eq!(sign_in(&server, &Browser::default(), PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_step_up_has_expired_and_its_session_has_not() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    let mut browser = server.sign_in_with_code().await;
    assert_eq!(make_recovery_codes(&server, &browser).await.status, StatusCode::OK);
    server.set_clock(-YEAR);
    assert_eq!(make_recovery_codes(&server, &browser).await.error(), "step-up-needed");
    assert!(is_signed_in(&server, &browser).await);
    server.complete_step_up(&mut browser).await;
    assert_eq!(make_recovery_codes(&server, &browser).await.status, StatusCode::OK);
    server.advance(MONTH);
    assert!(!is_signed_in(&server, &browser).await, "a month without use ends it");
}

#[tokio::test]
async fn a_replaced_cookie_no_longer_works() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    let mut browser = server.browser(ANN).await;
    let copy = browser.clone();
    server.complete_step_up(&mut browser).await;
    assert!(is_signed_in(&server, &copy).await);
    server.set_clock(-YEAR);
    assert!(!is_signed_in(&server, &copy).await);
    assert!(is_signed_in(&server, &browser).await, "the newest one does");
}

#[tokio::test]
async fn a_sign_in_no_longer_waits_for_its_second_step() {
    let server = Server::start().await;
    server.browser(ANN).await; // so that the next browser is asked for a code
    server.set_clock(YEAR);
    let mut browser = Browser::default();
    let answer = sign_in(&server, &browser, PASSWORD).await;
    assert_eq!(answer.json()["pending"], true);
    browser.take_cookie(&answer);
    server.set_clock(-YEAR);
    assert_eq!(server.read(&browser, "/api/session").await.json()["pending"], false);
    let asked = server.call(&browser, "/api/verify/request", json!({ "method": 1 })).await;
    assert_eq!(asked.error(), "nothing-to-verify");
}

#[tokio::test]
async fn a_session_on_a_shared_computer_has_expired() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    let body = json!({ "name": ANN, "password": PASSWORD, "shared": true });
    let answer = server.call(&Browser::default(), SIGN_IN, body).await;
    let account = answer.json()["current"].as_str().map(str::to_owned);
    let mut browser = Browser { account, ..Browser::default() };
    browser.take_cookie(&answer);
    assert!(is_signed_in(&server, &browser).await);
    server.set_clock(-YEAR);
    assert!(!is_signed_in(&server, &browser).await, "nobody knows for how long it was idle");
    let elsewhere = server.browser(ANN).await;
    let list = server.read(&elsewhere, "/api/session/list").await.json();
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(1), "{list}");
}

#[tokio::test]
async fn a_browser_is_no_longer_trusted() {
    let (server, owner, app) = with_app().await;
    server.set_clock(YEAR);
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let trust = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
    browser.take_cookie(&server.second_step(&browser, trust).await);
    assert!(!server.needs_second_step(&mut browser).await);
    server.set_clock(-YEAR);
    assert_eq!(server.read(&owner, "/api/security").await.json()["trusted_browsers"], json!([]));
    assert!(server.needs_second_step(&mut browser).await);
}

#[tokio::test]
async fn a_browser_that_was_signed_out_is_no_longer_known() {
    let (server, days) = (Server::start().await, YEAR / 73);
    let browser = server.browser(ANN).await;
    server.set_clock(days); // so few that the session is still there
    assert!(is_signed_in(&server, &browser).await);
    let left = server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    server.set_clock(-days);
    for _ in 0..10 {
        assert_eq!(sign_in(&server, &Browser::default(), "wrong").await.error(), "wrong-password");
    }
    assert_eq!(sign_in(&server, &browser, PASSWORD).await.error(), "too-many", "it waits like a stranger's");
    server.advance(30);
    assert_eq!(sign_in(&server, &browser, PASSWORD).await.json()["pending"], true, "a code is asked for");
}

#[tokio::test]
async fn an_app_works_again_and_each_of_its_codes_once() {
    let (server, _, app) = with_app().await;
    let enter = async |code: String| {
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        server.second_step(&browser, json!({ "method": 2, "code": code })).await
    };
    server.set_clock(YEAR);
    assert_eq!(enter(app.code_at(&server, 0)).await.status, StatusCode::OK);
    server.set_clock(-YEAR);
    let code = app.code_at(&server, 0);
    assert_eq!(enter(code.clone()).await.status, StatusCode::OK);
    assert_eq!(enter(code.clone()).await.error(), "authenticator-code-used");
    // A clock that is corrected a little doesn't make a code work again.
    server.set_clock(-60);
    assert_eq!(enter(app.code_at(&server, 0)).await.error(), "authenticator-code-used");
    server.set_clock(60);
    assert_eq!(enter(code).await.error(), "authenticator-code-used");
}

#[tokio::test]
async fn a_device_must_ask_again() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    server.set_clock(YEAR);
    let before = server.device().await;
    assert_eq!(server.poll(&before).await.error(), "authorization_pending");
    server.set_clock(-YEAR);
    assert_eq!(server.poll(&before).await.error(), "expired_token");
    let approve = async |code: &str| server.call(&browser, "/api/link/approve", json!({ "code": code })).await;
    assert_eq!(approve(&before.user_code).await.error(), "code-expired");
    let device = server.device().await;
    assert_eq!(server.poll(&device).await.error(), "authorization_pending", "its ID is of today");
    assert_eq!(approve(&device.user_code).await.status, StatusCode::OK);
    assert_eq!(server.poll(&device).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_access_token_is_inactive_until_the_device_refreshes() {
    let (server, _) = linked().await;
    server.set_clock(YEAR);
    let tokens = link(&server, "openid email offline_access").await;
    let is_active = async |tokens: &Value| introspect(&server, &text(tokens, "access_token")).await["active"] == true;
    assert!(is_active(&tokens).await);
    server.set_clock(-YEAR);
    assert!(!is_active(&tokens).await);
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    let next = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    assert!(is_active(&next).await);
}

#[tokio::test]
async fn a_replaced_secret_of_a_client_no_longer_works() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "access_token");
    server.set_clock(YEAR);
    let secret = Secret("another secret of thirty-two characters".into());
    server.ctx.store.rotate_secret("api".into(), &secret, false).await.expect("rotated");
    server.ctx.clients.refresh(&server.ctx.store).await.expect("read");
    assert_eq!(introspect(&server, &token).await["active"], false, "the old one works for a day");
    server.set_clock(-YEAR);
    assert_eq!(introspect(&server, &token).await["error"], "invalid_client");
}

#[tokio::test]
async fn a_key_that_was_published_delays_no_other() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    server.tidy().await;
    assert_eq!(server.rows("signing_key"), 2);
    server.set_clock(-YEAR);
    let (ctx, now) = (&server.ctx, server.clock.now());
    let signs_from = Moment(now.0 + 600_000);
    assert!(KeyRing::rotate(&ctx.store, &ctx.rng, now, signs_from).await.is_ok());
    assert!(KeyRing::rotate(&ctx.store, &ctx.rng, now, signs_from).await.is_err(), "still one at a time");
}

#[tokio::test]
async fn a_message_that_waits_is_due_and_one_with_a_code_is_not_sent() {
    let server = Server::start().await;
    let due = async || server.ctx.store.take_due_messages(Lane::Emails, 9).await.expect("taken");
    server.request_code(json!({ "name": ANN })).await;
    let refused = due().await.pop().expect("a message");
    server.ctx.store.give_up_message(refused.lease, "refused".into(), false).await.expect("written");
    server.set_clock(YEAR);
    server.request_code(json!({ "name": ANN })).await;
    assert_eq!(due().await.len(), 1);
    server.set_clock(-YEAR);
    assert_eq!(due().await.len(), 0);
    server.tidy().await;
    assert_eq!(due().await.len(), 1, "not the one that was given up");
    server.tidy().await;
    assert_eq!(due().await.len(), 0, "it is being delivered");
    server.advance(120);
    let folder = tempfile::tempdir().expect("a folder");
    deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    assert_eq!(std::fs::read_dir(folder.path()).expect("read").count(), 0, "its code has expired");
}
