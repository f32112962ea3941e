//! Shared computers: a sign-in that leaves nothing behind (S11).

use crate::authenticators::with_app;
use crate::passkey::SoftPasskey;
use crate::passkeys::with_passkey;
use crate::server::{Answer, Browser, PASSWORD, Server, address, other_code};
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use server::config::{Config, Life};

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

impl Server {
    async fn password(&self, browser: &Browser, name: &str, shared: bool) -> Answer {
        self.call(browser, SIGN_IN, json!({ "name": name, "password": PASSWORD, "shared": shared })).await
    }

    /// A browser in which Ann is signed in for the first time, on a shared computer.
    async fn shared(&self) -> Browser {
        let mut browser = Browser::default();
        browser.enter(&self.password(&browser, ANN, true).await);
        browser
    }

    async fn requested_code(&self, browser: &Browser, name: &str, purpose: &str) -> String {
        self.advance(60);
        let body = json!({ "for": { "name": name }, "purpose": purpose });
        let asked = self.call(browser, "/api/single-use-code/request", body).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        self.newest_mail().await.code.expect("a code")
    }

    /// Signs in with a code, or uses it for another purpose.
    async fn use_code(&self, browser: &Browser, name: &str, purpose: &str, shared: bool) -> Answer {
        let code = self.requested_code(browser, name, purpose).await;
        self.enter_for(browser, name, purpose, &code, shared).await
    }

    async fn enter_for(&self, browser: &Browser, name: &str, purpose: &str, code: &str, shared: bool) -> Answer {
        let mut body = json!({ "for": { "name": name }, "code": code, "shared": shared });
        let path = match purpose {
            "create-account" => "/api/account/create",
            "reset-password" => "/api/account/reset-password",
            _ => "/api/session/sign-in-with-code",
        };
        if purpose == "reset-password" {
            body["password"] = PASSWORD.into();
        }
        self.call(browser, path, body).await
    }

    /// Ann's first step on a shared computer.
    async fn first_step(&self, browser: &Browser, by_code: bool) -> Answer {
        if by_code {
            self.use_code(browser, ANN, "sign-in", true).await
        } else {
            self.password(browser, ANN, true).await
        }
    }

    async fn is_signed_in(&self, browser: &Browser) -> bool {
        self.read(browser, "/api/devices").await.status == StatusCode::OK
    }
}

impl Browser {
    /// Takes the cookie and the account of a sign-in.
    fn enter(&mut self, answer: &Answer) -> Value {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        self.take_cookie(answer);
        let session = answer.json();
        self.account = session["current"].as_str().map(str::to_owned);
        session
    }
}

/// Whether the cookie ends with the browser, as the page is told.
fn ends_with_browser(answer: &Answer) -> bool {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
    let ends = !cookie.contains("Max-Age") && !cookie.contains("Expires");
    assert_eq!(answer.json()["shared"] == true, ends, "{cookie}: {}", answer.text);
    ends
}

#[tokio::test]
async fn every_sign_in_on_a_shared_computer_ends_with_the_browser() {
    let (server, _, mut passkey) = with_passkey().await;
    let new = Browser::default;
    for shared in [true, false] {
        assert_eq!(ends_with_browser(&server.password(&new(), ANN, shared).await), shared, "the password alone");
        let by_code = server.use_code(&new(), ANN, "sign-in", shared).await;
        assert_eq!(ends_with_browser(&by_code), shared, "a code");
        let by_passkey = server.passkey_sign_in_on(&new(), &mut passkey, shared).await;
        assert_eq!(ends_with_browser(&by_passkey), shared, "a passkey");
        let name = format!("new-{shared}@example.com");
        let created = server.use_code(&new(), &name, "create-account", shared).await;
        assert_eq!(ends_with_browser(&created), shared, "a new account");
        let reset = server.use_code(&new(), ANN, "reset-password", shared).await;
        assert_eq!(ends_with_browser(&reset), shared, "a new password");
        server.advance(3600);
    }
}

