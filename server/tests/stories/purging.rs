//! What is in use survives the purge, however old it is.

use crate::server::{Browser, PASSWORD, Server};
use crate::tokens::{DAY, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use serde_json::json;

const ANN: &str = "ann@example.com";

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
