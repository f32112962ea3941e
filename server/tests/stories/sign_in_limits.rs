//! The limit on sign-ins and step-ups with a right password or passkey, which each cost CPU time, and can add a row to the store and lines to
//! the log (N8).

use crate::passkeys::with_passkey;
use crate::server::{Answer, Browser, PASSWORD, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::config::{Config, Limits};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";

impl Server {
    async fn right_password(&self, browser: &Browser, name: &str) -> Answer {
        self.answer_to_password(browser, name, PASSWORD).await
    }

    async fn answer_to_password(&self, browser: &Browser, name: &str, password: &str) -> Answer {
        let body = json!({ "name": name, "password": password });
        self.call(browser, "/api/session/sign-in-with-password", body).await
    }

    async fn password_step_up(&self, browser: &Browser, password: &str) -> Answer {
        let body = json!({ "account": browser.account, "password": password });
        self.call(browser, "/api/verify/password", body).await
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
async fn right_passwords_beyond_the_limit_count_as_wrong_ones() {
    let limits = Limits { sign_ins_per_account: 3, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let owner = server.browser(ANN).await; // the first of the sign-ins in browsers that the account doesn't know
    for _ in 0..2 {
        assert_eq!(server.right_password(&Browser::default(), ANN).await.status, StatusCode::OK);
    }
    let wait = |answer: &Answer| (answer.error(), answer.json()["retry_after_s"].clone());
    for _ in 0..10 {
        let refused = server.right_password(&Browser::default(), ANN).await;
        assert_eq!(wait(&refused), ("too-many".into(), json!(3600)), "the password was right");
    }
    for password in ["a wrong one", PASSWORD] {
        let refused = server.answer_to_password(&Browser::default(), ANN, password).await;
        assert_eq!(wait(&refused), ("too-many".into(), json!(30)), "the password isn't looked at: {password}");
    }
    assert_eq!(server.right_password(&owner, ANN).await.status, StatusCode::OK, "the owner doesn't wait");
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

#[tokio::test]
async fn step_ups_with_the_right_password_count_with_the_sign_ins() {
    let limits = Limits { sign_ins_per_account: 3, ..Limits::default() };
    // Without texts to the phone, the password is the only method.
    let server = Server::with(Config { limits, phone_countries: vec!["FR".into()], ..Config::default() }).await;
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(vec![Contact::parse(PHONE).expect("a contact")], Some(hash)).await.expect("stored");
    let (mut owner, other) = (server.browser(PHONE).await, server.browser(PHONE).await);
    let signed_in = server.right_password(&owner, PHONE).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
    owner.take_cookie(&signed_in);
    for _ in 0..2 {
        let stepped_up = server.password_step_up(&owner, PASSWORD).await;
        assert_eq!(stepped_up.status, StatusCode::OK, "{}", stepped_up.text);
        owner.take_cookie(&stepped_up);
    }
    assert_eq!(server.password_step_up(&owner, PASSWORD).await.error(), "too-many");
    let wrong = server.password_step_up(&owner, "a wrong one").await;
    assert_eq!(wrong.error(), "too-many", "the password isn't looked at");
    assert_eq!(server.right_password(&owner, PHONE).await.error(), "too-many");
    assert_eq!(server.password_step_up(&other, PASSWORD).await.status, StatusCode::OK, "another browser has its own");
    server.advance(3600);
    assert_eq!(server.password_step_up(&owner, PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn step_ups_with_a_passkey_count_with_the_sign_ins_but_second_steps_do_not() {
    let (server, mut owner, mut passkey) = with_passkey().await;
    let account = owner.account.clone();
    assert_eq!(server.call(&owner, "/api/security/two-step", json!({ "on": true })).await.status, StatusCode::OK);
    for _ in 0..60 {
        let stepped_up = server.verify_with_passkey(&owner, account.as_deref(), &mut passkey).await;
        assert_eq!(stepped_up.status, StatusCode::OK, "{}", stepped_up.text);
        owner.take_cookie(&stepped_up);
    }
    assert_eq!(server.passkey_sign_in_on(&owner, &mut passkey, false).await.error(), "too-many");
    let waiting = server.right_password(&owner, ANN).await;
    assert_eq!(waiting.json()["pending"], true, "{}", waiting.text);
    owner.take_cookie(&waiting);
    let signed_in = server.verify_with_passkey(&owner, None, &mut passkey).await;
    assert_eq!(signed_in.status, StatusCode::OK, "its first step was counted: {}", signed_in.text);
    owner.take_cookie(&signed_in);
    passkey.origin = "https://evil.example".into();
    let refused = server.verify_with_passkey(&owner, account.as_deref(), &mut passkey).await;
    assert_eq!(refused.error(), "too-many", "the answer isn't looked at");
}
