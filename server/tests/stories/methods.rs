//! An account's sign-in methods and sign-in names: adding, removing, and switching (I1–I6).

use crate::server::{Answer, Browser, Server, join_all};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::store::Message;

const ANN: &str = "ann@example.com";

impl Server {
    /// A browser in which Ann has signed in with a code, which counts as a step-up.
    pub(crate) async fn sign_in_with_code(&self) -> Browser {
        let mut browser = Browser::default();
        self.sign_in_with_code_in(&mut browser).await;
        browser
    }

    /// As [`Self::sign_in_with_code`], in an existing browser.
    pub(crate) async fn sign_in_with_code_in(&self, browser: &mut Browser) {
        self.request_code(json!({ "name": ANN })).await;
        let code = self.newest_mail().await.code.expect("a code");
        let answer = self.enter_code(browser, json!({ "name": ANN }), &code).await;
        browser.take_cookie(&answer);
        browser.account = answer.json()["current"].as_str().map(str::to_owned);
    }

    /// Requests a code to a new contact, and reads it from the message.
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
async fn a_contact_is_added_with_its_code_and_is_established_in_thirty_days() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let info = server.add_contact(&browser, "+4915123456789").await.json();
    assert_eq!(hints(&info), [ANN, "… 89"]);
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
        server.enter_code(&Browser::default(), text, &code).await.status,
        StatusCode::OK,
        "it is a sign-in method now"
    );
}

// I1
#[tokio::test]
async fn only_the_name_that_the_page_shows_stands_in_full() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "anna@example.com").await;
    let info = server.add_contact(&browser, "+4915123456789").await.json();
    assert_eq!(hints(&info), [ANN, "an…@example.com (2)", "… 89"], "the second step calls the other address the same");
    server.switch(&browser, 2, true).await;
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!(hints(&info)[1], "an…@example.com (2)", "another sign-in name than the one that is shown");
    server.advance(30 * 24 * 3600);
    let browser = server.sign_in_with_code().await;
    let info = server.switch(&browser, 1, false).await.json();
    assert_eq!(hints(&info), ["an…@example.com", "anna@example.com", "… 89"], "the account's name has changed");
}

#[tokio::test]
async fn changes_to_security_info_need_a_step_up() {
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
    assert_eq!(server.read(&browser, "/api/security").await.status, StatusCode::OK, "reading needs no step-up");
}

#[tokio::test]
async fn the_last_established_method_cannot_be_removed_until_another_one_is_established() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    assert_eq!(server.remove_method(&browser, 1).await.error(), "last-established-method");
    assert_eq!(server.remove_method(&browser, 3).await.error(), "method-unknown");
    server.advance(29 * 24 * 3600);
    assert_eq!(server.remove_method(&server.sign_in_with_code().await, 1).await.error(), "last-established-method");
    server.advance(24 * 3600);
    let browser = server.sign_in_with_code().await;
    server.switch(&browser, 2, true).await;
    let left = server.remove_method(&browser, 1).await;
    assert_eq!(hints(&left.json()), ["new@example.com"]);
    server.advance(60);
    let gone = server.request_code(json!({ "name": ANN })).await;
    assert_eq!(gone.status, StatusCode::OK, "the same response as for an unknown name");
    assert!(server.messages().await.pop().expect("a message").decoy);
}

#[tokio::test]
async fn twenty_concurrent_requests_do_not_add_an_eleventh_method() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
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
    let rejected = answers.iter().filter(|answer| answer.status != StatusCode::OK);
    assert!(rejected.into_iter().all(|answer| answer.error() == "too-many-methods"));
    let one_more = server.call(&browser, "/api/security/contact/request", json!({ "contact": "x@example.com" })).await;
    assert_eq!(one_more.error(), "too-many-methods", "no code is sent when the limit is reached");
}

#[tokio::test]
async fn a_sign_in_name_belongs_to_one_account_and_the_last_one_cannot_be_turned_off() {
    let server = Server::start().await;
    server.add_account("bea@example.com").await;
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.switch(&browser, 1, false).await.error(), "last-name");
    server.add_contact(&browser, "bea@example.com").await;
    assert_eq!(server.switch(&browser, 2, true).await.error(), "name-taken");
    let again = server.call(&browser, "/api/security/contact/request", json!({ "contact": "BEA@example.com" })).await;
    assert_eq!(again.error(), "method-already-added");
    server.add_contact(&browser, "new@example.com").await;
    assert_eq!(server.switch(&browser, 3, true).await.status, StatusCode::OK);
    assert_eq!(server.switch(&browser, 1, false).await.error(), "last-name", "the other name isn't established");
    server.advance(30 * 24 * 3600);
    let browser = server.sign_in_with_code().await;
    let off = server.switch(&browser, 1, false).await.json();
    assert_eq!(off["methods"][0]["signs_in"], false);
    server.advance(60);
    let sent = server.request_code(json!({ "name": ANN })).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(server.messages().await.pop().expect("a message").decoy, "the name no longer signs in");
}

