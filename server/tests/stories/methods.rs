//! The methods of an account: added, removed, switched (I1–I6).

use crate::server::{Answer, Browser, Server, join_all};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::store::Message;

const ANN: &str = "ann@example.com";

impl Server {
    /// Ann, signed in with a code: a fresh proof.
    pub(crate) async fn fresh(&self) -> Browser {
        let mut browser = Browser::default();
        self.fresh_in(&mut browser).await;
        browser
    }

    /// As [`Self::fresh`], in a browser that has been here before.
    pub(crate) async fn fresh_in(&self, browser: &mut Browser) {
        self.ask(json!({ "name": ANN })).await;
        let code = self.newest_mail().await.code.expect("a code");
        let answer = self.enter(browser, json!({ "name": ANN }), &code).await;
        browser.take_cookie(&answer);
        browser.account = answer.json()["current"].as_str().map(str::to_owned);
    }

    /// Has a code sent to a contact, and reads it.
    async fn contact_code(&self, browser: &Browser, contact: &str) -> String {
        let asked = self.call(browser, "/api/security/contact/request", json!({ "contact": contact })).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let is_mail = contact.contains('@');
        let message = if is_mail { self.newest_mail().await } else { self.messages().await.pop().expect("a message") };
        message.code.expect("a code")
    }

    pub(crate) async fn add_contact(&self, browser: &Browser, contact: &str) -> Answer {
        let code = self.contact_code(browser, contact).await;
        self.call(browser, "/api/security/contact/add", json!({ "contact": contact, "code": code })).await
    }

    pub(crate) async fn remove_method(&self, browser: &Browser, id: u64) -> Answer {
        self.call(browser, "/api/security/remove", json!({ "id": id })).await
    }

    async fn switch(&self, browser: &Browser, id: u64, on: bool) -> Answer {
        self.call(browser, "/api/security/sign-in-name", json!({ "id": id, "on": on })).await
    }
}

fn hints(info: &Value) -> Vec<&str> {
    info["methods"].as_array().expect("a list").iter().map(|method| method["hint"].as_str().expect("text")).collect()
}

#[tokio::test]
async fn a_contact_is_added_by_its_code_and_is_established_in_thirty_days() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    let info = server.add_contact(&browser, "+4915123456789").await.json();
    assert_eq!(hints(&info), ["an…@example.com", "… 89"]);
    let (first, phone) = (&info["methods"][0], &info["methods"][1]);
    assert_eq!(
        (&first["established_in_s"], &first["signs_in"], &first["used_s_ago"]),
        (&json!(0), &json!(true), &json!(0))
    );
    assert_eq!((&phone["established_in_s"], &phone["signs_in"]), (&json!(30 * 24 * 3600), &json!(false)));
    server.advance(60);
    let text = json!({ "name": ANN, "phone": "+4915123456789" });
    let code = server.code(text.clone()).await;
    assert_eq!(
        server.enter(&Browser::default(), text, &code).await.status,
        StatusCode::OK,
        "it is a sign-in method now"
    );
}

#[tokio::test]
async fn nothing_changes_without_a_fresh_proof() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    for (path, body) in [
        ("/api/security/contact/request", json!({ "contact": "new@example.com" })),
        ("/api/security/contact/add", json!({ "contact": "new@example.com", "code": "123456" })),
        ("/api/security/remove", json!({ "id": 1 })),
        ("/api/security/sign-in-name", json!({ "id": 1, "on": false })),
    ] {
        assert_eq!(server.call(&browser, path, body).await.error(), "step-up-needed", "{path}");
    }
    assert_eq!(server.read(&browser, "/api/security").await.status, StatusCode::OK, "one may look");
}

