//! A code is accepted once, even with a thousand concurrent requests (N2), and an ID has one row, even if several servers draw it.

use crate::server::{Device, Server};
use crate::tokens::text;
use axum::http::StatusCode;
use serde_json::json;
use server::secrets::Token;
use std::collections::HashSet;
use std::sync::Arc;

const AT_ONCE: usize = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_of_a_thousand_concurrent_approvals_succeeds() {
    let server = Arc::new(Server::start().await);
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (server, browser, code) = (Arc::clone(&server), browser.clone(), device.user_code.clone());
            tokio::spawn(async move { server.call(&browser, "/api/link/approve", json!({ "code": code })).await })
        })
        .collect();
    let mut linked = 0;
    for task in tasks {
        let answer = task.await.expect("answers");
        if answer.status == StatusCode::OK { linked += 1 } else { assert_eq!(answer.error(), "code-used") }
    }
    assert_eq!(linked, 1);
    assert_eq!(server.read(&browser, "/api/devices").await.json()["devices"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_concurrent_token_requests_get_the_tokens_of_one_grant() {
    let server = Arc::new(Server::start().await);
    let asked = [("client_id", "tv"), ("scope", "openid offline_access")];
    let device = Device::read(&server.form("/oauth/device_authorization", &asked).await.json());
    let browser = server.browser("ann@example.com").await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let tasks: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (server, device) = (Arc::clone(&server), device.clone());
            tokio::spawn(async move { server.poll(&device).await })
        })
        .collect();
    let mut refresh_tokens = HashSet::new();
    for task in tasks {
        let answer = task.await.expect("answers");
        assert_eq!(answer.status, StatusCode::OK, "the answer to the first may be lost: {}", answer.text);
        refresh_tokens.insert(text(&answer.json(), "refresh_token"));
    }
    assert_eq!((refresh_tokens.len(), server.rows("oauth_grant"), server.rows("refresh_family")), (1, 1, 1));
    server.advance(11);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_one_of_a_concurrent_approval_and_decline_succeeds() {
    let server = Arc::new(Server::start().await);
    let browser = server.browser("ann@example.com").await;
    for _ in 0..50 {
        let device = server.device().await;
        let decide = |path: &'static str| {
            let (server, browser, code) = (Arc::clone(&server), browser.clone(), device.user_code.clone());
            tokio::spawn(async move { server.call(&browser, path, json!({ "code": code })).await.status })
        };
        let (approved, declined) = (decide("/api/link/approve"), decide("/api/link/decline"));
        let outcome = [approved.await.expect("answers"), declined.await.expect("answers")];
        assert_eq!(outcome.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{outcome:?}");
    }
}

// It also passes if no poll overlaps the removal: fifty rounds make that unlikely.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_is_removed_while_it_polls_is_denied_access_or_has_its_tokens() {
    let server = Arc::new(Server::start().await);
    let browser = server.browser("ann@example.com").await;
    for _ in 0..50 {
        let device = server.device().await;
        let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
        let removal = json!({ "device": linked.json()["device"] });
        let polls: Vec<_> = (0..3)
            .map(|_| {
                let (server, device) = (Arc::clone(&server), device.clone());
                tokio::spawn(async move { server.poll(&device).await })
            })
            .collect();
        let removed = server.call(&browser, "/api/devices/remove", removal).await;
        assert_eq!(removed.status, StatusCode::OK, "{}", removed.text);
        let mut answers = Vec::new();
        for poll in polls {
            answers.push(poll.await.expect("answers"));
        }
        // If one of them has collected the tokens, the device code is used up for the others.
        let expected = if answers.iter().any(|answer| answer.status == StatusCode::OK) {
            "invalid_grant"
        } else {
            "access_denied"
        };
        for answer in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
            assert_eq!(answer.error(), expected);
        }
    }
}

#[tokio::test]
async fn a_new_browser_whose_id_is_taken_gets_another_one_and_takes_over_nothing() {
    let server = Server::start().await;
    let last = Token::parse(&server.device().await.device_code).expect("a device code").id;
    // An ID is the one after the last, unless its time makes it larger, which a clock that is a second behind prevents.
    server.set_clock(-1);
    for id in last + 1..=last + 5 {
        let seen = server.clock.now().0;
        server.execute(&format!("INSERT INTO browser (id, secret, seen) VALUES ({id}, zeroblob(32), {seen})"));
    }
    let browser = server.browser("ann@example.com").await;
    let cookie = browser.cookie.as_deref().and_then(|cookie| cookie.strip_prefix("session=")).expect("a cookie");
    assert_eq!(Token::parse(cookie).expect("a token").id, last + 6, "the five before it were drawn, too");
    assert_eq!(server.rows("browser WHERE secret = zeroblob(32)"), 5, "another server's browsers keep their cookies");
    assert_eq!(server.rows("session"), 1);
}
