//! Two-step verification (S3, S4).

use crate::authenticators::with_app;
use crate::server::{Answer, Browser, PASSWORD, Server, other_code};
use axum::http::StatusCode;
use base64::Engine;
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";
const OTHER: &str = "other@example.com";
const MONTH: u64 = 30 * 24 * 3600;

impl Server {
    pub(crate) async fn switch_two_step(&self, browser: &Browser, on: bool) -> Answer {
        self.call(browser, "/api/security/two-step", json!({ "on": on })).await
    }

    /// Signs Ann in with her password. Returns whether a second step is required.
    pub(crate) async fn needs_second_step(&self, browser: &mut Browser) -> bool {
        let body = json!({ "name": ANN, "password": PASSWORD });
        let answer = self.call(browser, "/api/session/sign-in-with-password", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
        answer.json()["pending"] == true
    }

    pub(crate) async fn second_step(&self, browser: &Browser, body: Value) -> Answer {
        let path = if body.get("method").is_some() { "/api/verify" } else { "/api/verify/recovery-code" };
        self.call(browser, path, body).await
    }

    pub(crate) async fn verify_methods(&self, browser: &Browser) -> Vec<u64> {
        let methods = self.read(browser, "/api/verify/options").await.json();
        methods["methods"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|method| method["id"].as_u64().expect("a number"))
            .collect()
    }
}

#[tokio::test]
async fn two_step_verification_needs_a_second_method_or_recovery_codes() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.switch_two_step(&browser, true).await.error(), "two-step-needs-methods");
    server.recovery_codes(&browser).await;
    assert_eq!(server.switch_two_step(&browser, true).await.status, StatusCode::OK, "recovery codes are enough");
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, OTHER).await;
    server.advance(MONTH);
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.switch_two_step(&browser, true).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_step_cannot_be_repeated_as_the_second() {
    let (server, browser, _) = with_app().await;
    server.add_contact(&browser, OTHER).await;
    server.advance(60);
    let mut browser = Browser::default();
    // The first step is the password, and a verification code goes to the address.
    assert!(server.needs_second_step(&mut browser).await);
    assert_eq!(server.verify_methods(&browser).await, [2, 1, 3]);
    server.call(&browser, "/api/verify/request", json!({ "method": 1 })).await;
    let security_code = server.newest_mail().await.code.expect("a code");
    // Then the first step is a single-use code to the same address, in the same browser.
    server.advance(60);
    let single_use = server.code(json!({ "name": ANN })).await;
    let first = server.enter_code(&browser, json!({ "name": ANN }), &single_use).await;
    assert_eq!((&first.json()["pending"], &first.json()["current"]), (&json!(true), &json!(null)));
    browser.take_cookie(&first);
    assert_eq!(server.verify_methods(&browser).await, [2, 3]);
    assert_eq!(server.call(&browser, "/api/verify/request", json!({ "method": 1 })).await.error(), "method-unknown");
    let relayed = json!({ "method": 1, "code": security_code });
    assert_eq!(server.second_step(&browser, relayed).await.error(), "method-unknown", "both are in one mailbox");
}

#[tokio::test]
async fn wrong_codes_of_an_app_are_limited_and_the_other_methods_still_work() {
    let (server, browser, app) = with_app().await;
    let codes = server.recovery_codes(&browser).await;
    let mut thief = Browser::default();
    assert!(server.needs_second_step(&mut thief).await);
    let right = app.code_at(&server, 0);
    let wrong = other_code(&right);
    for _ in 0..10 {
        let guess = json!({ "method": 2, "code": wrong });
        assert_eq!(server.second_step(&thief, guess).await.error(), "wrong-authenticator-code");
    }
    assert_eq!(server.second_step(&thief, json!({ "method": 2, "code": right })).await.error(), "too-many");
    assert_eq!(server.second_step(&thief, json!({ "code": codes[0] })).await.status, StatusCode::OK);
    let mut known = browser;
    assert!(server.needs_second_step(&mut known).await);
    let shown = json!({ "method": 2, "code": right });
    assert_eq!(server.second_step(&known, shown).await.status, StatusCode::OK, "a known browser has its own limit");
}

