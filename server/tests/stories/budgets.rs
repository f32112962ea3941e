//! Whose counts an attempt spends: with a replaced cookie, which can be a thief's copy, the caller counts as a stranger (S8, I3).

use crate::authenticators::with_app;
use crate::server::{Browser, PASSWORD, Server, other_code};
use axum::http::StatusCode;
use domain::code::RecoveryCode;
use serde_json::{Value, json};
use server::rng::Rng;

const ANN: &str = "ann@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";
const REQUEST: &str = "/api/single-use-code/request";

impl Server {
    /// Sends a write twelve times. Returns the last error.
    async fn twelve_times(&self, browser: &Browser, path: &str, body: &Value) -> String {
        let mut error = String::new();
        for _ in 0..12 {
            error = self.call(browser, path, body.clone()).await.error();
        }
        error
    }

    async fn sign_in_with(&self, browser: &Browser, password: &str) -> String {
        let answer = self.call(browser, SIGN_IN, json!({ "name": ANN, "password": password })).await;
        if answer.status == StatusCode::OK { "ok".into() } else { answer.error() }
    }
}

#[tokio::test]
async fn wrong_codes_with_a_replaced_cookie_leave_the_owner_every_step_up() {
    let (server, mut owner, app) = with_app().await;
    let recovery = server.recovery_codes(&owner).await;
    let copy = owner.clone();
    server.complete_step_up(&mut owner).await;
    let account = owner.account.clone();
    let wrong_app = json!({ "account": account, "method": 2, "code": other_code(&app.code_at(&server, 0)) });
    let wrong_mailed = json!({ "account": account, "method": 1, "code": "000000" });
    let made_up = RecoveryCode::generate(&mut Rng::seeded(9).draw()).to_string();
    let wrong_recovery = json!({ "account": account, "code": made_up });
    for (path, body) in
        [("/api/verify", &wrong_app), ("/api/verify", &wrong_mailed), ("/api/verify/recovery-code", &wrong_recovery)]
    {
        assert_eq!(server.twelve_times(&copy, path, body).await, "too-many", "{path} {body}");
    }
    server.advance(3600);
    let right_app = json!({ "account": account, "method": 2, "code": app.code_at(&server, 0) });
    let right_recovery = json!({ "account": account, "code": recovery[0] });
    for (path, body) in [("/api/verify", right_app), ("/api/verify/recovery-code", right_recovery)] {
        let stepped_up = server.call(&owner, path, body).await;
        assert_eq!(stepped_up.status, StatusCode::OK, "{path}: {}", stepped_up.text);
        owner.take_cookie(&stepped_up);
    }
    server.complete_step_up(&mut owner).await;
}

#[tokio::test]
async fn codes_requested_with_a_replaced_cookie_are_counted_as_a_strangers() {
    let server = Server::start().await;
    let mut owner = server.browser(ANN).await;
    let copy = owner.clone();
    server.complete_step_up(&mut owner).await;
    let request = json!({ "account": owner.account, "method": 1 });
    assert_eq!(server.call(&copy, "/api/verify/request", request.clone()).await.status, StatusCode::OK);
    let asked = json!({ "for": { "name": ANN } });
    let asked_by = async |browser: &Browser| server.call(browser, REQUEST, asked.clone()).await;
    assert_eq!(asked_by(&copy).await.json()["tracked"], false, "as in a browser that the account doesn't know");
    assert_eq!(asked_by(&Browser::default()).await.error(), "too-many", "strangers have one pause");
    assert_eq!(asked_by(&owner).await.json()["tracked"], true, "the owner's browser has its own");
    server.advance(60);
    assert_eq!(server.call(&owner, "/api/verify/request", request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn wrong_codes_and_passwords_with_a_replaced_cookie_leave_the_owners_browser_its_own() {
    let server = Server::start().await;
    let mut owner = server.browser(ANN).await;
    let copy = owner.clone();
    server.complete_step_up(&mut owner).await;
    let code = server.code(json!({ "name": ANN })).await;
    let body = json!({ "for": { "name": ANN }, "code": other_code(&code) });
    assert_eq!(server.twelve_times(&copy, "/api/session/sign-in-with-code", &body).await, "too-many");
    assert_eq!(server.enter_code(&Browser::default(), json!({ "name": ANN }), &code).await.error(), "too-many");
    let wrong = json!({ "name": ANN, "password": "guessed" });
    assert_eq!(server.twelve_times(&copy, SIGN_IN, &wrong).await, "too-many");
    assert_eq!(server.sign_in_with(&Browser::default(), PASSWORD).await, "too-many");
    let signed_in = server.enter_code(&owner, json!({ "name": ANN }), &code).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    owner.take_cookie(&signed_in);
    assert_eq!(server.sign_in_with(&owner, PASSWORD).await, "ok");
}
