//! What is in use survives the purge, however old it is.

use crate::server::{Browser, PASSWORD, Server, join_all};
use crate::tokens::{DAY, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::store::{CheckedPassword, ThisBrowser};

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";

async fn purge(server: &Server) {
    while server.ctx.store.purge().await.expect("purged") {}
}

#[tokio::test]
async fn a_browser_stays_signed_in_as_long_as_it_is_used() {
    let server = Server::start().await;
    let (used, idle) = (server.browser(ANN).await, server.browser(ANN).await);
    let accounts = async |browser| {
        let session = server.read(browser, "/api/session").await.json();
        session["accounts"].as_array().map(Vec::len)
    };
    for week in 1..=30 {
        server.advance(7 * DAY);
        purge(&server).await;
        assert_eq!(accounts(&used).await, Some(1), "week {week}");
    }
    assert_eq!(accounts(&idle).await, Some(0), "it was idle for longer than a session may be");
    assert_eq!(server.rows("known_browser"), 1, "nor does the account know it any more");
}

#[tokio::test]
async fn a_visit_keeps_a_browser_known_to_the_accounts_that_are_signed_in_there() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let mut browser = server.browser(BEN).await;
    let bens = server.browser(BEN).await; // where he stays signed in
    let ben = browser.account.take();
    let body = json!({ "name": ANN, "password": PASSWORD });
    let signed_in = server.call(&browser, SIGN_IN, body).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    server.advance(DAY); // so that Ben's account doesn't forget the browser at once
    server.call(&browser, "/api/session/sign-out", json!({ "account": ben })).await;
    assert_eq!(server.rows("known_browser"), 3);
    for _ in 0..5 {
        server.advance(7 * DAY);
        for used in [&browser, &bens] {
            assert_eq!(server.read(used, "/api/devices").await.status, StatusCode::OK);
        }
        purge(&server).await;
    }
    assert_eq!(server.rows("known_browser"), 2, "Ann's, and the one that Ben uses");
}

#[tokio::test]
async fn a_device_stays_linked_as_long_as_it_refreshes() {
    let (server, tokens) = linked().await;
    let mut refresh_token = text(&tokens, "refresh_token");
    for month in 1..=30 {
        server.advance(30 * DAY);
        purge(&server).await;
        let answer = refresh(&server, &refresh_token).await;
        assert_eq!(answer.status, StatusCode::OK, "month {month}: {}", answer.text);
        refresh_token = text(&answer.json(), "refresh_token");
        assert_eq!(userinfo(&server, &text(&answer.json(), "access_token")).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_browser_that_has_only_begun_a_sign_in_is_deleted_after_an_hour() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let bens = server.browser("ben@example.com").await;
    let mut owner = server.browser(ANN).await;
    let begin = async |browser: &Browser, name: &str| {
        let body = json!({ "name": name, "password": PASSWORD });
        let answer = server.call(browser, "/api/session/sign-in-with-password", body).await;
        assert_eq!(answer.json()["pending"], true, "{}", answer.text);
        answer
    };
    for _ in 0..3 {
        begin(&Browser::default(), ANN).await;
    }
    owner.take_cookie(&begin(&owner, "ben@example.com").await);
    server.advance(3600);
    purge(&server).await;
    assert_eq!(server.rows("browser"), 5);
    server.advance(1);
    purge(&server).await;
    assert_eq!(server.rows("browser"), 2);
    for browser in [&owner, &bens] {
        assert_eq!(server.read(browser, "/api/devices").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn all_browsers_of_a_flood_of_begun_sign_ins_are_deleted_after_an_hour() {
    let server = Server::start().await;
    let store = &server.ctx.store;
    let record = store.password_of(&Contact::parse(ANN).expect("a contact")).await.expect("read");
    let record = record.expect("an account");
    let hash = record.hash.expect("a password");
    let begin = |_| {
        let signing_in = ThisBrowser::default().signing_in(record.account.clone());
        store.sign_in_with_password(signing_in, CheckedPassword { hash: hash.clone(), anew: None }, true)
    };
    let answers = join_all((0..600).map(begin)).await; // more than one batch of the purge
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.rows("browser"), 600);
    server.advance(3601);
    purge(&server).await;
    assert_eq!(server.rows("browser"), 0);
}

#[tokio::test]
async fn a_browser_with_a_session_or_a_past_stays_although_a_sign_in_was_only_begun_there() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    server.browser(BEN).await;
    let mut known = server.browser(ANN).await;
    server.advance(DAY); // so that the account doesn't forget the browser at once
    server.call(&known, "/api/session/sign-out", json!({ "account": known.account })).await;
    let mut shared = Browser::default();
    let body = json!({ "name": ANN, "password": PASSWORD, "shared": true });
    shared.take_cookie(&server.call(&shared, SIGN_IN, body).await);
    let session = server.complete(&mut shared).await;
    shared.account = session["current"].as_str().map(str::to_owned);
    for browser in [&mut known, &mut shared] {
        let answer = server.call(browser, SIGN_IN, json!({ "name": BEN, "password": PASSWORD })).await;
        assert_eq!(answer.json()["pending"], true, "{}", answer.text);
        browser.take_cookie(&answer);
    }
    for _ in 0..4 {
        server.advance(20 * 60);
        assert_eq!(server.read(&shared, "/api/devices").await.status, StatusCode::OK);
        purge(&server).await;
    }
    assert_eq!(server.rows("browser"), 3);
}
