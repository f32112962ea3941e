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
    /// Requests a code for a purpose, and reads the message.
    async fn message_with_code(&self, name: &str, purpose: &str) -> Message {
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

/// The first invalid field, and its rule.
fn field_error(answer: &Answer) -> Value {
    answer.json()["fields"][0].clone()
}

#[tokio::test]
async fn a_new_account_is_verified_with_a_code_and_signed_in() {
    let server = Server::start().await;
    let sent = server.message_with_code("New@example.com", CREATE).await;
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
    let sent = server.message_with_code("+4915123456789", CREATE).await;
    assert_eq!(server.create("+4915123456789", &code(sent), None).await.status, StatusCode::OK);
    assert_eq!(server.try_password("+4915123456789", STRONG).await.error(), "wrong-password");
}

#[tokio::test]
async fn an_existing_account_is_reported_only_in_a_message() {
    let server = Server::start().await;
    let sent = server.message_with_code(ANN, CREATE).await;
    assert_eq!((sent.decoy, sent.code.as_deref(), &*sent.purpose), (false, None, "account-exists"));
    for part in [&sent.subject, &sent.text, &sent.html] {
        // A color isn't a code.
        let mut words = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '#');
        assert!(!words.any(|word| word.len() > 5 && word.parse::<u64>().is_ok()), "no code: {part}");
    }
    for guess in ["000000", "123456"] {
        assert_eq!(server.create(ANN, guess, Some(STRONG)).await.error(), "wrong-sent-code");
    }
    assert_eq!(server.try_password(ANN, PASSWORD).await.status, StatusCode::OK, "nothing has changed");
}

