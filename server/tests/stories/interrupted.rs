//! Interruptions: a page that stops waiting, an answer that is lost, a session that ends in the meantime, a database that can't write.

use crate::authenticators::with_app;
use crate::server::{Browser, PASSWORD, Server};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use serde_json::json;
use server::credentials::passwords::WorkRequester;
use server::secrets::Token;
use server::store::{BrowserLabel, BrowserSession, CheckedPassword, CodeEntry, SigningIn, Stop, VerifiedFor};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

const ANN: &str = "ann@example.com";
const NEW: &str = "walnut harbour 42 tides";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

impl Server {
    /// A browser's session, as a request reads it.
    pub(crate) async fn session_of(&self, browser: &Browser) -> BrowserSession {
        let cookie = browser.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).expect("a cookie").1;
        let token = Token::parse(cookie).expect("a token");
        self.ctx.store.browser(&token).await.expect("read").expect("a browser")
    }

    /// The wrong passwords that are counted for Ann, in a browser that she uses or in a stranger's.
    async fn failures(&self, browser: Option<&BrowserSession>) -> u32 {
        let (name, store) = (Contact::parse(ANN).expect("a contact"), &self.ctx.store);
        let whom = store.addressee(ChallengePurpose::SignIn, name.clone(), name, browser).await.expect("read");
        let counts = store.wrong_passwords(&whom, crate::server::address("192.0.2.1"));
        store.tries(&counts.name).await.expect("read")
    }

    /// Another process writes to the database.
    pub(crate) fn execute(&self, sql: &str) {
        let database = rusqlite::Connection::open(self.folder().join("countersign.db")).expect("opens");
        database.execute_batch(sql).expect("written");
    }

    /// From now on, this change of a table fails.
    fn cannot(&self, change: &str) {
        self.execute(&format!("CREATE TRIGGER full BEFORE {change} BEGIN SELECT RAISE(ABORT, 'a full disk'); END"));
    }
}

