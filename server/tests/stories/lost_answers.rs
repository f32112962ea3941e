//! Answers that are lost: the same request again gets the same answer, and nobody else does (D8).

mod passwords;
mod sessions;

use crate::authenticators::with_app;
use crate::passkey::SoftPasskey;
use crate::server::{Answer, Browser, Server, address, post};
use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use domain::Problem;
use domain::api::session::Session;
use domain::api::single_use_code::SignInWithCode;
use serde_json::{Value, json};
use server::ctx::Ctx;
use server::web::address::Peer;
use server::web::endpoint::{Endpoints, Reply};
use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use tower::ServiceExt;

const ANN: &str = "ann@example.com";
const NEW: &str = "new@example.com";
const APPROVE: &str = "/api/link/approve";
const ADD: &str = "/api/security/contact/add";
const SIGN_IN: &str = "/api/session/sign-in-with-code";

/// An ID that no other request of the stories has.
fn new_id() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("b0f9bd3e-6b6b-4a1e-9d5c-{:012}", LAST.fetch_add(1, Relaxed))
}

/// A request with an ID.
fn with_id(mut request: Value) -> Value {
    request["operation"] = new_id().into();
    request
}

impl Server {
    /// Sends a request that succeeds.
    async fn succeed(&self, browser: &Browser, path: &str, request: &Value) -> Answer {
        let answer = self.call(browser, path, request.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer
    }

    /// The error of a request that is rejected.
    async fn rejection(&self, browser: &Browser, path: &str, request: &Value) -> String {
        self.call(browser, path, request.clone()).await.error()
    }

    /// The code for a contact that is to become a method of Ann, who has just signed in with a code.
    async fn code_for_new_contact(&self, browser: &Browser) -> String {
        self.succeed(browser, "/api/security/contact/request", &json!({ "contact": NEW })).await;
        self.newest_mail().await.code.expect("a code")
    }

    async fn number_of_methods(&self, browser: &Browser) -> usize {
        self.read(browser, "/api/security").await.json()["methods"].as_array().expect("a list").len()
    }
}

#[tokio::test]
async fn an_approval_is_answered_again_for_a_minute_and_links_one_device() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    let request = with_id(json!({ "code": device.user_code }));
    let lost = server.succeed(&browser, APPROVE, &request).await.json();
    let told = server.rows("outbox");
    server.advance(59);
    assert_eq!(server.succeed(&browser, APPROVE, &request).await.json(), lost);
    let devices = server.read(&browser, "/api/devices").await.json();
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(1));
    assert_eq!((told, server.rows("outbox")), (1, 1), "Ann is told once");
    server.advance(1);
    assert_eq!(server.rejection(&browser, APPROVE, &request).await, "code-used");
}

#[tokio::test]
async fn an_approval_is_answered_again_for_the_same_request_of_the_same_account_only() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let (device, other) = (server.device().await, server.device().await);
    let mut browser = server.browser(ANN).await;
    let elsewhere = server.browser(ANN).await;
    let request = with_id(json!({ "code": device.user_code }));
    server.succeed(&browser, APPROVE, &request).await;
    let with_another_id = with_id(request.clone());
    let without = json!({ "code": device.user_code });
    for used in [&with_another_id, &without] {
        assert_eq!(server.rejection(&browser, APPROVE, used).await, "code-used");
    }
    assert_eq!(server.rejection(&elsewhere, APPROVE, &request).await, "code-used", "the same account elsewhere");
    let with_its_id = json!({ "code": other.user_code, "operation": request["operation"] });
    let linked = server.succeed(&browser, APPROVE, &with_its_id).await.json();
    assert_ne!(linked, server.succeed(&browser, APPROVE, &request).await.json(), "another code is another request");

    // Ben signs in in the same browser, whose cookie is then the same for both accounts.
    let password = json!({ "name": "ben@example.com", "password": crate::server::PASSWORD });
    let answer = server.succeed(&browser, "/api/session/sign-in-with-password", &password).await;
    browser.take_cookie(&answer);
    let (ann, ben) = (browser.account.clone(), answer.json()["current"].as_str().map(str::to_owned));
    browser.account = ben;
    let third = with_id(json!({ "code": server.device().await.user_code }));
    server.succeed(&browser, APPROVE, &third).await;
    server.succeed(&browser, "/api/session/choose-account", &json!({ "account": ann })).await;
    browser.account = ann;
    assert_eq!(server.rejection(&browser, APPROVE, &third).await, "code-used", "Ben's approval");
}

#[tokio::test]
async fn a_contact_is_added_once_and_the_same_request_is_answered_again() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let code = server.code_for_new_contact(&browser).await;
    let request = with_id(json!({ "contact": NEW, "code": code }));
    let wrong = json!({ "contact": NEW, "code": crate::server::other_code(&code), "operation": request["operation"] });
    assert_eq!(server.rejection(&browser, ADD, &wrong).await, "wrong-sent-code");
    let lost = server.succeed(&browser, ADD, &request).await.json();
    assert_eq!(server.succeed(&browser, ADD, &request).await.json(), lost);
    assert_eq!(server.number_of_methods(&browser).await, 2);
    let used = with_id(json!({ "contact": NEW, "code": code }));
    assert_eq!(server.rejection(&browser, ADD, &used).await, "sent-code-used");
    assert_eq!(server.rejection(&browser, ADD, &wrong).await, "wrong-sent-code", "another code is another request");
    let elsewhere = server.browser(ANN).await;
    assert_eq!(server.rejection(&elsewhere, ADD, &request).await, "wrong-sent-code", "each browser has its own codes");
    server.advance(60);
    assert_eq!(server.rejection(&browser, ADD, &request).await, "sent-code-used");
}

