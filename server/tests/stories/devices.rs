//! Managing devices: renaming, and undoing a link (L6).

use crate::server::{Browser, Server};
use crate::tokens::{DAY, link, link_in, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::delivery::Carriers;

#[tokio::test]
async fn an_owner_can_rename_a_device() {
    let (server, _) = linked().await;
    let browser = server.browser("ann@example.com").await;
    let devices = server.read(&browser, "/api/devices").await.json();
    let id = text(&devices["devices"][0], "id");
    let rename =
        async |name: &str| server.call(&browser, "/api/devices/rename", json!({ "device": id, "name": name })).await;
    assert_eq!(rename(" Küche ").await.json()["devices"][0]["name"], "Küche");
    assert_eq!(rename("see evil.com").await.json()["fields"][0]["rule"]["rule"], "plain_text");
    assert_eq!(rename(&"x".repeat(41)).await.json()["fields"][0]["rule"]["rule"], "too_long");
    assert_eq!(rename("").await.json()["devices"][0]["name"], Value::Null);
    server.add_account("ben@example.com").await;
    let ben = server.browser("ben@example.com").await;
    let other = server.call(&ben, "/api/devices/rename", json!({ "device": id, "name": "Mine" })).await;
    assert_eq!(other.error(), "device-unknown");
    let unreadable = server.call(&browser, "/api/devices/rename", json!({ "device": "my TV", "name": "Mine" })).await;
    assert_eq!(unreadable.error(), "device-unknown", "other texts aren't device ids");
}

#[tokio::test]
async fn the_link_in_a_message_undoes_the_linking_of_a_device() {
    let (server, tokens) = linked().await;
    let link = link_in_mail(&server).await;

    let stranger = Browser::default();
    let ask = async |link: &str| server.call(&stranger, "/api/undo/read", json!({ "link": link })).await;
    let undo = async |link: &str| server.call(&stranger, "/api/undo/this-was-not-me", json!({ "link": link })).await;
    let linked_device = ask(&link).await.json();
    assert_eq!(
        (linked_device["client"].clone(), linked_device["undone"].clone()),
        (json!("Living Room TV"), json!(false))
    );
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::OK, "reading changes nothing");
    assert_eq!(ask(&"A".repeat(54)).await.error(), "message-link-unknown");
    assert_eq!(undo(&"A".repeat(54)).await.error(), "message-link-unknown");

    assert_eq!(undo(&link).await.status, StatusCode::OK);
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    assert_eq!(undo(&link).await.status, StatusCode::OK, "undoing again succeeds");
    assert_eq!(ask(&link).await.json()["undone"], true);
    server.advance(30 * DAY);
    assert_eq!(ask(&link).await.error(), "message-link-unknown");
}

#[tokio::test]
async fn a_device_undone_before_collection_gets_access_denied() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let link = link_in_mail(&server).await;
    server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
    assert_eq!(server.poll(&device).await.error(), "access_denied");
}

#[tokio::test]
async fn a_device_without_a_refresh_token_is_listed_until_its_access_token_expires() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let device = server.device().await;
    let approve = async || server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(approve().await.status, StatusCode::OK);
    let tokens = server.poll(&device).await.json();
    let link = link_in_mail(&server).await;
    let devices = async || server.read(&browser, "/api/devices").await.json()["devices"].clone();
    let id = text(&devices().await[0], "id");
    let collection = format!("/api/link/collection?device={id}");
    server.advance(599);
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::OK);
    server.advance(10); // the token that it could have collected again lives as long
    assert_eq!((&devices().await[0]["id"], &approve().await.json()["device"]), (&json!(id), &json!(id)));
    server.advance(1);
    assert_eq!((devices().await, approve().await.json().get("device")), (json!([]), None));
    let removed = server.call(&browser, "/api/devices/remove", json!({ "device": id })).await;
    assert_eq!((removed.status, removed.error()), (StatusCode::NOT_FOUND, "device-unknown".into()));
    assert_eq!(server.read(&browser, &collection).await.error(), "device-unknown");
    while server.ctx.store.purge().await.expect("purged") {}
    let stranger = Browser::default();
    let ask = async || server.call(&stranger, "/api/undo/read", json!({ "link": link })).await.json();
    assert_eq!(ask().await["undone"], false, "it was linked, and the owner can still say that it wasn't them");
    let undone = server.call(&stranger, "/api/undo/this-was-not-me", json!({ "link": link })).await;
    assert_eq!((undone.status, &ask().await["undone"]), (StatusCode::OK, &json!(true)));
}

