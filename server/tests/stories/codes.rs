//! Single-use codes: sending, entering, and the responses to strangers (U1–U6, U9).

mod destinations;
mod life;
mod pause;
mod pumping;
mod strangers;
mod texts;

use crate::server::{Answer, Browser, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::store::{Lane, Message};

const REQUEST: &str = "/api/single-use-code/request";
const SIGN_IN: &str = "/api/session/sign-in-with-code";
const ANN: &str = "ann@example.com";
const OTHER: &str = "other@example.com";
const PHONE: &str = "+4915123456789";
const WRONG: &str = "000000";

/// A server with Ann's account, and Bea's, which has a phone and no password.
async fn server() -> Server {
    let server = Server::start().await;
    let names = ["bea@example.com", PHONE].map(|name| Contact::parse(name).expect("a contact"));
    server.ctx.store.add_account(names.to_vec(), None).await.expect("stored");
    server
}

impl Server {
    pub(crate) async fn request_code(&self, whom: Value) -> Answer {
        self.call(&Browser::default(), REQUEST, json!({ "for": whom })).await
    }

    pub(crate) async fn enter_code(&self, browser: &Browser, whom: Value, code: &str) -> Answer {
        self.call(browser, SIGN_IN, json!({ "for": whom, "code": code })).await
    }

    /// All due messages, decoys included. Takes them from the outbox.
    pub(crate) async fn messages(&self) -> Vec<Message> {
        let mut taken = Vec::new();
        for lane in [Lane::Emails, Lane::Texts, Lane::Nobody] {
            taken.extend(self.ctx.store.take_due_messages(lane, 100).await.expect("taken"));
        }
        taken.into_iter().map(|taken| taken.message.expect("opens")).collect()
    }

    /// Requests a code, and reads it from the message.
    pub(crate) async fn code(&self, whom: Value) -> String {
        let answer = self.request_code(whom).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let last = self.messages().await.pop().expect("a message");
        assert!(!last.decoy);
        last.code.expect("a code")
    }
}

/// A browser in which an account has just signed in with a code.
async fn signed_in_with_code(server: &Server, email: &str) -> Browser {
    let mut browser = Browser::default();
    let code = server.code(name(email)).await;
    let answer = server.enter_code(&browser, name(email), &code).await;
    browser.take_cookie(&answer);
    browser.account = answer.json()["current"].as_str().map(str::to_owned);
    browser
}

/// A browser in which another account is signed in, which has a contact as its second method.
pub(crate) async fn with_method(server: &Server, email: &str, method: &str) -> Browser {
    server.add_account(email).await;
    let browser = signed_in_with_code(server, email).await;
    server.advance(60); // a person takes a while
    let added = server.add_contact(&browser, method).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    browser
}

fn name(name: &str) -> Value {
    json!({ "name": name })
}
