//! Recovery codes (I5).

use crate::authenticators::with_app;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};

impl Server {
    pub(crate) async fn recovery_codes(&self, browser: &Browser) -> Vec<String> {
        let made = self.call(browser, "/api/security/recovery-codes", json!({})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text);
        let codes = made.json()["codes"].as_array().expect("a list").clone();
        codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_and_a_new_set_invalidates_the_old_one() {
    let (server, browser, _) = with_app().await;
    let codes = server.recovery_codes(&browser).await;
    assert_eq!(codes.len(), 10);
    let with = async |code: &str| {
        let mut browser = Browser::default();
        assert!(server.needs_second_step(&mut browser).await);
        server.second_step(&browser, json!({ "code": code })).await
    };
    assert_eq!(
        with(&codes[0].to_lowercase().replace('-', " ")).await.status,
        StatusCode::OK,
        "in lower case and with spaces"
    );
    assert_eq!(with(&codes[0]).await.error(), "wrong-recovery-code", "once");
    assert_eq!(server.read(&browser, "/api/security").await.json()["recovery_codes"], 9);
    let new = server.recovery_codes(&browser).await;
    assert_eq!(with(&codes[1]).await.error(), "wrong-recovery-code", "invalidated");
    for code in &new {
        assert_eq!(with(code).await.status, StatusCode::OK);
    }
    assert_eq!(server.read(&browser, "/api/security").await.json()["recovery_codes"], 0, "used up");
}

#[tokio::test]
async fn codes_that_newer_ones_have_replaced_are_not_confirmed_and_turn_nothing_on() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let make = async || server.call(&browser, "/api/security/recovery-codes", json!({})).await.json()["set"].clone();
    let confirm =
        async |set: &Value| server.call(&browser, "/api/security/recovery-codes/confirm", json!({ "set": set })).await;
    let turn_on =
        async |set: &Value| server.call(&browser, "/api/security/two-step", json!({ "on": true, "set": set })).await;
    let (replaced, newest) = (make().await, make().await);
    for set in [&replaced, &json!(u64::MAX)] {
        let refused = confirm(set).await;
        assert_eq!((refused.status, &*refused.error()), (StatusCode::GONE, "ceremony-over"), "{set}");
        assert_eq!(turn_on(set).await.error(), "ceremony-over", "{set}");
    }
    assert_eq!(server.read(&browser, "/api/security").await.json()["two_step"], false);
    assert_eq!(confirm(&newest).await.json()["recovery_codes"], 10);
    assert_eq!(turn_on(&newest).await.json()["two_step"], true);
    assert_eq!(server.switch_two_step(&browser, true).await.json()["two_step"], true, "an older page names no set");
    server.advance(11 * 60);
    assert_eq!(turn_on(&newest).await.error(), "step-up-needed");
    assert_eq!(confirm(&newest).await.status, StatusCode::OK, "it changes nothing");
}

#[tokio::test]
async fn a_set_of_codes_is_confirmed_to_its_own_account_only() {
    let server = Server::start().await;
    let owner = server.sign_in_with_code().await;
    server.recovery_codes(&owner).await;
    server.add_account("bea@example.com").await;
    let other = server.browser("bea@example.com").await;
    let confirmed = server.call(&other, "/api/security/recovery-codes/confirm", json!({ "set": 1 })).await;
    assert_eq!(confirmed.error(), "ceremony-over");
    let confirmed = server.call(&owner, "/api/security/recovery-codes/confirm", json!({ "set": 1 })).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
}
