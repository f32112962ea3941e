//! A clock that is behind for a moment: times that are right are not replaced by wrong ones (O10).

use super::ahead::{is_signed_in, opens_authorization, sign_in, with_five_a_minute};
use super::in_use;
use crate::authenticators::with_app;
use crate::server::{Browser, PASSWORD, Server};
use crate::tokens::{link_in, linked, refresh, text};
use axum::http::StatusCode;
use serde_json::json;
use server::config::{Config, Life};
use server::delivery::{Carriers, deliver_due};
use server::store::Lane;

const ANN: &str = "ann@example.com";
const DAY: i64 = 24 * 3600;

impl Server {
    /// Sets the clock back for a moment in which `during` happens, and the server tidies up before and after it.
    async fn behind_by(&self, by_s: i64, during: impl AsyncFnOnce()) {
        self.tidy().await;
        self.set_clock(-by_s);
        self.tidy().await;
        during().await;
        self.tidy().await;
        self.set_clock(by_s);
        self.tidy().await;
    }
}

#[tokio::test]
async fn attempts_are_not_forgotten() {
    let server = with_five_a_minute().await;
    for n in 0..4 {
        assert!(opens_authorization(&server).await, "{n}");
    }
    server.behind_by(2 * DAY, async || assert!(opens_authorization(&server).await)).await;
    assert!(!opens_authorization(&server).await, "the one in that moment counts as well");
    server.behind_by(2 * DAY, async || assert!(!opens_authorization(&server).await)).await;
    assert!(!opens_authorization(&server).await);
    server.advance(60);
    assert!(opens_authorization(&server).await);
}

#[tokio::test]
async fn wrong_passwords_are_not_forgotten_and_right_ones_are_not_counted() {
    let server = Server::start().await;
    let enter = async |password: &str| sign_in(&server, &Browser::default(), password).await;
    for _ in 0..8 {
        assert_eq!(enter("wrong").await.error(), "wrong-password");
    }
    let in_that_moment = async || {
        assert_eq!(enter("wrong").await.error(), "wrong-password");
        assert_eq!(enter(PASSWORD).await.status, StatusCode::OK);
    };
    server.behind_by(2 * DAY, in_that_moment).await;
    assert_eq!(enter("wrong").await.error(), "wrong-password", "the tenth");
    assert_eq!(enter(PASSWORD).await.error(), "too-many");
    server.behind_by(2 * DAY, async || assert_eq!(enter(PASSWORD).await.error(), "too-many")).await;
    assert_eq!(enter(PASSWORD).await.error(), "too-many");
}

#[tokio::test]
async fn a_session_goes_on_and_its_browser_stays_known() {
    let (server, browser) = in_use().await;
    server.behind_by(40 * DAY, async || assert!(is_signed_in(&server, &browser).await)).await;
    assert!(is_signed_in(&server, &browser).await);
    server.advance(DAY.unsigned_abs()); // an account forgets a browser that it leaves within a day
    let left = server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    assert_eq!(sign_in(&server, &browser, PASSWORD).await.json()["pending"], false);
}

#[tokio::test]
async fn a_device_that_is_used_keeps_its_access() {
    let (server, tokens) = linked().await;
    let mut token = text(&tokens, "refresh_token");
    let in_that_moment = async || token = text(&refresh(&server, &token).await.json(), "refresh_token");
    server.behind_by(100 * DAY, in_that_moment).await;
    assert_eq!(refresh(&server, &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_device_whose_access_token_is_valid_stays_linked() {
    let life = Life { access_token_minutes: 60, ..Life::default() };
    let server = Server::with(Config { life, ..Config::default() }).await;
    link_in(&server, &server.browser(ANN).await, "openid").await;
    for back in [3600, 2 * DAY] {
        server.behind_by(back, async || {}).await;
        assert_eq!(server.rows("oauth_grant"), 1, "{back}");
    }
}

#[tokio::test]
async fn a_code_of_an_app_does_not_work_again() {
    let (server, _, app) = with_app().await;
    let enter = async |code: &str| {
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        server.second_step(&browser, json!({ "method": 2, "code": code })).await
    };
    for back in [180, 3600, 2 * DAY] {
        server.advance(2 * 3600);
        let before = app.code_at(&server, 0);
        assert_eq!(enter(&before).await.status, StatusCode::OK);
        server.advance(back.unsigned_abs());
        assert_eq!(enter(&app.code_at(&server, 0)).await.status, StatusCode::OK);
        server.behind_by(back, async || assert_eq!(enter(&before).await.error(), "authenticator-code-used")).await;
    }
}

#[tokio::test]
async fn a_refresh_can_be_repeated_after_a_small_step_and_is_only_refused_after_a_large_one() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "refresh_token");
    let next = text(&refresh(&server, &token).await.json(), "refresh_token");
    let again = async || refresh(&server, &token).await;
    server.set_clock(-300);
    assert_eq!(text(&again().await.json(), "refresh_token"), next);
    server.set_clock(-1);
    assert_eq!(again().await.error(), "invalid_grant");
    server.set_clock(301);
    assert_eq!(text(&again().await.json(), "refresh_token"), next, "it wasn't revoked");
    assert_eq!(refresh(&server, &next).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_whose_delivery_failed_during_a_small_step_is_sent() {
    let server = Server::start().await;
    server.request_code(json!({ "name": ANN })).await;
    let taken = server.ctx.store.take_due_messages(Lane::Emails, 1).await.expect("taken").pop().expect("a message");
    server.set_clock(-300);
    server.ctx.store.message_failed(taken.lease, server.clock.now()).await.expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    assert_eq!(std::fs::read_dir(folder.path()).expect("read").count(), 1);
}

#[tokio::test]
async fn a_device_goes_on_polling_after_a_small_step() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let device = server.device().await;
    server.set_clock(-300);
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
    let approved = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text);
    assert_eq!(server.poll(&device).await.status, StatusCode::OK);
}
