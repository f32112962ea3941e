//! Signing out: the browser is no longer trusted (S4), and one that was used for less than a day is a stranger's again (S10).

use crate::authenticators::with_app;
use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";
const DAY: u64 = 24 * 3600;

impl Server {
    async fn sign_out(&self, browser: &Browser) {
        let answer = self.call(browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
        assert_eq!((answer.status, &answer.json()["accounts"]), (StatusCode::OK, &json!([])), "{}", answer.text);
    }

    /// Signs Ann in with her password. Returns whether a code is asked for as well, as in a browser that the account doesn't know.
    async fn asks_a_code(&self, browser: &mut Browser) -> bool {
        let body = json!({ "name": ANN, "password": PASSWORD });
        let answer = self.call(browser, "/api/session/sign-in-with-password", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
        browser.account = answer.json()["current"].as_str().map(str::to_owned);
        answer.json()["pending"] == true
    }
}

#[tokio::test]
async fn signing_out_ends_the_trust_in_a_browser() {
    let (server, owner, app) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
    let signed_in = server.second_step(&browser, shown).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    server.advance(2 * DAY);
    assert!(!server.needs_second_step(&mut browser).await, "the browser is trusted");
    server.sign_out(&browser).await;
    assert!(server.needs_second_step(&mut browser).await, "with the password");
    let code = server.code(json!({ "name": ANN })).await;
    let by_code = server.enter_code(&browser, json!({ "name": ANN }), &code).await;
    assert_eq!(by_code.json()["pending"], true, "with a single-use code: {}", by_code.text);
    let info = server.read(&owner, "/api/security").await.json();
    assert_eq!(info["trusted_browsers"], json!([]));
}

#[tokio::test]
async fn signing_out_within_a_day_of_the_first_sign_in_makes_the_account_forget_the_browser() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await; // the first of the account, which knows none before
    server.advance(DAY - 1);
    server.sign_out(&browser).await;
    assert!(server.asks_a_code(&mut browser).await, "it is a stranger's again");
    let mut elsewhere = Browser::default();
    assert!(server.asks_a_code(&mut elsewhere).await, "an account without known browsers is no easier to enter");
    server.complete(&mut browser).await;
    let mut browser = signed_in(&server, browser).await;
    server.advance(DAY);
    assert!(!server.asks_a_code(&mut browser).await, "a later sign-in isn't the first one");
    server.sign_out(&browser).await;
    assert!(!server.asks_a_code(&mut browser).await, "a browser that was used for a day stays known");
}

#[tokio::test]
async fn signing_out_everywhere_within_a_day_makes_the_account_forget_this_browser_too() {
    for (waits, forgets) in [(DAY - 1, true), (DAY, false)] {
        let server = Server::start().await;
        let mut browser = server.browser(ANN).await;
        server.advance(waits);
        let out = server.call(&browser, "/api/session/sign-out-everywhere", json!({})).await;
        assert_eq!(out.status, StatusCode::OK, "{}", out.text);
        assert_eq!(server.asks_a_code(&mut browser).await, forgets, "after {waits} s");
    }
}

/// The browser, with the account that its page shows.
async fn signed_in(server: &Server, browser: Browser) -> Browser {
    let session: Value = server.read(&browser, "/api/session").await.json();
    Browser { account: session["current"].as_str().map(str::to_owned), ..browser }
}