#[tokio::test]
async fn the_last_established_method_stays_until_another_one_is_established() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    server.add_contact(&browser, "new@example.com").await;
    assert_eq!(server.remove_method(&browser, 1).await.error(), "last-established-method");
    assert_eq!(server.remove_method(&browser, 3).await.error(), "method-unknown");
    server.advance(29 * 24 * 3600);
    assert_eq!(server.remove_method(&server.fresh().await, 1).await.error(), "last-established-method");
    server.advance(24 * 3600);
    let browser = server.fresh().await;
    server.switch(&browser, 2, true).await;
    let left = server.remove_method(&browser, 1).await;
    assert_eq!(hints(&left.json()), ["ne…@example.com"]);
    server.advance(60);
    let gone = server.ask(json!({ "name": ANN })).await;
    assert_eq!(gone.status, StatusCode::OK, "as any name that nobody has");
    assert!(server.messages().await.pop().expect("a message").decoy);
}

#[tokio::test]
async fn twenty_requests_at_once_add_no_eleventh_method() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    let mut codes = Vec::new();
    for n in 0..20 {
        let contact = format!("method{n}@example.com");
        codes.push((contact.clone(), server.contact_code(&browser, &contact).await));
    }
    let add = |(contact, code): &(String, String)| {
        let body = json!({ "contact": contact, "code": code });
        server.call(&browser, "/api/security/contact/add", body)
    };
    let answers = join_all(codes.iter().map(add)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 9);
    let refused = answers.iter().filter(|answer| answer.status != StatusCode::OK);
    assert!(refused.into_iter().all(|answer| answer.error() == "too-many-methods"));
    let one_more = server.call(&browser, "/api/security/contact/request", json!({ "contact": "x@example.com" })).await;
    assert_eq!(one_more.error(), "too-many-methods", "no code is sent in vain");
}

#[tokio::test]
async fn a_name_belongs_to_one_account_and_one_always_stays() {
    let server = Server::start().await;
    server.add_account("bea@example.com").await;
    let browser = server.fresh().await;
    assert_eq!(server.switch(&browser, 1, false).await.error(), "last-name");
    server.add_contact(&browser, "bea@example.com").await;
    assert_eq!(server.switch(&browser, 2, true).await.error(), "name-taken");
    let again = server.call(&browser, "/api/security/contact/request", json!({ "contact": "BEA@example.com" })).await;
    assert_eq!(again.error(), "method-already-added");
    server.add_contact(&browser, "new@example.com").await;
    assert_eq!(server.switch(&browser, 3, true).await.status, StatusCode::OK);
    assert_eq!(server.switch(&browser, 1, false).await.error(), "last-name", "the other one is not established");
    server.advance(30 * 24 * 3600);
    let browser = server.fresh().await;
    let off = server.switch(&browser, 1, false).await.json();
    assert_eq!(off["methods"][0]["signs_in"], false);
    server.advance(60);
    let sent = server.ask(json!({ "name": ANN })).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(server.messages().await.pop().expect("a message").decoy, "it signs nobody in any more");
}

#[tokio::test]
async fn a_code_adds_only_the_contact_that_it_was_sent_to_and_only_here() {
    let server = Server::start().await;
    let (browser, elsewhere) = (server.fresh().await, server.browser(ANN).await);
    let code = server.contact_code(&browser, "new@example.com").await;
    let add = async |browser: &Browser, contact: &str| {
        let body = json!({ "contact": contact, "code": code });
        server.call(browser, "/api/security/contact/add", body).await.error()
    };
    assert_eq!(add(&browser, "other@example.com").await, "wrong-sent-code");
    assert_eq!(add(&elsewhere, "new@example.com").await, "wrong-sent-code");
}

#[tokio::test]
async fn a_new_method_signs_in_and_resets_no_password() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    server.add_contact(&browser, "+4915123456789").await;
    let whom = json!({ "name": ANN, "phone": "+4915123456789" });
    let reset = async || {
        server.advance(60);
        let body = json!({ "for": whom, "purpose": "reset-password" });
        assert_eq!(server.call(&Browser::default(), "/api/single-use-code/request", body).await.status, StatusCode::OK);
        let messages = server.messages().await;
        messages.iter().any(|message| !message.decoy && message.text.contains("for a new password"))
    };
    assert!(!reset().await, "as for any number that is not the account's");
    server.advance(30 * 24 * 3600);
    assert!(reset().await);
}