#[tokio::test]
async fn a_code_adds_only_its_own_contact_in_its_own_browser() {
    let server = Server::start().await;
    let (browser, elsewhere) = (server.sign_in_with_code().await, server.browser(ANN).await);
    let code = server.contact_code(&browser, "new@example.com").await;
    let add = async |browser: &Browser, contact: &str| {
        let body = json!({ "contact": contact, "code": code });
        server.call(browser, "/api/security/contact/add", body).await.error()
    };
    assert_eq!(add(&browser, "other@example.com").await, "wrong-sent-code");
    assert_eq!(add(&elsewhere, "new@example.com").await, "wrong-sent-code");
}

#[tokio::test]
async fn a_new_method_can_sign_in_but_cannot_reset_the_password() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "+4915123456789").await;
    let whom = json!({ "name": ANN, "phone": "+4915123456789" });
    let reset = async || {
        server.advance(60);
        let body = json!({ "for": whom, "purpose": "reset-password" });
        assert_eq!(server.call(&Browser::default(), "/api/single-use-code/request", body).await.status, StatusCode::OK);
        let messages = server.messages().await;
        messages.iter().any(|message| !message.decoy && message.text.contains("for a new password"))
    };
    assert!(!reset().await, "the same as for a number that isn't the account's");
    server.advance(30 * 24 * 3600);
    assert!(reset().await);
}

#[tokio::test]
async fn the_last_method_to_sign_in_cannot_be_removed() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    server.advance(30 * 24 * 3600);
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.remove_method(&browser, 1).await.error(), "no-sign-in-left", "no code could sign in");
    server.switch(&browser, 2, true).await;
    assert_eq!(server.remove_method(&browser, 1).await.status, StatusCode::OK);
}

#[tokio::test]
async fn with_a_password_and_an_established_app_the_email_can_be_removed() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let (app, ceremony) = server.begin_app(&browser).await;
    server.finish_app(&browser, &ceremony, &app.code_at(&server, 0)).await;
    server.advance(30 * 24 * 3600);
    let browser = server.sign_in_with_code().await;
    let left = server.remove_method(&browser, 1).await;
    assert_eq!((hints(&left.json()), &left.json()["other_name"]), (vec![""], &json!(ANN)), "{}", left.text);
    assert!(!server.needs_second_step(&mut browser.clone()).await, "the name and the password still sign in");
}

#[tokio::test]
async fn a_stolen_session_cannot_lock_the_owner_out() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "+4915123456789").await;
    server.advance(30 * 24 * 3600);
    let mut thief = server.sign_in_with_code().await;
    server.switch(&thief, 2, true).await;
    let password = json!({ "password": "seven amber bicycles drift" });
    let changed = server.call(&thief, "/api/account/change-password", password).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    thief.take_cookie(&changed);
    assert_eq!(server.switch(&thief, 1, false).await.status, StatusCode::OK, "the phone still signs in");
    assert_eq!(server.remove_method(&thief, 2).await.error(), "no-sign-in-left", "the thief has set the password");
    server.add_contact(&thief, "thief@evil.example").await;
    server.switch(&thief, 3, true).await;
    assert_eq!(server.remove_method(&thief, 2).await.error(), "no-sign-in-left", "and the new name");
    assert_eq!(server.switch(&thief, 2, false).await.error(), "last-name");
}

#[tokio::test]
async fn a_name_without_its_method_leads_to_the_phone_until_it_is_dropped() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "+4915123456789").await;
    server.advance(30 * 24 * 3600);
    let browser = server.sign_in_with_code().await;
    assert_eq!(
        server.call(&browser, "/api/security/drop-name", json!({})).await.error(),
        "method-unknown",
        "its name belongs to a method"
    );
    let left = server.remove_method(&browser, 1).await.json();
    assert_eq!((hints(&left), &left["other_name"]), (vec!["… 89"], &json!(ANN)));
    server.advance(60);
    server.request_code(json!({ "name": ANN, "phone": "+4915123456789" })).await;
    let for_sign_in = |message: &Message| message.text.contains("to sign in") && !message.decoy;
    assert!(server.messages().await.iter().any(for_sign_in), "the address signs in with a code to the phone");
    let drop = async || server.call(&browser, "/api/security/drop-name", json!({})).await;
    assert_eq!(drop().await.error(), "last-name");
    server.switch(&browser, 2, true).await;
    let dropped = drop().await.json();
    assert_eq!(dropped["other_name"], Value::Null);
    assert_eq!(drop().await.error(), "method-unknown", "it is dropped already");
    server.advance(60);
    assert_eq!(server.request_code(json!({ "name": ANN })).await.status, StatusCode::OK);
    assert!(server.messages().await.iter().any(|message| message.decoy), "the name no longer signs in");
}

#[tokio::test]
async fn the_delivery_of_a_code_to_a_new_contact_is_reported_to_the_browser_that_requested_it() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.contact_code(&browser, "bea@example.com").await;
    let stage = async |browser: &Browser, contact: &str| {
        let asked = json!({ "contact": contact });
        let answer = server.call(browser, "/api/security/contact/delivery", asked).await;
        answer.json()["stage"].as_str().map(str::to_owned)
    };
    assert_eq!(stage(&browser, "bea@example.com").await.as_deref(), Some("waiting"));
    assert_eq!(stage(&browser, "else@example.com").await.as_deref(), Some("untold"), "no code was sent there");
    server.advance(60);
    let other = server.sign_in_with_code().await;
    assert_eq!(stage(&other, "bea@example.com").await.as_deref(), Some("untold"), "the code doesn't work there");
}
