//! The inbox for developers, in development and on this machine only (U8, O9).

use crate::server::{Browser, Server, address};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use server::config::Config;
use server::delivery::{Carriers, deliver_due};
use server::web::address::Peer;

async fn read(server: &Server, peer: &str, host: &str) -> crate::server::Answer {
    let request = Request::get("/api/dev/inbox").header("host", host).extension(Peer(address(peer)));
    server.send(request.body(Body::empty()).expect("a request")).await
}

async fn server(config: Config) -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::with(Config { outbox: Some(folder.path().into()), ..config }).await;
    (server, folder)
}

#[tokio::test]
async fn the_inbox_lists_the_newest_messages_first() {
    let (server, folder) = server(Config::default()).await;
    for _ in 0..2 {
        let body = json!({ "for": { "name": "ann@example.com" } });
        server.call(&Browser::default(), "/api/single-use-code/request", body).await;
        deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
        server.advance(60);
    }
    let inbox = read(&server, "127.0.0.1", "localhost:8080").await.json();
    let ages: Vec<_> =
        inbox["messages"].as_array().expect("a list").iter().map(|one| one["sent_s_ago"].as_u64()).collect();
    assert_eq!(ages, [Some(60), Some(120)]);
    assert!(inbox["messages"][0]["code"].as_str().is_some_and(|code| code.len() == 6));
}

#[tokio::test]
async fn the_inbox_is_served_only_to_this_machines_browsers() {
    let (server, _folder) = server(Config::default()).await;
    for (peer, host) in [
        ("192.0.2.1", "localhost:8080"),
        ("127.0.0.1", "evil.example"),
        ("127.0.0.1", "localhost.evil.example"),
        ("127.0.0.1", "localhost@evil.example"),
        ("::ffff:192.0.2.1", "localhost"),
    ] {
        assert_eq!(read(&server, peer, host).await.error(), "no-such-endpoint", "{peer} {host}");
    }
    assert!(read(&server, "::1", "[::1]:8080").await.status.is_success());
    let forwarded = Request::get("/api/dev/inbox").header("host", "localhost").header("x-forwarded-for", "8.8.8.8");
    let request = forwarded.extension(Peer(address("127.0.0.1"))).body(Body::empty()).expect("a request");
    assert_eq!(server.send(request).await.error(), "no-such-endpoint", "through a proxy");
}

#[tokio::test]
async fn production_has_no_inbox() {
    let public_url = "https://id.example".parse().expect("a URL");
    let (server, _folder) = server(Config { public_url, ..Config::default() }).await;
    assert_eq!(read(&server, "127.0.0.1", "localhost").await.error(), "no-such-endpoint");
}