#[tokio::test]
async fn a_browser_is_trusted_for_thirty_days_or_until_its_owner_stops_trusting_it() {
    let (server, owner, app) = with_app().await;
    let trusted = async || {
        server.advance(60);
        let mut browser = Browser { user_agent: Some("Firefox/140.0 (Windows)"), ..Browser::default() };
        assert!(server.needs_second_step(&mut browser).await);
        let shown = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
        browser.take_cookie(&server.second_step(&browser, shown).await);
        browser
    };
    let mut browser = trusted().await;
    assert!(!server.needs_second_step(&mut browser).await);
    let info = server.read(&owner, "/api/security").await.json();
    let listed = info["trusted_browsers"].as_array().expect("a list");
    assert_eq!((listed.len(), &listed[0]["here"], &listed[0]["ends_in_s"]), (1, &json!(false), &json!(MONTH)));
    assert_eq!(listed[0]["name"], json!({ "product": "Firefox", "system": "Windows" }));
    let ended = server.call(&owner, "/api/security/end-trust", json!({ "id": listed[0]["id"] })).await;
    assert_eq!(ended.json()["trusted_browsers"], json!([]), "{}", ended.text);
    assert!(server.needs_second_step(&mut browser).await);

    let mut browser = trusted().await;
    for _ in 0..2 {
        server.advance(MONTH / 2 - 1);
        assert!(!server.needs_second_step(&mut browser).await);
    }
    server.advance(2);
    assert!(server.needs_second_step(&mut browser).await, "thirty days have passed, even if the browser was used");
}

#[tokio::test]
async fn with_two_step_verification_a_password_reset_requires_a_second_method() {
    let (server, browser, app) = with_app().await;
    let whom = json!({ "name": ANN });
    let asked = json!({ "for": whom, "purpose": "reset-password" });
    let mut thief = Browser::default();
    server.call(&thief, "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let new = "a lighthouse by the sea";
    let body = json!({ "for": whom, "code": code, "password": new });
    let first = server.call(&thief, "/api/account/reset-password", body).await;
    assert_eq!(first.json()["pending"], true, "{}", first.text);
    thief.take_cookie(&first);
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK, "nothing has changed");
    assert!(server.needs_second_step(&mut Browser::default()).await, "the old password still works");
    assert_eq!(server.verify_methods(&thief).await, [2], "another method than the one that got the code");
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.second_step(&thief, shown).await.status, StatusCode::OK);
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in", "other sessions end");
    let body = |password: &str| json!({ "name": ANN, "password": password });
    let sign_in =
        async |password| server.call(&Browser::default(), "/api/session/sign-in-with-password", body(password)).await;
    assert_eq!(sign_in(PASSWORD).await.error(), "wrong-password");
    assert_eq!(sign_in(new).await.json()["pending"], true);
    let notices = server.messages().await;
    assert!(notices.iter().any(|message| message.text.contains("password was changed")), "the contacts get a notice");
}

#[tokio::test]
async fn two_step_verification_keeps_two_methods_when_one_is_removed() {
    let (server, browser, _) = with_app().await;
    server.add_contact(&browser, OTHER).await;
    server.advance(MONTH);
    let browser = {
        let mut browser = server.sign_in_with_code().await;
        if browser.account.is_none() {
            browser = Browser::default();
            server.needs_second_step(&mut browser).await;
            server.complete(&mut browser).await;
            browser.account = server.read(&browser, "/api/session").await.json()["current"].as_str().map(str::to_owned);
        }
        browser
    };
    assert_eq!(server.remove_method(&browser, 3).await.status, StatusCode::OK);
    assert_eq!(server.remove_method(&browser, 2).await.error(), "two-step-needs-methods");
    server.recovery_codes(&browser).await;
    assert_eq!(server.remove_method(&browser, 2).await.status, StatusCode::OK, "recovery codes count as a method");
}

#[tokio::test]
async fn two_addresses_of_one_mailbox_count_as_one_method() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.advance(60);
    server.add_contact(&browser, "ann+2@example.com").await;
    assert_eq!(server.switch_two_step(&browser, true).await.error(), "two-step-needs-methods");
    server.recovery_codes(&browser).await;
    assert_eq!(server.switch_two_step(&browser, true).await.status, StatusCode::OK);
    server.advance(60);
    let code = server.code(json!({ "name": ANN })).await;
    let mut waiting = Browser::default();
    waiting.take_cookie(&server.enter_code(&waiting, json!({ "name": ANN }), &code).await);
    assert_eq!(server.verify_methods(&waiting).await, [0_u64; 0], "both addresses have the same mailbox");
}

