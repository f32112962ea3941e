//! The content of the log.

use super::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// A log that the test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no other test has it").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn an_internal_error_is_logged_with_its_endpoint_and_request_id_and_without_typed_values() {
    const PATH: &str = "/api/session/sign-in-with-password";
    let server = Server::start().await;
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    file.execute_batch("ALTER TABLE sign_in_name RENAME TO lost").expect("renamed");
    let log = Log::default();
    let written = log.clone();
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || written.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let request = json!({ "name": "ann@example.com", "password": PASSWORD });
    let answer = server.call(&Browser::default(), PATH, request).await;
    drop(guard);
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.text);
    let text = String::from_utf8(log.0.lock().expect("written").clone()).expect("text");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let failed = lines.iter().find(|line| line["message"] == "request failed").expect("the failure");
    assert_eq!(failed["span"]["path"], PATH, "{failed}");
    assert_eq!(failed["span"]["request_id"], answer.json()["request_id"], "{failed}");
    assert!(!text.contains("ann@") && !text.contains(PASSWORD), "{text}");
}