#[tokio::test]
async fn a_device_whose_access_token_is_of_a_time_when_the_clock_was_ahead_leaves_the_list() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    server.set_clock(365 * 24 * 3600);
    let tokens = link(&server, "openid").await;
    server.set_clock(-365 * 24 * 3600);
    link_in(&server, &browser, "openid").await;
    let listed = async || server.read(&browser, "/api/devices").await.json()["devices"].as_array().map(Vec::len);
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(listed().await, Some(2));
    server.tidy().await;
    assert_eq!((listed().await, server.rows("oauth_grant")), (Some(1), 1), "the one of today stays");
}

#[tokio::test]
async fn an_account_has_at_most_five_hundred_devices_until_it_removes_one() {
    let (server, _) = linked().await;
    server.execute(
        "INSERT INTO oauth_grant (id, account, client, scopes, auth_time, amr, granted, used, epoch)
         WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 498)
         SELECT n, account, client, scopes, auth_time, amr, granted, used, epoch FROM oauth_grant, number;
         INSERT INTO device (id, address) SELECT id, '192.0.2.1' FROM oauth_grant WHERE id <= 498;",
    );
    let browser = server.browser("ann@example.com").await;
    let approve = async |browser: &Browser, code: &str| {
        let answer = server.call(browser, "/api/link/approve", json!({ "code": code })).await;
        if answer.status == StatusCode::OK { "linked".to_owned() } else { answer.error() }
    };
    let (last, refused_once) = (server.device().await, server.device().await);
    assert_eq!(approve(&browser, &last.user_code).await, "linked", "the last one");
    let refused = server.call(&browser, "/api/link/approve", json!({ "code": refused_once.user_code })).await;
    assert_eq!((refused.error(), &refused.json()["most_devices"]), ("too-many-devices".into(), &json!(500)));
    let devices = server.read(&browser, "/api/devices").await.json();
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(500));
    let id = &devices["devices"][0]["id"];
    assert_eq!(server.call(&browser, "/api/devices/remove", json!({ "device": id })).await.status, StatusCode::OK);
    assert_eq!(approve(&browser, &refused_once.user_code).await, "linked", "the refusal hasn't used its code up");
    server.add_account("ben@example.com").await;
    let ben = server.browser("ben@example.com").await;
    assert_eq!(approve(&ben, &server.device().await.user_code).await, "linked", "another account");
    for unlisted in ["expires = granted WHERE id = 1", "used = NULL, epoch = epoch + 1 WHERE id = 2"] {
        let device = server.device().await;
        assert_eq!(approve(&browser, &device.user_code).await, "too-many-devices");
        server.execute(&format!("UPDATE oauth_grant SET {unlisted}"));
        assert_eq!(approve(&browser, &device.user_code).await, "linked", "{unlisted}: it takes no place");
    }
}

/// The secret of the link in the email about a new device.
pub(crate) async fn link_in_mail(server: &Server) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    server::delivery::deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    let file = std::fs::read_dir(folder.path()).expect("a folder").next().expect("an email").expect("a file").path();
    let mail: Value = serde_json::from_slice(&std::fs::read(file).expect("a file")).expect("JSON");
    text(&mail, "text").split("/undo/").nth(1).expect("a link").trim().to_owned()
}
