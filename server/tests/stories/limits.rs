//! Limits (L10, D1) and `slow_down`.

use crate::server::{Browser, Server, address, unknown_code};
use axum::http::StatusCode;
use serde_json::json;

async fn guess(server: &Server, browser: &Browser, path: &str, seed: u64) -> String {
    server.call(browser, path, json!({ "code": unknown_code(seed) })).await.error()
}

#[tokio::test]
async fn ten_unknown_codes_an_hour_for_an_account_whatever_it_does_with_them() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let paths = ["/api/link/look-up", "/api/link/approve", "/api/link/decline"];
    for (seed, path) in (0..10).zip(paths.into_iter().cycle()) {
        assert_eq!(guess(&server, &browser, path, seed).await, "code-unknown");
    }
    for path in paths {
        assert_eq!(guess(&server, &browser, path, 99).await, "too-many");
    }
    let device = server.device().await;
    let known = server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code })).await;
    assert_eq!(known.error(), "too-many", "a right guess must not be told either");
    server.advance(3600);
    assert_eq!(guess(&server, &browser, paths[0], 99).await, "code-unknown");
}

#[tokio::test]
async fn thirty_unknown_codes_an_hour_for_a_network_address() {
    let server = Server::start().await;
    for person in 0..4 {
        server.add_account(&format!("p{person}@example.com")).await;
    }
    for person in 0..3 {
        let browser = server.browser(&format!("p{person}@example.com")).await;
        for seed in 0..10 {
            let heard = guess(&server, &browser, "/api/link/look-up", 10 * person + seed).await;
            assert_eq!(heard, "code-unknown");
        }
    }
    let mut fresh = server.browser("p3@example.com").await;
    assert_eq!(guess(&server, &fresh, "/api/link/look-up", 99).await, "too-many");
    fresh.address = Some(address("198.51.100.1"));
    assert_eq!(guess(&server, &fresh, "/api/link/look-up", 99).await, "code-unknown");
}

#[tokio::test]
async fn a_mistyped_code_costs_no_attempt() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    for _ in 0..20 {
        let answer = server.call(&browser, "/api/link/look-up", json!({ "code": "BCDFG-HJKLM" })).await;
        assert_eq!(answer.json()["fields"][0]["rule"]["rule"], "code", "{}", answer.text);
    }
    assert_eq!(guess(&server, &browser, "/api/link/look-up", 1).await, "code-unknown");
}

#[tokio::test]
async fn six_hundred_authorizations_a_minute_for_a_network_address() {
    let server = Server::start().await;
    for _ in 0..600 {
        server.device().await;
    }
    let ask = async || server.form("/oauth/device_authorization", &[("client_id", "tv")]).await;
    let refused = ask().await;
    assert_eq!(
        (refused.status, refused.headers["retry-after"].to_str().ok()),
        (StatusCode::TOO_MANY_REQUESTS, Some("60"))
    );
    server.advance(60);
    assert_eq!(ask().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_hurried_device_is_slowed_down_and_never_locked_out() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    assert_eq!(server.poll(&device).await.error(), "authorization_pending", "never on the first poll");
    for _ in 0..5 {
        server.advance(1);
        assert_eq!(server.poll(&device).await.error(), "slow_down");
    }
    server.advance(5);
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(server.poll(&device).await.status, StatusCode::OK, "a decision is told to a hurried device, too");
}
