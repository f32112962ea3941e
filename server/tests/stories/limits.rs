//! Limits (L10, D1, U11, N8) and `slow_down`.

use crate::server::{Answer, Browser, Server, address, unknown_code};
use axum::http::StatusCode;
use serde_json::json;

async fn guess(server: &Server, browser: &Browser, path: &str, seed: u64) -> String {
    server.call(browser, path, json!({ "code": unknown_code(seed) })).await.error()
}

#[tokio::test]
async fn an_account_can_enter_ten_unknown_codes_an_hour() {
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
    assert_eq!(known.error(), "too-many", "a right guess must not be revealed either");
    server.advance(3600);
    assert_eq!(guess(&server, &browser, paths[0], 99).await, "code-unknown");
}

#[tokio::test]
async fn a_network_address_can_enter_thirty_unknown_codes_an_hour() {
    let server = Server::start().await;
    for person in 0..4 {
        server.add_account(&format!("p{person}@example.com")).await;
    }
    for person in 0..3 {
        let browser = server.browser(&format!("p{person}@example.com")).await;
        for seed in 0..10 {
            let error = guess(&server, &browser, "/api/link/look-up", 10 * person + seed).await;
            assert_eq!(error, "code-unknown");
        }
    }
    let mut fresh = server.browser("p3@example.com").await;
    assert_eq!(guess(&server, &fresh, "/api/link/look-up", 99).await, "too-many");
    fresh.address = Some(address("198.51.100.1"));
    assert_eq!(guess(&server, &fresh, "/api/link/look-up", 99).await, "code-unknown");
}

#[tokio::test]
async fn a_mistyped_code_does_not_count_as_an_attempt() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    for _ in 0..20 {
        let answer = server.call(&browser, "/api/link/look-up", json!({ "code": "BCDFG-HJKLM" })).await;
        assert_eq!(answer.json()["fields"][0]["rule"]["rule"], "code", "{}", answer.text);
    }
    assert_eq!(guess(&server, &browser, "/api/link/look-up", 1).await, "code-unknown");
}

#[tokio::test]
async fn attempts_before_and_after_the_end_of_an_hour_count_together() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let guess = async |seed| guess(&server, &browser, "/api/link/look-up", seed).await;
    assert_eq!(guess(0).await, "code-unknown");
    server.advance(3599);
    for seed in 1..10 {
        assert_eq!(guess(seed).await, "code-unknown");
    }
    server.advance(1);
    assert_eq!(guess(10).await, "code-unknown", "the first one was an hour ago");
    assert_eq!(guess(11).await, "too-many", "the nine others were a second ago");
    server.advance(3598);
    assert_eq!(guess(11).await, "too-many");
    server.advance(1);
    assert_eq!(guess(11).await, "code-unknown");
}

async fn open_authorization(server: &Server) -> Option<u64> {
    let answer = server.form("/oauth/device_authorization", &[("client_id", "tv")]).await;
    if answer.status == StatusCode::OK {
        return None;
    }
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    answer.headers["retry-after"].to_str().expect("text").parse().ok()
}

#[tokio::test]
async fn a_network_address_can_open_six_hundred_authorizations_a_minute() {
    let server = Server::start().await;
    for _ in 0..600 {
        server.device().await;
    }
    let wait = open_authorization(&server).await.expect("rejected");
    assert!((60..=65).contains(&wait), "a minute, or up to five seconds more: {wait}");
    server.advance(wait - 1);
    assert_eq!(open_authorization(&server).await, Some(1));
    server.advance(1);
    assert_eq!(open_authorization(&server).await, None);
}

#[tokio::test]
async fn authorizations_before_and_after_the_end_of_a_minute_count_together() {
    let server = Server::start().await;
    server.device().await;
    server.advance(59);
    for _ in 0..599 {
        server.device().await;
    }
    server.advance(6);
    server.device().await;
    assert!(open_authorization(&server).await.is_some_and(|wait| wait > 50), "599 were opened six seconds ago");
}

async fn approve(server: &Server, browser: &Browser, code: &str) -> Answer {
    let request = json!({ "code": code, "operation": "b0f9bd3e-6b6b-4a1e-9d5c-5d9f6b3c2a10" });
    server.call(browser, "/api/link/approve", request).await
}

/// Links so many devices, and removes each at once.
async fn link_and_remove(server: &Server, browser: &Browser, number: usize) {
    for _ in 0..number {
        let linked = approve(server, browser, &server.device().await.user_code).await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
        let removal = json!({ "device": linked.json()["device"] });
        assert_eq!(server.call(browser, "/api/devices/remove", removal).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn an_account_links_a_hundred_devices_an_hour_and_two_hundred_a_day_even_if_it_removes_them() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    link_and_remove(&server, &browser, 99).await;
    server.advance(3500);
    let hundredth = server.device().await;
    let linked = approve(&server, &browser, &hundredth.user_code).await.json();
    let waiting = server.device().await;
    let refused = approve(&server, &browser, &waiting.user_code).await;
    assert_eq!((refused.error().as_str(), refused.headers["retry-after"].to_str().ok()), ("too-many", Some("100")));
    let again = approve(&server, &browser, &hundredth.user_code).await;
    assert_eq!(again.json()["device"], linked["device"], "an answer that was lost isn't another device");
    server.add_account("ben@example.com").await;
    let ben = server.browser("ben@example.com").await;
    link_and_remove(&server, &ben, 1).await;
    server.advance(100);
    let late = approve(&server, &browser, &waiting.user_code).await;
    assert_eq!(late.status, StatusCode::OK, "the refusal hasn't used its code up: {}", late.text);

    link_and_remove(&server, &browser, 98).await;
    server.advance(3600);
    link_and_remove(&server, &browser, 1).await;
    let refused = approve(&server, &browser, &server.device().await.user_code).await;
    assert_eq!(refused.error(), "too-many", "two hundred in two hours");
    let wait: u64 = refused.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((22 * 3600..=24 * 3600).contains(&wait), "a day after the first ones, or up to two hours more: {wait}");
    server.advance(wait);
    link_and_remove(&server, &browser, 1).await;
}

#[tokio::test]
async fn a_device_that_polls_too_soon_is_slowed_down_but_never_locked_out() {
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
    assert_eq!(
        server.poll(&device).await.status,
        StatusCode::OK,
        "a device that polls too soon still gets the decision"
    );
}