#[tokio::test]
async fn an_easily_guessed_password_is_rejected_and_the_code_still_works() {
    let server = Server::start().await;
    let code = code(server.message_with_code(NEW, CREATE).await);
    for (password, because) in [("password1", "common"), ("new@example", "personal"), ("kxq7", "short")] {
        let rejected = server.create(NEW, &code, Some(password)).await;
        let expected = json!({ "field": "password", "rule": { "rule": "guessable", "because": because } });
        assert_eq!(field_error(&rejected), expected);
    }
    let long = "x7 ".repeat(43);
    assert_eq!(field_error(&server.create(NEW, &code, Some(&long)).await)["rule"]["rule"], "too_long");
    assert_eq!(server.create(NEW, &code, Some(STRONG)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_works_only_for_its_own_purpose() {
    let server = Server::start().await;
    let reset = code(server.message_with_code(ANN, RESET).await);
    server.advance(60);
    let sign_in = code(server.message_with_code(ANN, "sign-in").await);
    let enter = async |code: &str| server.enter_code(&Browser::default(), json!({ "name": ANN }), code).await;
    assert_eq!(enter(&reset).await.error(), "wrong-sent-code");
    assert_eq!(server.reset(&Browser::default(), ANN, &sign_in, STRONG).await.error(), "wrong-sent-code");
    assert_eq!(enter(&sign_in).await.status, StatusCode::OK, "codes for other purposes don't replace it");
    assert_eq!(server.reset(&Browser::default(), ANN, &reset, STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_notice_about_a_new_password_names_the_accounts_address_although_its_phone_is_older() {
    let server = Server::start().await;
    let [phone, bea] = ["+4915123456789", "bea@example.com"].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(vec![phone, bea.clone()], Some(hash)).await.expect("stored");
    server.execute("UPDATE sign_in_name SET verified = verified - 1000 WHERE name LIKE '+%'");
    let code = code(server.message_with_code("bea@example.com", RESET).await);
    let answer = server.reset(&Browser::default(), "bea@example.com", &code, STRONG).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let is_notice = |message: &Message| message.purpose == "password-changed" && message.to == bea.as_str();
    let notice = server.messages().await.into_iter().find(is_notice).expect("a notice");
    assert!(notice.text.contains(&bea.masked()), "{}", notice.text);
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_notifies_every_contact() {
    let server = Server::start().await;
    let names = ["bea@example.com", "+4915123456789"].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    let (thief, mut owner) = (server.browser("bea@example.com").await, server.browser(ANN).await);
    let code = code(server.message_with_code("bea@example.com", RESET).await);
    let answer = server.reset(&owner, "bea@example.com", &code, STRONG).await;
    owner.take_cookie(&answer);
    let accounts = |answer: Answer| answer.json()["accounts"].as_array().map(Vec::len);
    assert_eq!(accounts(server.read(&thief, "/api/session").await), Some(0));
    assert_eq!(accounts(server.read(&owner, "/api/session").await), Some(2), "the other account stays");
    assert_eq!(server.try_password("bea@example.com", PASSWORD).await.error(), "wrong-password");
    assert_eq!(server.try_password("bea@example.com", STRONG).await.status, StatusCode::OK);
    let notices: Vec<_> = server.messages().await.into_iter().map(|message| (message.to, message.purpose)).collect();
    let about = "password-changed".to_owned();
    assert_eq!(notices, [("bea@example.com".into(), about.clone()), ("+4915123456789".into(), about)]);
}

#[tokio::test]
async fn a_code_creates_one_account_even_in_concurrent_requests() {
    let server = Server::start().await;
    let code = code(server.message_with_code(NEW, CREATE).await);
    let tries = (0..10).map(|_| server.create(NEW, &code, Some(STRONG)));
    let answers = join_all(tries).await;
    let (made, rejected): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(made.len(), 1);
    assert!(rejected.iter().all(|answer| answer.error() == "sent-code-used"));
    let again = server.create(NEW, &code, Some(STRONG)).await;
    assert_eq!(again.error(), "sent-code-used", "a later retry gets the same response");
    assert_eq!(server.try_password(NEW, STRONG).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_cancels_sign_ins_in_progress() {
    let server = Server::start().await;
    let name = Contact::parse(ANN).expect("a contact");
    let checked = server.ctx.store.password_of(&name).await.expect("read").expect("an account");
    let sign_in = code(server.message_with_code(ANN, "sign-in").await);
    server.advance(60);
    let reset = code(server.message_with_code(ANN, RESET).await);
    assert_eq!(server.reset(&Browser::default(), ANN, &reset, STRONG).await.status, StatusCode::OK);
    let signing_in = ThisBrowser::default().signing_in(checked.account);
    let checked = CheckedPassword { hash: checked.hash.expect("a password"), anew: None };
    let late = server.ctx.store.sign_in_with_password(signing_in, checked, false).await;
    let is_rejected = matches!(late, Err(Stop::Refused(domain::Problem::WrongPassword)));
    assert!(is_rejected, "the password was verified before the reset and the sign-in completed after it: {late:?}");
    let earlier = server.enter_code(&Browser::default(), json!({ "name": ANN }), &sign_in).await;
    assert_eq!(earlier.error(), "sent-code-replaced");
}

#[tokio::test]
async fn failures_from_another_network_do_not_block_a_new_account() {
    let server = Server::start().await;
    for _ in 0..10 {
        assert!(["wrong-sent-code", "sent-code-spent"].contains(&&*server.create(NEW, "000000", None).await.error()));
    }
    assert_eq!(server.create(NEW, "000000", None).await.error(), "too-many", "for this network");
    let code = code(server.message_with_code(NEW, CREATE).await);
    let body = json!({ "for": { "name": NEW }, "code": code });
    let owner = Browser { address: Some(crate::server::address("198.51.100.7")), ..Browser::default() };
    assert_eq!(server.call(&owner, "/api/account/create", body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_mailbox_has_one_account_and_one_set_of_limits() {
    let server = Server::start().await;
    let first = code(server.message_with_code("new@exämple.com", CREATE).await);
    assert_eq!(server.create("new@xn--exmple-cua.com", &first, None).await.status, StatusCode::OK, "the same host");
    let ask = async |name: &str| {
        let body = json!({ "for": { "name": name }, "purpose": CREATE });
        server.call(&Browser::default(), "/api/single-use-code/request", body).await
    };
    assert_eq!(ask("new+shop@exämple.com").await.error(), "too-many", "the same mailbox");
    assert_eq!(ask("ｎew@exämple.com").await.error(), "too-many");
}

#[tokio::test]
async fn the_checks_of_new_passwords_are_limited() {
    let server = Server::start().await;
    let code = code(server.message_with_code(ANN, RESET).await);
    for _ in 0..60 {
        assert_eq!(server.reset(&Browser::default(), ANN, &code, "password").await.error(), "fields");
    }
    assert_eq!(server.reset(&Browser::default(), ANN, &code, "password").await.error(), "too-many");
}

#[tokio::test]
async fn the_well_known_address_for_changing_a_password_leads_there() {
    let server = Server::start().await;
    // For password managers (S12): https://www.w3.org/TR/change-password-url/
    let answer = server.read(&Browser::default(), "/.well-known/change-password").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers["location"], "/security?step=password");
    // By this address, they test whether a server's answers mean what they say.
    let other = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    assert_eq!(server.read(&Browser::default(), other).await.status, StatusCode::NOT_FOUND);
}