#[tokio::test]
async fn the_choice_of_the_first_step_holds_for_the_whole_sign_in() {
    let (server, _, app) = with_app().await;
    for by_code in [false, true] {
        server.advance(60);
        let mut browser = Browser::default();
        let first = server.first_step(&browser, by_code).await;
        assert!(ends_with_browser(&first) && first.json()["pending"] == true, "{}", first.text);
        browser.take_cookie(&first);
        let second = server.second_step(&browser, json!({ "method": 2, "code": app.code_at(&server, 0) })).await;
        assert!(ends_with_browser(&second), "the second step");
        browser.enter(&second);
        server.advance(60);
        let account = browser.account.clone();
        let step_up = json!({ "account": account, "method": 2, "code": app.code_at(&server, 0) });
        let stepped_up = server.second_step(&browser, step_up).await;
        assert!(ends_with_browser(&stepped_up), "the new cookie of a step-up");
        browser.take_cookie(&stepped_up);
        let changed = server.call(&browser, "/api/account/change-password", json!({ "password": PASSWORD })).await;
        assert!(ends_with_browser(&changed), "the new cookie of a changed password");
    }
}

#[tokio::test]
async fn a_session_on_a_shared_computer_expires_after_thirty_idle_minutes() {
    let server = Server::start().await;
    let browser = server.shared().await;
    for _ in 0..4 {
        server.advance(29 * 60);
        while server.ctx.store.purge().await.expect("purged") {}
        assert!(server.is_signed_in(&browser).await, "each visit extends the session");
    }
    server.advance(30 * 60);
    assert!(!server.is_signed_in(&browser).await);
    let session = server.read(&browser, "/api/session").await.json();
    assert_eq!(session["accounts"], json!([]), "the account picker is empty");
    let owner = server.browser(ANN).await;
    let listed = server.read(&owner, "/api/session/list").await.json();
    assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(1), "the expired session isn't listed");
    server.advance(1);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("browser"), 1, "nor is it kept");
}

#[tokio::test]
async fn the_idle_time_on_shared_computers_can_be_set() {
    let life = Life { shared_idle_minutes: 5, ..Life::default() };
    let server = Server::with(Config { life, ..Config::default() }).await;
    let (shared, own) = (server.shared().await, server.browser(ANN).await);
    server.advance(5 * 60);
    assert!(!server.is_signed_in(&shared).await);
    assert!(server.is_signed_in(&own).await);
}