#[tokio::test]
async fn a_right_password_is_not_counted_when_the_page_stops_waiting() {
    let server = Server::start().await;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for _ in 0..2 * cores {
        let passwords = server.ctx.passwords.clone();
        tokio::spawn(async move { passwords.hash_new_by_command("walnut harbour 42 tides".into(), Vec::new()).await });
    }
    tokio::task::yield_now().await;
    {
        let browser = Browser::default();
        let mut call = pin!(server.call(&browser, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })));
        while server.failures(None).await == 0 {
            let answered = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await;
            assert!(!answered, "the password's turn came too soon for this story");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    for _ in 0..5000 {
        if server.failures(None).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the right password stays counted as a wrong one");
}

#[tokio::test]
async fn a_right_password_signs_in_even_if_the_queue_has_no_place_to_hash_it_again() {
    const OLD: &str = "old@example.com";
    let server = Server::start().await;
    let outdated = server.add_account_with_outdated_hash(OLD).await;
    let browser = Browser::default();
    let mut call = pin!(server.call(&browser, SIGN_IN, json!({ "name": OLD, "password": PASSWORD })));
    let mut others = Vec::new();
    let answer = poll_fn(|context| {
        let answer = call.as_mut().poll(context);
        // The password has its place. From now on, others take each one that becomes free.
        let neighbor = || WorkRequester::stranger(crate::server::address("192.0.2.1"));
        let place = || server.ctx.passwords.place(neighbor());
        others.extend(std::iter::from_fn(|| place().ok()));
        context.waker().wake_by_ref();
        answer
    });
    assert_eq!(answer.await.status, StatusCode::OK);
    assert_eq!(server.hash_of(OLD).await, outdated);
}

#[tokio::test]
async fn a_password_whose_answer_was_lost_can_be_changed_again() {
    let server = Server::start().await;
    let mut browser = server.browser(ANN).await;
    server.complete_step_up(&mut browser).await;
    let change = async |browser: &Browser| {
        server.call(browser, "/api/account/change-password", json!({ "password": NEW })).await
    };
    assert_eq!(change(&browser).await.status, StatusCode::OK); // its cookie never arrives
    assert_eq!(change(&browser).await.error(), "step-up-needed", "the session is kept, its verification isn't");
    server.complete_step_up(&mut browser).await;
    assert_eq!(change(&browser).await.status, StatusCode::OK);
    server.advance(60);
    assert_eq!(server.read(&browser, "/api/devices").await.error(), "not-signed-in");
}

#[tokio::test]
async fn a_copied_cookie_does_not_outlive_a_changed_password() {
    let server = Server::start().await;
    server.add_account("eve@example.com").await;
    let mut owner = server.browser(ANN).await;
    server.complete_step_up(&mut owner).await;
    let mut thief = owner.clone();
    let changed = server.call(&owner, "/api/account/change-password", json!({ "password": NEW })).await;
    owner.take_cookie(&changed);
    let signed_in = server.call(&thief, SIGN_IN, json!({ "name": "eve@example.com", "password": PASSWORD })).await;
    thief.take_cookie(&signed_in);
    let accounts = signed_in.json()["accounts"].as_array().map(Vec::len);
    assert_eq!(accounts, Some(1), "only the thief's own: {}", signed_in.text);
    let chosen = server.call(&thief, "/api/session/choose-account", json!({ "account": owner.account })).await;
    assert_eq!(chosen.error(), "not-signed-in");
    assert_eq!(server.read(&owner, "/api/devices").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_step_up_whose_session_has_ended_uses_up_its_code_and_changes_nothing_else() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    server.advance(24 * 3600); // signing out doesn't make the browser unknown any more
    let session = server.session_of(&browser).await;
    for _ in 0..3 {
        server.call(&browser, SIGN_IN, json!({ "name": ANN, "password": "wrong" })).await;
    }
    assert_eq!(server.failures(Some(&session)).await, 3);
    let asked = server.call(&browser, "/api/verify/request", json!({ "account": browser.account, "method": 1 })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let code = server.newest_mail().await.code.expect("a code");
    let store = &server.ctx.store;
    let (account, ann) = (session.accounts[0].id.clone(), Contact::parse(ANN).expect("a contact"));
    let enter = async || {
        let to = store.addressee_of(ChallengePurpose::StepUp, account.clone(), ann.clone(), &session).await;
        let to = to.expect("read");
        let counts = store.wrong_codes(&to, crate::server::address("192.0.2.1"));
        let entry = CodeEntry { to, code: OneTimeCode::parse(&code).expect("a code"), counts, prefixes: Vec::new() };
        store.verify_with_code(entry, VerifiedFor::StepUp { browser: session.clone(), operation: None }).await
    };
    server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    let refused = enter().await;
    assert!(matches!(refused, Err(Stop::Counted(domain::Problem::NotSignedIn))), "{:?}", refused.err());
    assert_eq!(server.failures(Some(&session)).await, 3, "nothing was verified");
    let again = enter().await;
    assert!(matches!(again, Err(Stop::Counted(domain::Problem::SentCodeUsed))), "{:?}", again.err());
}

#[tokio::test]
async fn a_visit_that_cannot_be_noted_fails_no_read() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    server.advance(3600);
    server.cannot("UPDATE OF seen ON browser");
    assert_eq!(server.read(&browser, "/api/devices").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_use_that_cannot_be_noted_fails_no_userinfo() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let token = server.poll(&device).await.json()["access_token"].as_str().expect("a token").to_owned();
    server.execute("UPDATE oauth_grant SET used = 0");
    server.cannot("UPDATE ON oauth_grant");
    let request = Request::get("/oauth/userinfo").header("authorization", format!("Bearer {token}"));
    let info = server.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(info.status, StatusCode::OK, "{}", info.text);
}

#[tokio::test]
async fn on_a_shared_computer_trust_does_not_skip_a_second_step_that_is_required_meanwhile() {
    let (server, _, app) = with_app().await;
    let mut browser = Browser::default();
    server.needs_second_step(&mut browser).await;
    let trusted = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
    browser.take_cookie(&server.second_step(&browser, trusted).await);
    let (store, read) = (&server.ctx.store, server.session_of(&browser).await);
    let record = store.password_of(&Contact::parse(ANN).expect("a contact")).await.expect("read");
    let record = record.expect("an account");
    let signing_in = SigningIn {
        account: record.account,
        previous: Some(read),
        country: None,
        label: BrowserLabel::default(),
        language: "en",
        shared: true,
        operation: None,
        unknown_cookies: Vec::new(),
    };
    let checked = CheckedPassword { hash: record.hash.expect("a password"), anew: None };
    // Two-step verification was off when the circumstances were read.
    let cookie = store.sign_in_with_password(signing_in, checked, false).await.expect("the first step").token;
    assert!(store.browser(&cookie).await.expect("read").expect("a browser").has_waiting());
}
