//! Sign-ins that were sent before the answer to another one had arrived: their cookie was just voided, so they are repeated (S13).

use super::at_once::signed_in;
use super::{ANN, BEA, CLEO, SIGN_IN, begin, complete, enter_password, options, sent_code, server, waits};
use crate::log::Log;
use crate::passkeys::with_passkey;
use crate::server::{Answer, Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::rng::Rng;
use server::secrets::Token;

const DAN: &str = "dan@example.com";
const STRONG: &str = "walnut harbour 42 tides";

/// Ann's browser, in which Cleo has just signed in as well, and the cookie that this has voided. Dan has never signed in.
async fn just_voided(server: &Server) -> (Browser, Browser) {
    server.add_account(DAN).await;
    let mut browser = server.browser(ANN).await;
    let voided = void(server, &mut browser, CLEO).await;
    (browser, voided)
}

/// Signs an account in that isn't asked for a code there. Returns the browser with the cookie that this has voided.
async fn void(server: &Server, browser: &mut Browser, name: &str) -> Browser {
    let voided = browser.clone();
    assert!(!enter_password(server, browser, name).await, "{name}");
    voided
}

async fn enter_dans_password(server: &Server, browser: &Browser) -> Answer {
    server.call(browser, SIGN_IN, json!({ "name": DAN, "password": PASSWORD })).await
}

fn is_too_late(answer: &Answer) -> bool {
    assert!(!answer.headers.contains_key("set-cookie"), "the other one's cookie stays");
    (answer.status, &*answer.error()) == (StatusCode::CONFLICT, "sign-in-too-late")
}

/// Sends a sign-in with a cookie that was just voided, and then with the new one.
async fn is_repeated(server: &Server, voided: &Browser, browser: &mut Browser, path: &str, body: &Value) {
    let (log, guard) = Log::begin();
    let late = server.call(voided, path, body.clone()).await;
    drop(guard);
    assert!(is_too_late(&late), "{path}: {}", late.text);
    let outcomes: Vec<_> = log.lines("event").iter().map(|event| event["outcome"].clone()).collect();
    assert_eq!(outcomes, ["too_late"], "{path}");
    let repeated = server.call(browser, path, body.clone()).await;
    assert_eq!(repeated.status, StatusCode::OK, "{path}: {}", repeated.text);
    browser.take_cookie(&repeated);
}

#[tokio::test]
async fn a_sign_in_with_a_cookie_that_was_just_voided_signs_no_account_out() {
    let server = server().await;
    let (mut browser, voided) = just_voided(&server).await;
    let rows = (server.rows("browser"), server.rows("session"));
    assert!(is_too_late(&enter_dans_password(&server, &voided).await));
    assert_eq!((server.rows("browser"), server.rows("session")), rows, "nobody is signed in");
    let dan = json!({ "name": DAN, "password": PASSWORD });
    is_repeated(&server, &voided, &mut browser, SIGN_IN, &dan).await;
    assert_eq!(signed_in(&server, &browser).await, Some(3));
}

#[tokio::test]
async fn a_right_password_that_comes_with_a_cookie_that_was_just_voided_leaves_an_event_of_its_account() {
    let server = server().await;
    let (browser, voided) = just_voided(&server).await;
    let (log, guard) = Log::begin();
    assert!(is_too_late(&enter_dans_password(&server, &voided).await));
    let dan = enter_dans_password(&server, &browser).await.json()["current"].clone();
    drop(guard);
    assert!(dan.is_string());
    let events = log.lines("event");
    let field = |name: &str| events.iter().map(|event| event[name].clone()).collect::<Vec<_>>();
    assert_eq!(field("kind"), ["sign_in", "sign_in"]);
    assert_eq!(field("outcome"), ["too_late", "success"]);
    assert_eq!(field("method"), ["password", "password"]);
    assert_eq!(field("account"), [dan.clone(), dan]);
}

#[tokio::test]
async fn codes_that_are_entered_with_a_cookie_that_was_just_voided_stay_unused() {
    let server = server().await;
    let (mut browser, _) = just_voided(&server).await;
    for (path, purpose, name) in [
        ("/api/session/sign-in-with-code", "sign-in", BEA),
        ("/api/account/create", "create-account", "new@example.com"),
        ("/api/account/reset-password", "reset-password", CLEO),
    ] {
        let asked = json!({ "for": { "name": name }, "purpose": purpose });
        let asked = server.call(&Browser::default(), "/api/single-use-code/request", asked).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
        let code = server.newest_mail().await.code.expect("a code");
        let mut body = json!({ "for": { "name": name }, "code": code });
        if purpose != "sign-in" {
            body["password"] = STRONG.into();
        }
        let voided = void(&server, &mut browser, DAN).await;
        is_repeated(&server, &voided, &mut browser, path, &body).await;
    }
    assert_eq!(signed_in(&server, &browser).await, Some(5));
}

#[tokio::test]
async fn a_passkey_that_is_used_with_a_cookie_that_was_just_voided_works_again() {
    let (server, mut browser, mut passkey) = with_passkey().await;
    server.add_account(DAN).await;
    let begun = server.call(&browser, "/api/session/passkey/begin", json!({})).await.json();
    let credential = passkey.get(begun["options"].as_str().expect("text"));
    let body = json!({ "ceremony": begun["ceremony"], "credential": credential });
    let voided = void(&server, &mut browser, DAN).await;
    is_repeated(&server, &voided, &mut browser, "/api/session/sign-in-with-passkey", &body).await;
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn a_second_step_with_a_cookie_that_was_just_voided_is_completed_with_the_new_one() {
    let (server, mut browser) = (server().await, Browser::default());
    let ann = begin(&server, &mut browser, ANN).await;
    let code = sent_code(&server, &browser, &ann).await;
    let voided = void(&server, &mut browser, CLEO).await;
    let body = json!({ "waiting": ann, "method": 1, "code": code });
    assert!(is_too_late(&server.call(&voided, "/api/verify", body.clone()).await));
    assert!(is_too_late(&options(&server, &voided, &ann).await), "the old cookie reads nothing");
    let waiting = json!({ "waiting": ann });
    assert!(is_too_late(&server.call(&voided, "/api/verify/passkey/begin", waiting.clone()).await));
    let asked = json!({ "waiting": ann, "method": 1 });
    assert!(is_too_late(&server.call(&voided, "/api/verify/request", asked.clone()).await));
    server.advance(60);
    assert!(!waits(&server, &voided, &ann).await, "the old cookie is unknown");
    for (path, body) in [("/api/verify", body), ("/api/verify/passkey/begin", waiting), ("/api/verify/request", asked)]
    {
        assert_eq!(server.call(&voided, path, body).await.error(), "nothing-to-verify", "{path}");
    }
    complete(&server, &mut browser, &ann, &code).await;
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn a_cookie_that_was_just_voided_gets_nothing_of_its_browser() {
    let server = server().await;
    let (browser, planted) = just_voided(&server).await;
    assert_eq!(signed_in(&server, &planted).await, Some(0));
    assert_eq!(server.read(&planted, "/api/devices").await.error(), "not-signed-in");
    let ann = json!({ "account": browser.account });
    assert_eq!(server.call(&planted, "/api/session/choose-account", ann.clone()).await.error(), "not-signed-in");
    server.call(&planted, "/api/session/sign-out", ann).await;
    assert!(is_too_late(&enter_dans_password(&server, &planted).await), "an account of the thief's own");
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn a_voided_cookie_is_unknown_after_a_minute() {
    let server = server().await;
    let (browser, voided) = just_voided(&server).await;
    server.advance(59);
    assert!(is_too_late(&enter_dans_password(&server, &voided).await));
    server.advance(1);
    let mut new = voided;
    new.take_cookie(&enter_dans_password(&server, &new).await);
    assert_eq!(signed_in(&server, &new).await, Some(1), "in a browser of its own");
    assert_eq!(signed_in(&server, &browser).await, Some(2));
}

#[tokio::test]
async fn a_cookie_that_is_nobodys_or_whose_browser_has_no_other_account_signs_in_in_a_new_browser() {
    let server = server().await;
    let (_, voided) = just_voided(&server).await;
    let unknown = Token::new(7, &Rng::seeded(9)).to_text();
    let stranger = Browser { cookie: Some(format!("session={unknown}")), ..Browser::default() };
    assert_eq!(enter_dans_password(&server, &stranger).await.status, StatusCode::OK);
    assert!(is_too_late(&enter_dans_password(&server, &voided).await));

    // The answer was lost, and the person signs in anew.
    let mut alone = Browser::default();
    alone.take_cookie(&enter_dans_password(&server, &alone).await);
    server.complete(&mut alone).await;
    let lost = void(&server, &mut alone.clone(), DAN).await;
    assert_eq!(enter_dans_password(&server, &lost).await.status, StatusCode::OK, "it signs nobody else out");
}

#[tokio::test]
async fn cookies_that_were_voided_while_the_clock_was_ahead_are_not_recognized_afterwards() {
    let server = server().await;
    server.add_account(DAN).await;
    let mut browser = server.browser(ANN).await;
    server.set_clock(3600);
    let voided = void(&server, &mut browser, CLEO).await;
    server.set_clock(-3600);
    assert_eq!(enter_dans_password(&server, &voided).await.status, StatusCode::OK);
}

#[tokio::test]
async fn voided_cookies_are_purged() {
    let server = server().await;
    let before = server.rows("voided_cookie");
    just_voided(&server).await;
    assert_eq!(server.rows("voided_cookie") - before, 2, "by the code of Ann's sign-in, and by Cleo's");
    for (after, is_kept) in [(60, true), (1, false)] {
        server.advance(after);
        while server.ctx.store.purge().await.expect("purged") {}
        assert_eq!(server.rows("voided_cookie") > 0, is_kept);
    }
    server.set_clock(1800);
    let mut browser = server.browser(DAN).await;
    void(&server, &mut browser, DAN).await;
    server.set_clock(-1800);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("voided_cookie"), 0, "the clock was ahead");
}
