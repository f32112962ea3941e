//! New accounts (S5) and forgotten passwords (S6).

use crate::server::{Answer, Browser, PASSWORD, Server, join_all};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::store::{CheckedPassword, Message, Stop, ThisBrowser};

const ANN: &str = "ann@example.com";
const NEW: &str = "new@example.com";
const STRONG: &str = "walnut harbour 42 tides";
const CREATE: &str = "create-account";
const RESET: &str = "reset-password";

impl Server {
    /// Has a code sent for a purpose, and reads the message.
    async fn sent(&self, name: &str, purpose: &str) -> Message {
        let body = json!({ "for": { "name": name }, "purpose": purpose });
        let answer = self.call(&Browser::default(), "/api/single-use-code/request", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        self.messages().await.pop().expect("a message")
    }

    async fn create(&self, name: &str, code: &str, password: Option<&str>) -> Answer {
        let body = json!({ "for": { "name": name }, "code": code, "password": password });
        self.call(&Browser::default(), "/api/account/create", body).await
    }

    async fn reset(&self, browser: &Browser, name: &str, code: &str, password: &str) -> Answer {
        let body = json!({ "for": { "name": name }, "code": code, "password": password });
        self.call(browser, "/api/account/reset-password", body).await
    }

    async fn try_password(&self, name: &str, password: &str) -> Answer {
        let body = json!({ "name": name, "password": password });
        self.call(&Browser::default(), "/api/session/sign-in-with-password", body).await
    }
}

fn code(message: Message) -> String {
    message.code.expect("a code")
}

/// The rule that a field broke, and why.
fn broken(answer: &Answer) -> Value {
    answer.json()["fields"][0].clone()
}

#[tokio::test]
async fn a_new_account_is_proved_by_a_code_and_signed_in() {
    let server = Server::start().await;
    let sent = server.sent("New@example.com", CREATE).await;
    assert!(sent.text.contains("Your code for a new account"), "{}", sent.text);
    let mut browser = Browser::default();
    let answer = server.create(NEW, &code(sent), Some(STRONG)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"][0]["name"], NEW);
    assert_eq!(server.try_password(NEW, STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_needs_no_password() {
    let server = Server::start().await;
    let sent = server.sent("+4915123456789", CREATE).await;
    assert_eq!(server.create("+4915123456789", &code(sent), None).await.status, StatusCode::OK);
    assert_eq!(server.try_password("+4915123456789", STRONG).await.error(), "wrong-password");
}

#[tokio::test]
async fn who_has_an_account_is_told_so_in_a_message_and_the_page_says_nothing() {
    let server = Server::start().await;
    let sent = server.sent(ANN, CREATE).await;
    assert_eq!((sent.decoy, sent.code.as_deref(), &*sent.purpose), (false, None, "account-exists"));
    for part in [&sent.subject, &sent.text, &sent.html] {
        let digits = part.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        assert!(digits < Some(6), "no code: {part}");
    }
    for guess in ["000000", "123456"] {
        assert_eq!(server.create(ANN, guess, Some(STRONG)).await.error(), "wrong-sent-code");
    }
    assert_eq!(server.try_password(ANN, PASSWORD).await.status, StatusCode::OK, "nothing has changed");
}

#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_refused_and_the_code_still_works() {
    let server = Server::start().await;
    let code = code(server.sent(NEW, CREATE).await);
    for (password, because) in [("password1", "common"), ("new@example", "personal"), ("kxq7", "short")] {
        let refused = server.create(NEW, &code, Some(password)).await;
        let expected = json!({ "field": "password", "rule": { "rule": "guessable", "because": because } });
        assert_eq!(broken(&refused), expected);
    }
    let long = "x7 ".repeat(43);
    assert_eq!(broken(&server.create(NEW, &code, Some(&long)).await)["rule"]["rule"], "too_long");
    assert_eq!(server.create(NEW, &code, Some(STRONG)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_opens_only_what_it_was_sent_for() {
    let server = Server::start().await;
    let reset = code(server.sent(ANN, RESET).await);
    server.advance(60);
    let sign_in = code(server.sent(ANN, "sign-in").await);
    let enter = async |code: &str| server.enter(&Browser::default(), json!({ "name": ANN }), code).await;
    assert_eq!(enter(&reset).await.error(), "wrong-sent-code");
    assert_eq!(server.reset(&Browser::default(), ANN, &sign_in, STRONG).await.error(), "wrong-sent-code");
    assert_eq!(enter(&sign_in).await.status, StatusCode::OK, "neither has replaced the other");
    assert_eq!(server.reset(&Browser::default(), ANN, &reset, STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_every_contact_is_told() {
    let server = Server::start().await;
    let names = ["bea@example.com", "+4915123456789"].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.ctx.passwords.hash_anew(PASSWORD.into()).await.expect("hashes");
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    let (thief, mut owner) = (server.browser("bea@example.com").await, server.browser(ANN).await);
    let code = code(server.sent("bea@example.com", RESET).await);
    let answer = server.reset(&owner, "bea@example.com", &code, STRONG).await;
    owner.take_cookie(&answer);
    let accounts = |answer: Answer| answer.json()["accounts"].as_array().map(Vec::len);
    assert_eq!(accounts(server.read(&thief, "/api/session").await), Some(0));
    assert_eq!(accounts(server.read(&owner, "/api/session").await), Some(2), "the other account stays");
    assert_eq!(server.try_password("bea@example.com", PASSWORD).await.error(), "wrong-password");
    assert_eq!(server.try_password("bea@example.com", STRONG).await.status, StatusCode::OK);
    let told: Vec<_> = server.messages().await.into_iter().map(|message| (message.to, message.purpose)).collect();
    let about = "password-changed".to_owned();
    assert_eq!(told, [("bea@example.com".into(), about.clone()), ("+4915123456789".into(), about)]);
}

#[tokio::test]
async fn a_code_creates_one_account_however_often_it_is_sent() {
    let server = Server::start().await;
    let code = code(server.sent(NEW, CREATE).await);
    let tries = (0..10).map(|_| server.create(NEW, &code, Some(STRONG)));
    let answers = join_all(tries).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(made.len(), 1);
    assert!(refused.iter().all(|answer| answer.error() == "sent-code-used"));
    let again = server.create(NEW, &code, Some(STRONG)).await;
    assert_eq!(again.error(), "sent-code-used", "whoever lost the answer is told so later, too");
    assert_eq!(server.try_password(NEW, STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_ends_what_was_under_way_with_the_old_one() {
    let server = Server::start().await;
    let name = Contact::parse(ANN).expect("a contact");
    let checked = server.ctx.store.password_of(&name).await.expect("read").expect("an account");
    let sign_in = code(server.sent(ANN, "sign-in").await);
    server.advance(60);
    let reset = code(server.sent(ANN, RESET).await);
    assert_eq!(server.reset(&Browser::default(), ANN, &reset, STRONG).await.status, StatusCode::OK);
    let signing_in = ThisBrowser::default().signing_in(checked.account);
    let checked = CheckedPassword { hash: checked.hash.expect("a password"), anew: None };
    let late = server.ctx.store.sign_in_with_password(signing_in, checked, false).await;
    let is_refused = matches!(late, Err(Stop::Refused(domain::Problem::WrongPassword)));
    assert!(is_refused, "checked before, completed after: {late:?}");
    let earlier = server.enter(&Browser::default(), json!({ "name": ANN }), &sign_in).await;
    assert_eq!(earlier.error(), "sent-code-replaced");
}

#[tokio::test]
async fn strangers_elsewhere_keep_nobody_from_a_new_account() {
    let server = Server::start().await;
    for _ in 0..10 {
        assert!(["wrong-sent-code", "sent-code-spent"].contains(&&*server.create(NEW, "000000", None).await.error()));
    }
    assert_eq!(server.create(NEW, "000000", None).await.error(), "too-many", "for this network");
    let code = code(server.sent(NEW, CREATE).await);
    let body = json!({ "for": { "name": NEW }, "code": code });
    let owner = Browser { address: Some(crate::server::address("198.51.100.7")), ..Browser::default() };
    assert_eq!(server.call(&owner, "/api/account/create", body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_mailbox_has_one_account_and_one_set_of_limits() {
    let server = Server::start().await;
    let first = code(server.sent("new@exämple.com", CREATE).await);
    assert_eq!(server.create("new@xn--exmple-cua.com", &first, None).await.status, StatusCode::OK, "the same host");
    let ask = async |name: &str| {
        let body = json!({ "for": { "name": name }, "purpose": CREATE });
        server.call(&Browser::default(), "/api/single-use-code/request", body).await
    };
    assert_eq!(ask("new+shop@exämple.com").await.error(), "too-many", "the same mailbox");
    assert_eq!(ask("ｎew@exämple.com").await.error(), "too-many");
}

#[tokio::test]
async fn new_passwords_are_judged_so_often_only() {
    let server = Server::start().await;
    let mut last = String::new();
    for _ in 0..61 {
        last = server.reset(&Browser::default(), ANN, "000000", "password").await.error();
    }
    assert_eq!(last, "too-many");
}
