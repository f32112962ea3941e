//! The limit on sign-ins with a right password or passkey, which each can add a row to the store and lines to the log (N8).

use crate::passkeys::with_passkey;
use crate::server::{Answer, Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::json;
use server::config::{Config, Limits};

const ANN: &str = "ann@example.com";

impl Server {
    async fn right_password(&self, browser: &Browser, name: &str) -> Answer {
        self.answer_to_password(browser, name, PASSWORD).await
    }

    async fn answer_to_password(&self, browser: &Browser, name: &str, password: &str) -> Answer {
        let body = json!({ "name": name, "password": password });
        self.call(browser, "/api/session/sign-in-with-password", body).await
    }
}

#[tokio::test]
async fn an_intruder_with_the_password_begins_few_sign_ins_and_spends_none_of_the_owners() {
    let limits = Limits { sign_ins_per_account: 3, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    server.add_account("ben@example.com").await;
    let mut owner = server.browser(ANN).await; // the first of the sign-ins in browsers that the account doesn't know
    for _ in 0..2 {
        assert_eq!(server.right_password(&Browser::default(), ANN).await.json()["pending"], true);
    }
    let (rows, refused) = (server.rows("browser"), server.right_password(&Browser::default(), ANN).await);
    assert_eq!((refused.status, refused.error()), (StatusCode::TOO_MANY_REQUESTS, "too-many".into()));
    assert_eq!(refused.json()["retry_after_s"], 3600);
    assert_eq!(server.rows("browser"), rows);
    let wrong = server.answer_to_password(&Browser::default(), ANN, "a wrong one").await;
    assert_eq!(wrong.error(), "wrong-password", "a stranger without the password doesn't learn of the limit");
    for _ in 0..3 {
        let answer = server.right_password(&owner, ANN).await;
        assert_eq!((answer.status, &answer.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", answer.text);
        owner.take_cookie(&answer);
    }
    assert_eq!(server.right_password(&owner, ANN).await.error(), "too-many");
    assert_eq!(server.right_password(&Browser::default(), "ben@example.com").await.status, StatusCode::OK);
    server.advance(3600);
    assert_eq!(server.right_password(&Browser::default(), ANN).await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_browser_that_an_account_knows_has_sign_ins_of_its_own() {
    let limits = Limits { sign_ins_per_account: 3, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let (mut intruder, owner) = (server.browser(ANN).await, server.browser(ANN).await);
    for _ in 0..3 {
        let answer = server.right_password(&intruder, ANN).await;
        assert_eq!((answer.status, &answer.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", answer.text);
        intruder.take_cookie(&answer);
    }
    assert_eq!(server.right_password(&intruder, ANN).await.error(), "too-many");
    let wrong = server.answer_to_password(&intruder, ANN, "a wrong one").await;
    assert_eq!(wrong.error(), "too-many", "the password isn't looked at");
    assert_eq!(server.right_password(&owner, ANN).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_has_sixty_passkey_sign_ins_an_hour() {
    let (server, mut known, mut passkey) = with_passkey().await;
    for _ in 0..60 {
        let answer = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    let refused = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
    assert_eq!(refused.error(), "too-many");
    for _ in 0..60 {
        let answer = server.passkey_sign_in_on(&known, &mut passkey, false).await;
        assert_eq!(answer.status, StatusCode::OK, "a browser that the account knows has its own: {}", answer.text);
        known.take_cookie(&answer);
    }
    passkey.origin = "https://evil.example".into();
    let refused = server.passkey_sign_in_on(&known, &mut passkey, false).await;
    assert_eq!(refused.error(), "too-many", "the answer isn't looked at");
    let refused = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
    assert_eq!(refused.error(), "passkey-refused", "a stranger without the passkey doesn't learn of the limit");
    assert_eq!(
        server.right_password(&Browser::default(), ANN).await.status,
        StatusCode::OK,
        "the password has its own"
    );
}
