//! The gauges of waiting work, read while it waits.

use super::metrics;
use crate::server::{Browser, Server, address, join_all};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::credentials::passwords::WorkRequester;
use std::time::Duration;
use tokio::task::JoinSet;

/// The value of a sample.
async fn level(server: &Server, sample: &str) -> f64 {
    let (text, _) = metrics(server, None).await;
    let found = text.lines().find_map(|line| line.strip_prefix(sample)?.trim().parse().ok());
    found.unwrap_or_else(|| panic!("{sample}: {text}"))
}

#[tokio::test]
async fn writes_that_wait_for_the_writer_can_be_watched() {
    let server = Server::start().await;
    let waiting = async || level(&server, "countersign_store_writes_waiting").await;
    // While another process writes, the writer waits with its first group, and all further writes wait for the writer.
    let other = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("begun");
    let mut writes = JoinSet::new();
    while waiting().await < 3.0 {
        assert!(writes.len() < 2000, "2000 writes, and none is seen");
        let name = Contact::parse(&format!("p{}@example.com", writes.len())).expect("a contact");
        let store = server.ctx.store.clone();
        writes.spawn(async move { store.add_account(vec![name], None).await });
        tokio::task::yield_now().await;
    }
    other.execute_batch("ROLLBACK").expect("ended");
    while let Some(written) = writes.join_next().await {
        written.expect("no panic").expect("stored");
    }
    assert_eq!(waiting().await, 0.0);
}

#[tokio::test]
async fn the_queue_of_passwords_can_be_watched_during_a_flood() {
    let server = Server::start().await;
    let passwords = async || level(&server, "countersign_work_queue_requests{queue=\"passwords\"}").await;
    let sign_in = async |number: u8| {
        let stranger = Browser { address: Some([198, 51, 100, number].into()), ..Browser::default() };
        let body = json!({ "name": format!("p{number}@example.com"), "password": "guessed" });
        server.call(&stranger, "/api/session/sign-in-with-password", body).await.status
    };
    let flood = join_all((1..=20).map(sign_in));
    let watched = async {
        while passwords().await < 10.0 {
            tokio::task::yield_now().await;
        }
    };
    let (statuses, seen) = tokio::join!(flood, tokio::time::timeout(Duration::from_secs(20), watched));
    seen.expect("half of the flood is seen at once");
    assert_eq!(statuses, [StatusCode::UNAUTHORIZED; 20]);
    assert_eq!(passwords().await, 0.0);
}

#[tokio::test]
async fn each_queue_of_costly_work_has_its_own_level() {
    let server = Server::start().await;
    let stranger = || WorkRequester::stranger(address("192.0.2.1"));
    let of_passwords = [(); 3].map(|()| server.ctx.passwords.place(stranger()).expect("a place"));
    let of_codes = [(); 2].map(|()| server.ctx.code_queue.place(stranger()).expect("a place"));
    let of_passkeys = server.ctx.passkey_queue.place(stranger()).expect("a place");
    let levels = async || {
        let mut seen = Vec::new();
        for queue in ["passwords", "codes", "passkeys"] {
            seen.push(level(&server, &format!("countersign_work_queue_requests{{queue=\"{queue}\"}}")).await);
        }
        seen
    };
    assert_eq!(levels().await, [3.0, 2.0, 1.0]);
    drop((of_passwords, of_codes, of_passkeys));
    assert_eq!(levels().await, [0.0; 3]);
}