#[tokio::test]
async fn a_page_that_nobody_uses_does_not_prolong_the_session() {
    let server = Server::start().await;
    let browser = server.shared().await;
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let linked = server.read(&browser, "/api/devices").await.json()["devices"][0]["id"].clone();
    let collection = format!("/api/link/collection?device={}", linked.as_str().expect("an id"));
    for _ in 0..29 {
        server.advance(60);
        assert_eq!(server.read(&browser, &collection).await.status, StatusCode::OK);
        assert_eq!(server.read(&browser, "/api/session").await.json()["current"], json!(browser.account));
        let sent = json!({ "for": { "name": ANN } });
        server.call(&browser, "/api/single-use-code/delivery", sent).await;
        let begun = server.call(&browser, "/api/session/passkey/begin", json!({})).await;
        assert_eq!(begun.status, StatusCode::OK, "an open form renews its challenge: {}", begun.text);
    }
    server.advance(60);
    assert!(!server.is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_shared_computer_stays_unknown_to_the_account() {
    let server = Server::start().await;
    let browser = server.shared().await;
    assert_eq!(server.rows("known_browser"), 0);
    let out = server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(out.json()["accounts"], json!([]), "the account picker is empty");
    let again = server.password(&browser, ANN, false).await;
    assert_eq!(again.json()["pending"], true, "a code is required, as in any new browser");
}

#[tokio::test]
async fn a_browser_that_was_known_becomes_unknown_when_it_is_declared_shared() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    let asked = server.password(&browser, ANN, true).await;
    assert_eq!(asked.json()["pending"], true, "{}", asked.text);
    browser.take_cookie(&asked);
    server.complete(&mut browser).await;
    assert_eq!(server.rows("known_browser"), 0);
    // Later, it is the owner's own computer again.
    let out = server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(out.status, StatusCode::OK);
    let own = server.password(&browser, ANN, false).await;
    assert!(!ends_with_browser(&own));
    browser.take_cookie(&own);
    server.advance(60);
    assert_eq!(server.complete(&mut browser).await["current"], json!(browser.account));
    assert_eq!(server.rows("known_browser"), 1);
}

#[tokio::test]
async fn attempts_on_a_shared_computer_are_those_of_strangers() {
    let server = Server::start().await;
    let known = server.browser(ANN).await;
    for n in 0..12 {
        let stranger = Browser { address: Some(address(&format!("10.0.{n}.1"))), ..Browser::default() };
        server.call(&stranger, SIGN_IN, json!({ "name": ANN, "password": "wrong" })).await;
    }
    assert_eq!(server.password(&known, ANN, true).await.error(), "too-many");
    let own = server.password(&known, ANN, false).await;
    assert_eq!(own.status, StatusCode::OK, "the browser's own limit is untouched");

    for purpose in ["sign-in", "reset-password"] {
        let server = Server::start().await;
        let known = server.sign_in_with_code().await;
        let code = server.requested_code(&known, ANN, purpose).await;
        let wrong = other_code(&code);
        for _ in 0..5 {
            server.enter_for(&Browser::default(), ANN, purpose, wrong, false).await;
        }
        assert_eq!(server.enter_for(&known, ANN, purpose, &code, true).await.error(), "sent-code-spent", "{purpose}");
        assert_eq!(server.enter_for(&known, ANN, purpose, &code, false).await.status, StatusCode::OK, "{purpose}");
    }
}

#[tokio::test]
async fn a_shared_computer_is_never_trusted() {
    let (server, _, app) = with_app().await;
    for by_code in [false, true] {
        server.advance(60);
        let mut browser = Browser::default();
        server.needs_second_step(&mut browser).await;
        let trusted = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
        browser.enter(&server.second_step(&browser, trusted).await);
        assert!(!server.needs_second_step(&mut browser).await);

        server.advance(60);
        let first = server.first_step(&browser, by_code).await;
        assert_eq!(first.json()["pending"], true, "the trust doesn't count");
        browser.take_cookie(&first);
        assert_eq!(server.read(&browser, "/api/verify/options").await.json()["trust_days"], 0, "and isn't offered");
        let second = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
        browser.enter(&server.second_step(&browser, second).await);
        let security = server.read(&browser, "/api/security").await.json();
        assert_eq!(security["trusted_browsers"], json!([]));
        assert_eq!(server.password(&browser, ANN, false).await.json()["pending"], true);
    }
}

#[tokio::test]
async fn no_passkey_is_created_on_a_shared_computer() {
    let server = Server::start().await;
    let mut browser = Browser::default();
    browser.enter(&server.use_code(&browser, ANN, "sign-in", false).await);
    let (begin, add) = ("/api/security/passkey/begin", "/api/security/passkey/add");
    let ceremony = server.call(&browser, begin, json!({})).await.json();
    browser.enter(&server.use_code(&browser, ANN, "sign-in", true).await);
    assert_eq!(server.call(&browser, begin, json!({})).await.error(), "passkey-refused");
    let credential = SoftPasskey::new(b"the shared computer").create(ceremony["options"].as_str().expect("text"));
    let body = json!({ "ceremony": ceremony["ceremony"], "credential": credential, "name": "Library" });
    assert_eq!(server.call(&browser, add, body).await.error(), "passkey-refused", "not even one that was begun before");
    assert_eq!(server.rows("passkey"), 0);
    assert_eq!(server.call(&browser, "/api/security/authenticator/begin", json!({})).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_computer_is_shared_by_all_accounts_until_everyone_has_signed_out() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let mut browser = server.browser(BEN).await;
    let ben = browser.account.clone();
    browser.enter(&server.password(&browser, ANN, true).await);
    let ann = browser.account.clone();
    assert_eq!(server.rows("known_browser"), 0, "Ben doesn't know it any more, either");
    let again = server.password(&browser, BEN, false).await;
    assert_eq!(again.json()["pending"], true);
    assert!(ends_with_browser(&again), "Ann is still signed in, and was promised it");
    browser.take_cookie(&again);

    let out = server.call(&browser, "/api/session/sign-out", json!({ "account": ann })).await;
    assert_eq!(out.json()["shared"], true, "Ben is still signed in");
    server.call(&browser, "/api/session/sign-out", json!({ "account": ben })).await;
    assert!(!ends_with_browser(&server.password(&browser, BEN, false).await));
}
