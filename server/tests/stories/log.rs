//! The content of the log.

use super::server::{Browser, PASSWORD, Server, address};
use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::config::Config;
use server::web::address::Peer;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};
use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;

/// A log that the test can read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no other test has it").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// The log of this thread, until the guard is dropped.
    pub(crate) fn begin() -> (Self, DefaultGuard) {
        // With one subscriber in the process, `tracing` may ask the thread of another test whether a line is wanted, and remember its no.
        static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));
        LazyLock::force(&ANOTHER);
        let log = Self::default();
        let written = log.clone();
        let subscriber =
            tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || written.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("written").clone()).expect("text")
    }

    /// The lines with a message, oldest first.
    pub(crate) fn lines(&self, message: &str) -> Vec<Value> {
        let lines = self.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<Value>>();
        lines.into_iter().filter(|line| line["message"] == message).collect()
    }
}

#[tokio::test]
async fn request_ids_do_not_reveal_the_number_of_requests() {
    let server = Server::start().await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        let answer = server.read(&Browser::default(), "/healthz").await;
        ids.push(answer.headers["x-request-id"].to_str().expect("text").to_owned());
    }
    for half in [0, 1] {
        let mut halves: Vec<_> = ids.iter().filter_map(|id| id.split('-').nth(half)).collect();
        assert!(halves.iter().all(|half| half.len() == 8), "{ids:?}");
        let in_order = halves.is_sorted();
        halves.sort_unstable();
        halves.dedup();
        assert!(!in_order && halves.len() > 90, "{ids:?}");
    }
}

#[tokio::test]
async fn an_internal_error_is_logged_with_its_endpoint_and_request_id_and_without_typed_values() {
    const PATH: &str = "/api/session/sign-in-with-password";
    let server = Server::start().await;
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    file.execute_batch("ALTER TABLE sign_in_name RENAME TO lost").expect("renamed");
    let (log, guard) = Log::begin();
    let request = json!({ "name": "ann@example.com", "password": PASSWORD });
    let answer = server.call(&Browser::default(), PATH, request).await;
    drop(guard);
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.text);
    let failed = log.lines("request failed").pop().expect("the failure");
    assert_eq!(failed["span"]["path"], PATH, "{failed}");
    assert_eq!(failed["span"]["request_id"], answer.json()["request_id"], "{failed}");
    let text = log.text();
    assert!(!text.contains("ann@") && !text.contains(PASSWORD), "{text}");
}

#[tokio::test]
async fn a_request_of_a_device_leaves_a_line_with_its_network_like_any_other() {
    let server = Server::start().await;
    let device = server.device().await;
    for (from, network) in [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2ff:3:4:5:6", "2001:db8:1:200::/56")] {
        let (log, guard) = Log::begin();
        let form = format!("grant_type={}&client_id=tv&device_code={}", super::server::GRANT, device.device_code);
        let mut request = super::server::post("/oauth/token", "application/x-www-form-urlencoded", form);
        request.extensions_mut().insert(Peer(address(from)));
        let answer = server.send(request).await;
        drop(guard);
        let lines = log.lines("request");
        let line = lines.first().expect("a line");
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!(line["request_id"], answer.headers["x-request-id"].to_str().expect("text"));
        let said = ["method", "path", "network"].map(|field| line[field].as_str().unwrap_or_default().to_owned());
        assert_eq!(said, ["POST", "/oauth/token", network]);
        assert!(line["status"] == 400 && line["duration_ms"].is_f64(), "{line}");
        assert!(!log.text().contains(from) && !log.text().contains(&device.device_code), "{}", log.text());
    }
}

#[tokio::test]
async fn whole_addresses_are_logged_only_if_the_operator_wants_them() {
    let server = Server::with(Config { log_whole_addresses: true, ..Config::default() }).await;
    let (log, guard) = Log::begin();
    server.read(&Browser::default(), "/oauth/jwks").await;
    drop(guard);
    assert_eq!(log.lines("request")[0]["network"], "192.0.2.1");
}

#[tokio::test]
async fn a_proxy_that_the_settings_do_not_name_is_reported_once() {
    const TOLD: &str =
        "a request from 127.0.0.1 has X-Forwarded-For, which is ignored because trusted_proxies doesn't name 127.0.0.1";
    const TABLE: [(&str, &[&str], usize); 3] =
        [("127.0.0.1", &[], 1), ("127.0.0.1", &["127.0.0.0/8"], 0), ("203.0.113.77", &[], 0)];
    for (from, trusted, told) in TABLE {
        let trusted_proxies = trusted.iter().map(|network| network.parse().expect("a network")).collect();
        let server = Server::with(Config { trusted_proxies, ..Config::default() }).await;
        let (log, guard) = Log::begin();
        for _ in 0..2 {
            let request = axum::http::Request::builder().uri("/healthz").header("x-forwarded-for", "198.51.100.7");
            let mut request = request.body(Body::empty()).expect("a request");
            request.extensions_mut().insert(Peer(address(from)));
            server.send(request).await;
        }
        drop(guard);
        assert_eq!(log.lines(TOLD).len(), told, "{from}, {trusted:?}: {}", log.text());
        assert!(!log.text().contains("203.0.113.77"), "{}", log.text());
    }
}

#[tokio::test]
async fn an_unknown_method_is_not_logged_as_it_was_sent() {
    let server = Server::start().await;
    let (log, guard) = Log::begin();
    let method = "EVIL".repeat(1000);
    let request = axum::http::Request::builder().method(method.as_str()).uri("/link").body(Body::empty());
    server.send(request.expect("a request")).await;
    drop(guard);
    assert_eq!(log.lines("request")[0]["method"], "other");
    assert!(!log.text().contains("EVIL"), "{}", log.text());
}

#[tokio::test]
async fn a_request_whose_client_leaves_is_logged_and_health_checks_are_not() {
    let server = Server::start().await;
    let (log, guard) = Log::begin();
    // The body never comes, and the client disconnects.
    let body = Body::from_stream(Never);
    let request = super::server::post("/oauth/token", "application/x-www-form-urlencoded", body);
    drop(tokio::time::timeout(std::time::Duration::ZERO, server.respond(request)).await);
    server.read(&Browser::default(), "/healthz").await;
    drop(guard);
    let lines = log.lines("request");
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((&lines[0]["status"], &lines[0]["path"]), (&json!(499), &json!("/oauth/token")));
}

/// A body that never ends.
struct Never;

impl futures_core::Stream for Never {
    type Item = std::io::Result<Vec<u8>>;

    fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}
