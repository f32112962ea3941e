//! A message that stands for several notices: each device in it can be undone (L6, U9).

use super::accounts::server;
use super::{ANN, DAY, delivered, link_devices, purposes, text};
use crate::log::Log;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::secrets::Token;

#[tokio::test]
async fn each_linked_device_of_a_merged_message_can_be_undone() {
    let server = server().await;
    let browser = server.browser(ANN).await;
    link_devices(&server, &browser, 26).await;
    let mut messages = delivered(&server).await;
    server.advance(DAY);
    messages.extend(delivered(&server).await);
    assert_eq!(purposes(&messages), ["device-linked", "several-changes"]);
    let links = messages.iter().flat_map(|message| text(message).split("/undo/").skip(1));
    let links: Vec<_> = links.filter_map(|rest| rest.split_whitespace().next()).collect();
    assert_eq!(links.len(), 22, "the first device, twenty that are listed, and the others together");
    let undo = async |link: &str| {
        let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    };
    undo(links[21]).await;
    assert_eq!(server.rows("oauth_grant"), 21, "five with one link");
    for link in links {
        undo(link).await;
    }
    assert_eq!(server.rows("oauth_grant"), 0);
}

/// A server with 26 devices, of which one link undoes five that a merged message doesn't list: two that were linked a day ago, and three that
/// were linked an hour later.
async fn with_link_of_five() -> (Server, String) {
    let server = server().await;
    let browser = server.browser(ANN).await;
    for number in [3, 23] {
        link_devices(&server, &browser, number).await;
        delivered(&server).await;
        server.advance(3600);
    }
    server.advance(DAY - 2 * 3600);
    let link = last_link(&delivered(&server).await[0]);
    (server, link)
}

/// The last undo link in a message.
fn last_link(message: &Value) -> String {
    let link = text(message).split("/undo/").last().and_then(|rest| rest.split_whitespace().next());
    link.expect("a link").to_owned()
}

/// The number of devices that a link has yet to undo.
async fn left(server: &Server, link: &str) -> Option<usize> {
    let link = Token::parse(link).expect("a link");
    server.ctx.store.devices_of_undo_link(&link).await.expect("read").map(|devices| devices.len())
}

/// Whether the page of a link says that all its devices were unlinked, and the number of those besides the first.
async fn what_is_read(server: &Server, link: &str) -> (bool, u64) {
    let read = server.call(&Browser::default(), "/api/undo/read", json!({ "link": link })).await.json();
    (read["undone"].as_bool().expect("a boolean"), read["others"].as_u64().expect("a number"))
}

#[tokio::test]
async fn a_link_that_undoes_several_devices_says_so_and_is_undone_when_all_are() {
    let (server, link) = with_link_of_five().await;
    assert_eq!(what_is_read(&server, &link).await, (false, 4));
    // As if its own device had been undone with a link in another mailbox.
    server.execute("UPDATE undo SET undone = linked WHERE id IN (SELECT undone_by_link FROM undo)");
    assert_eq!(what_is_read(&server, &link).await, (false, 4), "the others aren't undone");
    let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
    assert_eq!((undone.status, server.rows("oauth_grant")), (StatusCode::OK, 22), "all but its own: {}", undone.text);
    assert_eq!(what_is_read(&server, &link).await, (true, 4));
}

#[tokio::test]
async fn a_link_that_undoes_several_devices_does_not_count_those_that_were_removed() {
    let (server, link) = with_link_of_five().await;
    // As if their owner had removed one of them, and then all but the link's own.
    for (removed, others) in [("min(device)", 3), ("device", 0)] {
        let further = format!("SELECT {removed} FROM undo WHERE undone_by_link IS NOT NULL");
        server.execute(&format!("DELETE FROM oauth_grant WHERE id IN ({further})"));
        assert_eq!(what_is_read(&server, &link).await, (false, others), "{removed}");
        assert_eq!(left(&server, &link).await, usize::try_from(others + 1).ok(), "{removed}");
    }
    let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
    assert_eq!((undone.status, server.rows("oauth_grant")), (StatusCode::OK, 21), "{}", undone.text);
    assert_eq!(what_is_read(&server, &link).await, (true, 0));
}

#[tokio::test]
async fn a_link_that_could_undo_only_some_of_its_devices_undoes_the_others_later_and_each_leaves_one_event() {
    let (server, link) = with_link_of_five().await;
    server.execute(
        "CREATE TRIGGER stuck BEFORE UPDATE OF undone ON undo WHEN (SELECT count(*) FROM oauth_grant) < 24
         BEGIN SELECT RAISE(ABORT, 'a full disk'); END",
    );
    let (log, guard) = Log::begin();
    let undo = async || server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
    assert_eq!(undo().await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!((server.rows("oauth_grant"), what_is_read(&server, &link).await), (24, (false, 4)));
    assert_eq!(left(&server, &link).await, Some(3), "no device is undone again");
    server.execute("DROP TRIGGER stuck");
    assert_eq!(undo().await.status, StatusCode::OK);
    drop(guard);
    assert_eq!((server.rows("oauth_grant"), what_is_read(&server, &link).await), (21, (true, 4)));
    let events = log.lines("event");
    let undone = events.iter().filter(|event| event["kind"] == "device_undone");
    let devices: std::collections::HashSet<_> = undone.map(|event| event["device"].to_string()).collect();
    assert_eq!((devices.len(), events.len()), (5, 5), "{events:?}");
}

#[tokio::test]
async fn a_link_that_undoes_several_devices_works_until_the_newest_was_linked_thirty_days_ago() {
    let (server, link) = with_link_of_five().await;
    server.execute("UPDATE oauth_grant SET used = granted"); // they have their tokens
    let purge = async || while server.ctx.store.purge().await.expect("purged") {};
    server.advance(29 * DAY + 3599); // for the three others, it has a second left
    purge().await;
    assert_eq!((what_is_read(&server, &link).await, left(&server, &link).await), ((false, 4), Some(5)));
    server.advance(1);
    assert_eq!(left(&server, &link).await, None);
    server.advance(1);
    purge().await;
    assert_eq!(server.rows("undo"), 0);
}

#[tokio::test]
async fn a_link_works_and_is_kept_for_thirty_days_however_many_newer_ones_there_are() {
    let server = server().await;
    let browser = server.browser(ANN).await;
    let mut links = Vec::new();
    for _ in 0..2 {
        link_devices(&server, &browser, 1).await;
        links.push(last_link(&delivered(&server).await[0]));
        server.advance(DAY);
    }
    server.advance(28 * DAY - 1);
    assert_eq!([left(&server, &links[0]).await, left(&server, &links[1]).await], [Some(1); 2]);
    server.advance(1);
    assert_eq!([left(&server, &links[0]).await, left(&server, &links[1]).await], [None, Some(1)]);
    server.advance(1);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.rows("undo"), 1);
}
