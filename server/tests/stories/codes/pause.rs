//! The pause between two codes to one contact (U4).

use super::{ANN, OTHER, PHONE, REQUEST, WRONG, name, server, signed_in_with_code, with_method};
use crate::authenticators::with_app;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::json;
use server::config::{Config, Limits};

const NEW: &str = "new@example.com";

/// Requests a single-use code for Ann. Returns the seconds to wait, if it isn't sent.
async fn wait(server: &Server, browser: &Browser) -> Option<u64> {
    let answer = server.call(browser, REQUEST, json!({ "for": name(ANN) })).await;
    if answer.status == StatusCode::OK { None } else { answer.json()["retry_after_s"].as_u64() }
}

#[tokio::test]
async fn a_code_for_another_purpose_is_sent_at_once() {
    let server = server().await;
    server.call(&Browser::default(), REQUEST, json!({ "for": name(NEW), "purpose": "create-account" })).await;
    let code = server.messages().await.pop().and_then(|mail| mail.code).expect("a code");
    let created = json!({ "for": name(NEW), "code": code });
    assert_eq!(server.call(&Browser::default(), "/api/account/create", created).await.status, StatusCode::OK);
    assert_eq!(server.request_code(name(NEW)).await.status, StatusCode::OK, "the first single-use code");
    assert_eq!(server.request_code(name(NEW)).await.error(), "too-many");
}

#[tokio::test]
async fn the_pause_is_over_in_the_browser_that_entered_the_code_and_nobody_elsewhere_notices() {
    let (server, _, _) = with_app().await;
    let code = server.code(name(ANN)).await;
    let mut browser = Browser::default();
    let answer = server.enter_code(&browser, name(ANN), &code).await;
    assert_eq!(answer.json()["pending"], true, "the account doesn't know the browser before the second step");
    browser.take_cookie(&answer);
    assert_eq!(wait(&server, &Browser::default()).await, Some(60), "N1");
    assert_eq!(server.request_code(name(NEW)).await.status, StatusCode::OK, "to another name, in between");
    assert_eq!(wait(&server, &browser).await, None);
    assert_eq!(wait(&server, &browser).await, Some(60), "the next code wasn't entered yet");
    server.advance(60);
    assert_eq!(wait(&server, &Browser::default()).await, None);
    assert_eq!(wait(&server, &browser).await, Some(60), "this code was requested elsewhere, and wasn't entered");
}

#[tokio::test]
async fn an_owners_browsers_have_one_pause_until_the_code_is_entered() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let mut other = server.browser(ANN).await;
    assert_eq!(wait(&server, &other).await, None);
    let code = server.newest_mail().await.code.expect("a code");
    assert_eq!(wait(&server, &owner).await, Some(60));
    let entered = server.enter_code(&other, name(ANN), &code).await;
    other.take_cookie(&entered);
    assert_eq!(wait(&server, &owner).await, Some(60), "it was entered in the other browser");
    assert_eq!(wait(&server, &other).await, None);
}

#[tokio::test]
async fn a_wrong_code_after_the_end_of_an_entered_one_does_not_begin_its_pause_again() {
    let limits = Limits { resend_after_seconds: 1200, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let mut owner = server.browser(ANN).await;
    assert_eq!(wait(&server, &owner).await, None);
    let code = server.newest_mail().await.code.expect("a code");
    owner.take_cookie(&server.enter_code(&owner, name(ANN), &code).await);
    server.advance(600);
    server.enter_code(&Browser::default(), name(ANN), WRONG).await;
    assert_eq!(wait(&server, &owner).await, None);
}

#[tokio::test]
async fn another_account_with_the_same_phone_does_not_begin_the_owners_pause() {
    let server = server().await;
    let owner = signed_in_with_code(&server, "bea@example.com").await;
    let other = with_method(&server, OTHER, PHONE).await;
    let of_other = json!({ "for": { "name": OTHER, "phone": PHONE } });
    for (browser, body) in [(&other, of_other), (&owner, json!({ "for": name(PHONE) }))] {
        let asked = server.call(browser, REQUEST, body.clone()).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        assert_eq!(server.call(browser, REQUEST, body).await.error(), "too-many", "each has a pause of its own");
    }
}

#[tokio::test]
async fn two_accounts_that_add_the_same_address_do_not_wait_for_each_other() {
    let server = server().await;
    server.add_account(OTHER).await;
    let browsers = [signed_in_with_code(&server, ANN).await, signed_in_with_code(&server, OTHER).await];
    for browser in &browsers {
        let request = async || {
            let body = json!({ "contact": NEW });
            server.call(browser, "/api/security/contact/request", body).await
        };
        let asked = request().await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        assert_eq!(request().await.error(), "too-many", "each has a pause of its own");
    }
}
