//! Verification of an unusual sign-in (S9).

use crate::server::{Answer, Browser, PASSWORD, Server, address, other_code};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::config::Config;

const ANN: &str = "ann@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

impl Server {
    async fn enter_password(&self, browser: &mut Browser) -> Value {
        let answer = self.call(browser, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        browser.take_cookie(&answer);
        answer.json()
    }

    async fn verify(&self, browser: &Browser, code: &str) -> Answer {
        self.call(browser, "/api/verify", json!({ "method": 1, "code": code })).await
    }

    /// Requests a verification code, and reads it from the email.
    async fn verification_code(&self, browser: &Browser) -> String {
        let asked = self.call(browser, "/api/verify/request", json!({ "method": 1 })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        assert_eq!(asked.json()["to"], "an…@example.com", "the response has the masked address");
        let mail = self.newest_mail().await;
        assert!(mail.text.contains("Your verification code"), "{}", mail.text);
        mail.code.expect("a code")
    }
}

/// A server on which Ann has signed in in another browser.
async fn server() -> Server {
    let server = Server::start().await;
    let first = server.enter_password(&mut Browser::default()).await;
    assert_eq!(first["pending"], false, "the first browser of an account needs no verification");
    server
}

#[tokio::test]
async fn a_sign_in_in_a_new_browser_needs_a_code_besides_the_password() {
    let server = server().await;
    let mut browser = Browser::default();
    let session = server.enter_password(&mut browser).await;
    assert_eq!((&session["pending"], session["accounts"].as_array().map(Vec::len)), (&json!(true), Some(0)));
    assert_eq!(
        server.read(&browser, "/api/devices").await.error(),
        "not-signed-in",
        "the password alone doesn't sign in"
    );
    let methods = server.read(&browser, "/api/verify/options").await.json();
    assert_eq!(methods["methods"], json!([{ "id": 1, "kind": "email", "hint": "an…@example.com" }]));
    let code = server.verification_code(&browser).await;
    let answer = server.verify(&browser, &code).await;
    assert_eq!(answer.json()["accounts"][0]["name"], ANN);
    assert_eq!(answer.json()["pending"], false);
    browser.take_cookie(&answer);
    assert_eq!(server.enter_password(&mut browser).await["pending"], false, "the account knows this browser");
}

#[tokio::test]
async fn verification_is_required_until_it_succeeds() {
    let server = Server::start().await;
    for _ in 0..3 {
        server.call(&Browser::default(), SIGN_IN, json!({ "name": ANN, "password": "guessed" })).await;
    }
    for _ in 0..2 {
        let session = server.enter_password(&mut Browser::default()).await;
        assert_eq!(session["pending"], true, "after failures, even the first sign-in needs verification");
    }
}

#[tokio::test]
async fn a_browser_unused_for_a_month_is_no_longer_known() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    let account = browser.account.clone();
    server.call(&browser, "/api/session/sign-out", json!({ "account": account })).await;
    for _ in 0..2 {
        server.advance(15 * 24 * 3600);
        server.read(&browser, "/api/session").await;
    }
    assert_eq!(
        server.enter_password(&mut browser).await["pending"],
        true,
        "visits without a session don't keep a browser known"
    );
    while server.ctx.store.purge().await.expect("purges") {}
    assert_eq!(
        server.enter_password(&mut Browser::default()).await["pending"],
        true,
        "the account doesn't count as new again"
    );
}

#[tokio::test]
async fn a_code_completes_the_sign_in_of_its_own_browser_only() {
    let server = server().await;
    let (mut owner, mut thief) = (Browser::default(), Browser::default());
    server.enter_password(&mut owner).await;
    let code = server.verification_code(&owner).await;
    server.enter_password(&mut thief).await;
    assert_eq!(
        server.verify(&thief, &code).await.error(),
        "wrong-sent-code",
        "the code doesn't work in another browser"
    );
    assert_eq!(server.verify(&owner, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_known_browser_needs_verification_after_three_failures() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    for failures in [2, 3] {
        for _ in 0..failures {
            server.call(&browser, SIGN_IN, json!({ "name": ANN, "password": "guessed" })).await;
        }
        assert_eq!(server.enter_password(&mut browser).await["pending"], failures == 3, "{failures}");
    }
}

#[tokio::test]
async fn a_known_browser_needs_verification_in_another_country() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    let mut browser = Browser { address: Some(address("192.0.2.7")), ..Browser::default() };
    assert_eq!(server.enter_password(&mut browser).await["pending"], false);
    browser.address = Some(address("203.0.113.7"));
    assert_eq!(server.enter_password(&mut browser).await["pending"], false, "the location is unknown");
    browser.address = Some(address("2001:db8::7"));
    assert_eq!(server.enter_password(&mut browser).await["pending"], true, "in Japan, after Austria");
    server.complete(&mut browser).await;
    assert_eq!(server.enter_password(&mut browser).await["pending"], false, "still in Japan");
}

#[tokio::test]
async fn a_waiting_sign_in_expires_after_ten_minutes_and_belongs_to_its_browser() {
    let server = server().await;
    let mut browser = Browser::default();
    server.enter_password(&mut browser).await;
    let code = server.verification_code(&browser).await;
    assert_eq!(server.verify(&Browser::default(), &code).await.error(), "nothing-to-verify");
    let elsewhere = server.enter_code(&Browser::default(), json!({ "name": ANN }), &code).await;
    assert_eq!(elsewhere.error(), "wrong-sent-code", "it doesn't work as a single-use code");
    server.advance(600);
    assert_eq!(server.verify(&browser, &code).await.error(), "nothing-to-verify");
}

#[tokio::test]
async fn guessing_uses_up_a_verification_code_but_not_the_owners_single_use_code() {
    let server = server().await;
    let mut thief = Browser::default();
    server.enter_password(&mut thief).await;
    let code = server.verification_code(&thief).await;
    let wrong = other_code(&code);
    for _ in 0..5 {
        server.verify(&thief, wrong).await;
    }
    assert_eq!(server.verify(&thief, &code).await.error(), "sent-code-spent");
    let single_use = server.code(json!({ "name": ANN })).await;
    assert_eq!(
        server.enter_code(&Browser::default(), json!({ "name": ANN }), &single_use).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_delivery_of_a_verification_code_is_reported_only_to_the_owner() {
    let server = server().await;
    let mut stranger = Browser::default();
    server.enter_password(&mut stranger).await;
    server.verification_code(&stranger).await;
    let stage = async |browser: &Browser, asked: Value| {
        let answer = server.call(browser, "/api/verify/delivery", asked).await;
        answer.json()["stage"].as_str().map(str::to_owned)
    };
    assert_eq!(stage(&stranger, json!({ "method": 1 })).await.as_deref(), Some("untold"), "a password isn't enough");
    server.advance(60);
    let owner = server.browser(ANN).await;
    let step_up = json!({ "account": owner.account, "method": 1 });
    assert_eq!(stage(&owner, step_up.clone()).await.as_deref(), Some("untold"), "no code was sent");
    let asked = server.call(&owner, "/api/verify/request", step_up.clone()).await;
    assert_eq!((asked.status, &asked.json()["tracked"]), (StatusCode::OK, &json!(true)));
    assert_eq!(stage(&owner, step_up).await.as_deref(), Some("waiting"));
    let unknown = json!({ "account": owner.account, "method": 9 });
    assert_eq!(server.call(&owner, "/api/verify/delivery", unknown).await.error(), "method-unknown");
}

#[tokio::test]
async fn failures_with_a_shared_contact_do_not_stop_its_other_owner_from_stepping_up() {
    let server = Server::start().await;
    server.add_account("bea@example.com").await;
    let (ann, mut bea) = (server.sign_in_with_code().await, server.browser("bea@example.com").await);
    server.complete_step_up(&mut bea).await;
    server.advance(60);
    server.add_contact(&bea, ANN).await;
    let account = bea.account.clone();
    for _ in 0..12 {
        let wrong = json!({ "account": account, "method": 2, "code": "000000" });
        server.call(&bea, "/api/verify", wrong).await;
    }
    server.advance(600);
    let mut ann = ann;
    server.complete_step_up(&mut ann).await;
}
