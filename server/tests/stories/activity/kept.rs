//! How long recent activity is kept, and how much of it.

use super::{ANN, BEN, account};
use crate::server::{PASSWORD, Server};
use crate::tokens::{DAY, link_in};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;

#[tokio::test]
async fn activity_is_kept_for_180_days() {
    let server = Server::start().await;
    server.wrong_password(ANN).await;
    for _ in 0..25 {
        server.advance(7 * DAY);
        server.tidy().await;
    }
    assert_eq!(server.rows("activity"), 1);
    server.advance(6 * DAY);
    server.tidy().await;
    assert_eq!(server.rows("activity"), 0);
}

#[tokio::test]
async fn entries_of_names_without_an_account_are_gone_after_a_day() {
    let server = Server::start().await;
    server.wrong_password(ANN).await;
    server.wrong_password("nobody@example.com").await;
    assert_eq!(server.rows("activity"), 2, "both names cost the same");
    server.advance(DAY + 60);
    server.tidy().await;
    assert_eq!(server.rows("activity WHERE account = ''"), 0);
    assert_eq!(server.rows("activity"), 1);
}

#[tokio::test]
async fn a_deleted_account_leaves_no_activity() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    server.wrong_password(ANN).await;
    server.wrong_password(BEN).await;
    let id = server.id_of(ANN).await;
    assert!(server.ctx.store.delete_account(&id).await.expect("deleted"));
    assert_eq!(server.rows("activity"), 1, "Ben's");
}

#[tokio::test]
async fn guesses_beyond_the_limit_leave_no_entries() {
    let server = Server::start().await;
    let names = ["bea@example.com", "bea@example.org"];
    let contacts = names.map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(contacts.to_vec(), Some(hash)).await.expect("stored");
    for _ in 0..10 {
        server.wrong_password(names[0]).await;
    }
    for _ in 0..5 {
        server.wrong_password(names[1]).await; // beyond the account's limit, which the answer doesn't tell
    }
    assert_eq!(server.rows("activity"), 10);
}

// N8
#[tokio::test]
async fn what_an_owner_can_repeat_at_will_fills_no_disk() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    link_in(&server, &owner, "openid").await;
    let device = server.read(&owner, "/api/devices").await.json()["devices"][0]["id"].clone();
    let rename = async || {
        let body = json!({ "device": device, "name": "Kitchen" });
        assert_eq!(server.call(&owner, "/api/devices/rename", body).await.status, StatusCode::OK);
    };
    let just_now = (server.clock.now().0 - 60_000) << 21;
    server.add_entries(account(&owner), (498, "device_renamed", just_now));
    let before = server.rows("activity");
    rename().await;
    rename().await;
    assert_eq!(server.rows("activity"), before + 1, "the sign-in, the device, and 499 others");
    server.wrong_password(ANN).await;
    assert_eq!(server.rows("activity"), before + 2, "what others do is always stored");
    server.advance(3600);
    server.add_entries("another account", (600, "device_renamed", server.clock.now().0 << 21));
    rename().await;
    let of_owner = format!("activity WHERE account = '{}'", account(&owner));
    assert_eq!(server.rows(&of_owner), before + 3, "others' entries don't count");
}
