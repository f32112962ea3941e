//! What is in use survives the purge, however old it is.

use crate::server::Server;
use crate::tokens::{DAY, linked, refresh, text, userinfo};
use axum::http::StatusCode;

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