#[tokio::test]
async fn the_last_method_that_signs_in_stays() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    server.add_contact(&browser, "new@example.com").await;
    server.advance(30 * 24 * 3600);
    let browser = server.fresh().await;
    assert_eq!(server.remove_method(&browser, 1).await.error(), "no-sign-in-left", "no code would lead in any more");
    server.switch(&browser, 2, true).await;
    assert_eq!(server.remove_method(&browser, 1).await.status, StatusCode::OK);
}

#[tokio::test]
async fn with_a_password_an_app_is_enough() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    let (app, ceremony) = server.begin_app(&browser).await;
    server.finish_app(&browser, &ceremony, &app.shows(&server, 0)).await;
    server.advance(30 * 24 * 3600);
    let browser = server.fresh().await;
    let left = server.remove_method(&browser, 1).await;
    assert_eq!(
        (hints(&left.json()), &left.json()["other_name"]),
        (vec![""], &json!("an…@example.com")),
        "{}",
        left.text
    );
    assert!(!server.password_asks_more(&mut browser.clone()).await, "the name stays, and its password signs in");
}

#[tokio::test]
async fn a_stolen_session_cannot_lock_the_owner_out() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    server.add_contact(&browser, "+4915123456789").await;
    server.advance(30 * 24 * 3600);
    let mut thief = server.fresh().await;
    server.switch(&thief, 2, true).await;
    let password = json!({ "password": "seven amber bicycles drift" });
    let changed = server.call(&thief, "/api/account/change-password", password).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    thief.take_cookie(&changed);
    assert_eq!(server.switch(&thief, 1, false).await.status, StatusCode::OK, "the phone leads in still");
    assert_eq!(server.remove_method(&thief, 2).await.error(), "no-sign-in-left", "the password is the thief's");
    server.add_contact(&thief, "thief@evil.example").await;
    server.switch(&thief, 3, true).await;
    assert_eq!(server.remove_method(&thief, 2).await.error(), "no-sign-in-left", "and so is the new name");
    assert_eq!(server.switch(&thief, 2, false).await.error(), "last-name");
}

#[tokio::test]
async fn a_name_whose_method_has_gone_leads_to_a_phone_and_goes_when_another_one_is_there() {
    let server = Server::start().await;
    let browser = server.fresh().await;
    server.add_contact(&browser, "+4915123456789").await;
    server.advance(30 * 24 * 3600);
    let browser = server.fresh().await;
    assert_eq!(
        server.call(&browser, "/api/security/drop-name", json!({})).await.error(),
        "method-unknown",
        "its name belongs to a method"
    );
    let left = server.remove_method(&browser, 1).await.json();
    assert_eq!((hints(&left), &left["other_name"]), (vec!["… 89"], &json!("an…@example.com")));
    server.advance(60);
    server.ask(json!({ "name": ANN, "phone": "+4915123456789" })).await;
    let for_sign_in = |message: &Message| message.text.contains("to sign in") && !message.decoy;
    assert!(server.messages().await.iter().any(for_sign_in), "the address leads to the phone");
    let drop = async || server.call(&browser, "/api/security/drop-name", json!({})).await;
    assert_eq!(drop().await.error(), "last-name");
    server.switch(&browser, 2, true).await;
    let dropped = drop().await.json();
    assert_eq!(dropped["other_name"], Value::Null);
    assert_eq!(drop().await.error(), "method-unknown", "once");
    server.advance(60);
    assert_eq!(server.ask(json!({ "name": ANN })).await.status, StatusCode::OK);
    assert!(server.messages().await.iter().any(|message| message.decoy), "it signs nobody in any more");
}

#[tokio::test]
async fn who_shares_a_contact_stops_nobody_from_stepping_up() {
    let server = Server::start().await;
    server.add_account("bea@example.com").await;
    let (ann, mut bea) = (server.fresh().await, server.browser("bea@example.com").await);
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
