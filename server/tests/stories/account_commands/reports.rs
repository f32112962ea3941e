//! The server's reports about commands, an event and messages for each, and about unlinked devices, also if one can't be reported.

use crate::log::Log;
use crate::server::Server;
use crate::tokens::{DAY, link_in};
use axum::http::StatusCode;
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::cli::{CommandReports, UnlinkedDeviceReports};
use server::config::ClientConfig;

const ANN: &str = "ann@example.com";

/// The kinds of the events in a log.
fn kinds(log: &Log) -> Vec<Value> {
    log.lines("event").into_iter().map(|event| event["kind"].clone()).collect()
}

#[tokio::test]
async fn a_command_that_cannot_be_reported_is_logged_once_and_does_not_stop_the_others() {
    let server = Server::start().await;
    server.command(&["disable", ANN]);
    server.command(&["enable", ANN]);
    server.execute(
        "CREATE TRIGGER stuck BEFORE DELETE ON account_command WHEN OLD.command = 'disable'
         BEGIN SELECT RAISE(ABORT, 'a full disk'); END",
    );
    let (log, guard) = Log::begin();
    let mut reports = CommandReports::default();
    for _ in 0..3 {
        assert!(!reports.report(&server.ctx).await.expect("read"), "not all reported");
    }
    assert_eq!(log.lines("the messages about a command couldn't be written").len(), 1, "{}", log.text());
    assert_eq!(kinds(&log), ["account_disabled", "account_enabled"]);
    assert_eq!(server.messages().await.len(), 1, "about the second command");
    server.execute("DROP TRIGGER stuck");
    for _ in 0..2 {
        assert!(reports.report(&server.ctx).await.expect("read"), "all reported");
    }
    drop(guard);
    assert_eq!(kinds(&log).len(), 2, "each once");
    assert_eq!(server.messages().await.len(), 1, "about the first command");
}

/// The events about devices that were unlinked.
async fn unlinked(server: &Server) -> Vec<Value> {
    let (log, guard) = Log::begin();
    for _ in 0..2 {
        UnlinkedDeviceReports::default().report(&server.ctx).await.expect("logged");
    }
    drop(guard);
    log.lines("event")
}

#[tokio::test]
async fn each_device_of_a_removed_client_leaves_one_event() {
    let server = Server::start().await;
    server.add_client(ClientConfig::new("phone", "A phone", DeviceKind::App)).await;
    let browser = server.browser(ANN).await;
    for _ in 0..2 {
        link_in(&server, &browser, "openid").await;
    }
    let codes = server.form("/oauth/device_authorization", &[("client_id", "phone")]).await.json();
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": codes["user_code"] })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    assert_eq!(unlinked(&server).await, [] as [Value; 0]);
    assert!(server.ctx.store.remove_client("tv".into()).await.expect("removed"));
    let events = unlinked(&server).await;
    assert_eq!(events.len(), 2, "{events:?}");
    for event in &events {
        assert_eq!(event["kind"], "device_client_removed");
        assert_eq!((&event["client"], &event["account"]), (&json!("tv"), &json!(browser.account)));
        assert!(event["device"].is_string(), "{event}");
    }
    assert_ne!(events[0]["device"], events[1]["device"]);
    let devices = server.read(&browser, "/api/devices").await.json();
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(1), "the other client's: {devices}");
}

#[tokio::test]
async fn a_device_that_cannot_be_forgotten_is_logged_once_and_by_the_next_server_again() {
    let server = Server::start().await;
    link_in(&server, &server.browser(ANN).await, "openid").await;
    server
        .execute("CREATE TRIGGER stuck BEFORE DELETE ON unlinked_device BEGIN SELECT RAISE(ABORT, 'a full disk'); END");
    assert!(server.ctx.store.remove_client("tv".into()).await.expect("removed"));
    let (log, guard) = Log::begin();
    let mut reports = UnlinkedDeviceReports::default();
    for _ in 0..3 {
        reports.report(&server.ctx).await.expect("read");
    }
    assert_eq!(kinds(&log), ["device_client_removed"]);
    assert_eq!(log.lines("devices that were unlinked are logged, but couldn't be forgotten").len(), 1);
    server.execute("DROP TRIGGER stuck");
    for _ in 0..2 {
        UnlinkedDeviceReports::default().report(&server.ctx).await.expect("read");
    }
    drop(guard);
    assert_eq!(kinds(&log), ["device_client_removed"; 2]);
}

#[tokio::test]
async fn very_many_unlinked_devices_are_logged_in_batches() {
    let server = Server::start().await;
    server.execute(
        "INSERT INTO unlinked_device (id, account, client, reason)
         WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 501)
         SELECT n, 'an account', 'tv', 'idle' FROM number",
    );
    let (log, guard) = Log::begin();
    let mut reports = UnlinkedDeviceReports::default();
    for logged in [500, 501, 501] {
        reports.report(&server.ctx).await.expect("logged");
        assert_eq!((kinds(&log).len(), server.rows("unlinked_device")), (logged, u32::from(logged == 500)));
    }
    drop(guard);
}

#[tokio::test]
async fn a_device_that_never_collected_its_tokens_leaves_one_event_when_it_is_unlinked() {
    let server = Server::start().await;
    let (browser, device) = (server.browser(ANN).await, server.device().await);
    server.advance(300); // the hour begins when it is linked
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    link_in(&server, &browser, "openid offline_access").await; // this one collects them
    server.device().await; // and nobody links this one
    let purge = async || while server.ctx.store.purge().await.expect("purged") {};
    server.advance(3600);
    purge().await;
    assert_eq!(unlinked(&server).await, [] as [Value; 0]);
    server.advance(1);
    purge().await;
    let events = unlinked(&server).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!((&events[0]["kind"], &events[0]["client"]), (&json!("device_uncollected"), &json!("tv")));
    assert_eq!(events[0]["account"], json!(browser.account));
    assert!(events[0]["device"].is_string(), "{events:?}");
    assert_eq!(server.rows("oauth_grant"), 1);
}

#[tokio::test]
async fn a_device_that_was_idle_for_too_long_leaves_one_event_when_it_is_unlinked() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    link_in(&server, &browser, "openid offline_access").await;
    server.advance(89 * DAY);
    let purge = async || while server.ctx.store.purge().await.expect("purged") {};
    purge().await;
    link_in(&server, &server.browser(ANN).await, "openid offline_access").await;
    assert_eq!(unlinked(&server).await, [] as [Value; 0]);
    server.advance(2 * DAY);
    purge().await;
    let events = unlinked(&server).await;
    assert_eq!(events.len(), 1, "only the device of before: {events:?}");
    assert_eq!((&events[0]["kind"], &events[0]["client"]), (&json!("device_expired"), &json!("tv")));
    assert_eq!(server.rows("oauth_grant"), 1);
}

#[tokio::test]
async fn a_device_without_a_refresh_token_leaves_one_event_when_its_access_token_has_expired() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    link_in(&server, &browser, "openid offline_access").await; // this one can refresh
    link_in(&server, &browser, "openid").await;
    let purge = async || while server.ctx.store.purge().await.expect("purged") {};
    server.advance(609); // ten minutes, and ten seconds in which it can collect its tokens again
    purge().await;
    assert_eq!(unlinked(&server).await, [] as [Value; 0]);
    server.advance(1);
    purge().await;
    let events = unlinked(&server).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!((&events[0]["kind"], &events[0]["client"]), (&json!("device_expired"), &json!("tv")));
    assert_eq!((&events[0]["account"], server.rows("oauth_grant")), (&json!(browser.account), 1));
}