#[tokio::test]
async fn a_password_thief_cannot_stop_the_owner_from_resetting_the_password() {
    let (server, _, app) = with_app().await;
    let mut thief = Browser::default();
    server.needs_second_step(&mut thief).await;
    let wrong = other_code(&app.code_at(&server, 0));
    for _ in 0..11 {
        server.second_step(&thief, json!({ "method": 2, "code": wrong })).await;
    }
    let mut owner = Browser::default();
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&owner, "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": "walnut harbour 42 tides" });
    owner.take_cookie(&server.call(&owner, "/api/account/reset-password", reset).await);
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0) });
    assert_eq!(server.second_step(&owner, shown).await.status, StatusCode::OK);
}

#[tokio::test]
async fn ending_a_session_cancels_the_sign_in_that_waits_in_it() {
    let (server, owner, _) = with_app().await;
    let mut thief = owner.clone();
    assert!(server.needs_second_step(&mut thief).await);
    let out = server.call(&thief, "/api/session/sign-out", json!({ "account": owner.account })).await;
    assert_eq!(out.json()["pending"], false, "{}", out.text);
    assert_eq!(server.read(&thief, "/api/verify/options").await.error(), "nothing-to-verify");
}

#[tokio::test]
async fn changing_the_password_and_signing_out_everywhere_end_trust() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    let trust = async |browser: &mut Browser| {
        server.advance(60);
        assert!(server.needs_second_step(browser).await);
        let answer =
            server.second_step(browser, json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true })).await;
        browser.take_cookie(&answer);
        browser.account = answer.json()["current"].as_str().map(str::to_owned);
    };
    trust(&mut browser).await;
    let everywhere = server.call(&browser, "/api/session/sign-out-everywhere", json!({})).await;
    assert_eq!(everywhere.status, StatusCode::OK, "{}", everywhere.text);
    trust(&mut browser).await;
    let changed = server.call(&browser, "/api/account/change-password", json!({ "password": PASSWORD })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    browser.take_cookie(&changed);
    assert!(server.needs_second_step(&mut browser).await);
}

#[tokio::test]
async fn a_waiting_sign_in_stays_when_another_account_is_chosen_and_ends_when_the_password_changes() {
    let (server, _, app) = with_app().await;
    server.add_account("bea@example.com").await;
    let mut browser = server.browser("bea@example.com").await;
    assert!(server.needs_second_step(&mut browser).await);
    let chosen = server.call(&browser, "/api/session/choose-account", json!({ "account": browser.account })).await;
    assert_eq!(chosen.json()["pending"], false, "{}", chosen.text);
    assert_eq!(server.read(&browser, "/api/verify/options").await.json()["name"], "an…@example.com", "Ann's");

    // A reset waits in a browser in which the owner then changes the password.
    let mut browser = Browser::default();
    server.needs_second_step(&mut browser).await;
    let signed_in = server.second_step(&browser, json!({ "method": 2, "code": app.code_at(&server, 0) })).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    let asked = json!({ "for": { "name": ANN }, "purpose": "reset-password" });
    server.call(&browser, "/api/single-use-code/request", asked).await;
    let code = server.newest_mail().await.code.expect("a code");
    let reset = json!({ "for": { "name": ANN }, "code": code, "password": "a lighthouse by the sea" });
    let waiting = server.call(&browser, "/api/account/reset-password", reset).await;
    assert_eq!(waiting.json()["pending"], true);
    browser.take_cookie(&waiting);
    server.advance(30);
    let account = browser.account.clone();
    let stepped_up = json!({ "account": account, "method": 2, "code": app.code_at(&server, 0) });
    browser.take_cookie(&server.second_step(&browser, stepped_up).await);
    let new = json!({ "password": "walnut harbour 42 tides" });
    let changed = server.call(&browser, "/api/account/change-password", new).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    browser.take_cookie(&changed);
    assert_eq!(server.read(&browser, "/api/verify/options").await.error(), "nothing-to-verify");
}

#[tokio::test]
async fn tokens_report_the_methods_of_the_owners_sign_in() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    server.needs_second_step(&mut browser).await;
    let signed_in = server.second_step(&browser, json!({ "method": 2, "code": app.code_at(&server, 0) })).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let tokens = server.poll(&device).await.json();
    for token in ["id_token", "access_token"] {
        let claims = tokens[token].as_str().and_then(|token| token.split('.').nth(1)).expect("a token");
        let claims = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64");
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["amr"], json!(["pwd", "otp", "mfa"]), "{token}");
        assert_eq!(claims["acr"], "urn:countersign:acr:two-step", "{token}");
    }
}