#[tokio::test]
async fn an_authenticator_app_is_added_once_and_the_same_request_is_answered_again() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let (app, ceremony) = server.begin_app(&browser).await;
    let request = with_id(json!({ "ceremony": ceremony, "code": app.code_at(&server, 0) }));
    let path = "/api/security/authenticator/add";
    let lost = server.succeed(&browser, path, &request).await.json();
    assert_eq!(server.succeed(&browser, path, &request).await.json(), lost);
    assert_eq!(server.number_of_methods(&browser).await, 2);
    let used = json!({ "ceremony": ceremony, "code": request["code"] });
    assert_eq!(server.rejection(&browser, path, &used).await, "ceremony-over");
}

#[tokio::test]
async fn a_passkey_is_added_once_and_the_same_request_is_answered_again() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let begun = server.succeed(&browser, "/api/security/passkey/begin", &json!({})).await.json();
    let credential = SoftPasskey::new(b"ann's laptop").create(begun["options"].as_str().expect("text"));
    let request = with_id(json!({ "ceremony": begun["ceremony"], "credential": credential, "name": "My laptop" }));
    let path = "/api/security/passkey/add";
    let lost = server.succeed(&browser, path, &request).await.json();
    assert_eq!(server.succeed(&browser, path, &request).await.json(), lost);
    assert_eq!(server.number_of_methods(&browser).await, 2);
    assert_eq!(server.rejection(&browser, path, &with_id(request)).await, "ceremony-over");
}

#[tokio::test]
async fn two_equal_requests_at_once_get_the_same_answer() {
    let (server, browser, _) = with_app().await;
    let code = server.code_for_new_contact(&browser).await;
    let request = with_id(json!({ "contact": NEW, "code": code }));
    let add = || server.call(&browser, ADD, request.clone());
    for answer in crate::server::join_all([add(), add(), add()].into_iter()).await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    assert_eq!(server.number_of_methods(&browser).await, 3);
}

#[tokio::test]
async fn a_rejection_is_answered_although_the_earlier_answer_cannot_be_read() {
    let server = Server::start().await;
    let reads = Arc::new(AtomicU32::new(0));
    let again = move |_, _| {
        let is_first = reads.fetch_add(1, Relaxed) == 0;
        ready(if is_first { Ok(None) } else { Err(Problem::TooSlow.into()) })
    };
    let reject = |_, _, _| ready(Err::<Reply<Session>, _>(Problem::SentCodeUsed.into()));
    let routes = Router::<Ctx>::new().answered_again::<SignInWithCode, _, _, _, _, _>(again, reject);
    let routes: Router = routes.with_state(server.ctx.clone());
    let request = with_id(json!({ "for": { "name": ANN }, "code": "123456" }));
    let mut request = post(SIGN_IN, "application/json", request.to_string());
    request.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
    request.extensions_mut().insert(Peer(address("192.0.2.1")));
    let answer = routes.oneshot(request).await.expect("the router never fails");
    assert_eq!(answer.status().as_u16(), Problem::SentCodeUsed.status());
}

#[tokio::test]
async fn an_id_that_is_short_long_or_malformed_is_rejected() {
    let server = Server::start().await;
    for id in ["", "1", "aaaaaaaaaaaaaaaaaaaaa", "b0f9bd3e 6b6b 4a1e 9d5c 2f0c7a4e8d31", &"a".repeat(65)] {
        let request = json!({ "for": { "name": ANN }, "code": "123456", "operation": id });
        let answer = server.call(&Browser::default(), SIGN_IN, request).await;
        assert_eq!(answer.json()["fields"][0]["field"], "operation", "{id}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_was_decided_while_the_clock_was_ahead_is_not_answered_again() {
    let server = Server::start().await;
    server.set_clock(3600);
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    let request = with_id(json!({ "code": device.user_code }));
    server.succeed(&browser, APPROVE, &request).await;
    server.set_clock(-3600);
    assert_eq!(server.rejection(&browser, APPROVE, &request).await, "code-used");
}

#[tokio::test]
async fn what_was_decided_while_the_clock_was_ahead_is_purged_when_it_is_set_right() {
    let server = Server::start().await;
    server.set_clock(1800);
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    server.succeed(&browser, APPROVE, &with_id(json!({ "code": device.user_code }))).await;
    server.set_clock(-1800);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("operation"), 0);
}

#[tokio::test]
async fn operations_are_purged_and_hold_no_secret() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    let request = with_id(json!({ "code": device.user_code }));
    server.succeed(&browser, APPROVE, &request).await;
    let refused = with_id(json!({ "code": device.user_code }));
    assert_eq!(server.rejection(&browser, APPROVE, &refused).await, "code-used");
    assert_eq!(server.rows("operation"), 1, "a rejected request isn't kept");
    let id = request["operation"].as_str().expect("text");
    for file in ["countersign.db", "countersign.db-wal"] {
        let bytes = std::fs::read(server.folder().join(file)).unwrap_or_default();
        assert!(!bytes.windows(id.len()).any(|part| part == id.as_bytes()), "the ID is kept as a hash");
    }
    for (after, kept) in [(60, 1), (1, 0)] {
        server.advance(after);
        while server.ctx.store.purge().await.expect("purged") {}
        assert_eq!(server.rows("operation"), kept);
    }
}
