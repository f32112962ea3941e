//! A store that was restored from a backup (O10).

use crate::log::Log;
use crate::server::Server;
use crate::tokens::{linked, refresh, text};
use axum::http::StatusCode;
use serde_json::Value;

/// The refresh tokens that a device gets one after another.
async fn refreshed(server: &Server, tokens: &Value, times: usize) -> Vec<String> {
    let mut all = vec![text(tokens, "refresh_token")];
    for at in 0..times {
        server.advance(60);
        all.push(text(&refresh(server, &all[at]).await.json(), "refresh_token"));
    }
    all
}

/// As if the store were restored from a backup that was made after the first of these tokens was used.
fn restore(server: &Server) {
    server.execute("UPDATE refresh_family SET generation = 1");
}

#[tokio::test]
async fn a_restored_store_takes_a_newer_refresh_token_as_the_newest() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    let (log, guard) = Log::begin();
    let next = refresh(&server, &all[4]).await;
    drop(guard);
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
    assert!(log.text().contains("the store is older than its tokens: was it restored?"), "{}", log.text());
    let again = refresh(&server, &all[4]).await.json();
    assert_eq!(again["refresh_token"], next.json()["refresh_token"], "a retry");
    assert_eq!(refresh(&server, &text(&again, "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_restored_store_takes_it_even_if_the_backup_is_older_than_a_refresh_token_lives() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    server.execute("UPDATE refresh_family SET rotated = 0");
    assert_eq!(refresh(&server, &all[4]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn in_a_restored_store_a_lower_token_still_revokes_its_grant() {
    let (server, tokens) = linked().await;
    let all = refreshed(&server, &tokens, 4).await;
    restore(&server);
    assert_eq!(refresh(&server, &all[3]).await.status, StatusCode::OK, "the newest that was seen");
    server.advance(60);
    assert_eq!(refresh(&server, &all[2]).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &all[4]).await.error(), "invalid_grant", "a copy: its grant is revoked");
}
