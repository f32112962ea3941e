//! Known and unknown names cost the same, by what is certain: the same statements in the same order, as many keyed hashes (U2, N1).
//! How long that takes is measured by `make bench`.
//!
//! A process of its own, because it listens to every statement that SQLite runs in it.
#![expect(unsafe_code, reason = "SQLite tells what it runs by its C interface only")]

#[allow(dead_code, reason = "it serves the stories, too")]
#[path = "stories/server.rs"]
mod server;

use crate::server::{Browser, Server};
use rusqlite::ffi;
use serde_json::{Value, json};
use server_crate::secrets::MACS_MADE;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

extern crate server as server_crate;

static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Notes a statement's text.
unsafe extern "C" fn note(_: c_uint, _: *mut c_void, statement: *mut c_void, _: *mut c_void) -> c_int {
    let text = unsafe { ffi::sqlite3_sql(statement.cast()) };
    if !text.is_null() {
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
        STATEMENTS.lock().expect("not poisoned").push(text);
    }
    0
}

/// SQLite calls it for every connection that is opened.
unsafe extern "C" fn listen(db: *mut ffi::sqlite3, _: *mut *mut c_char, _: *const ffi::sqlite3_api_routines) -> c_int {
    unsafe {
        ffi::sqlite3_trace_v2(db, ffi::SQLITE_TRACE_STMT.try_into().expect("a flag"), Some(note), std::ptr::null_mut())
    }
}

/// What one request cost: its statements, how many hashes, and the problem it was answered with.
#[derive(Debug, PartialEq)]
struct Cost {
    statements: Vec<String>,
    hashes: u64,
    problem: Option<String>,
}

async fn cost(server: &Server, path: &str, body: Value) -> Cost {
    STATEMENTS.lock().expect("not poisoned").clear();
    let before = MACS_MADE.load(Relaxed);
    let answer = server.call(&Browser::default(), path, body).await;
    let problem = answer.json()["type"].as_str().map(str::to_owned);
    let statements = std::mem::take(&mut *STATEMENTS.lock().expect("not poisoned"));
    Cost { statements, hashes: MACS_MADE.load(Relaxed) - before, problem }
}

#[tokio::test]
async fn known_and_unknown_names_cost_the_same_statements_and_hashes() {
    unsafe { ffi::sqlite3_auto_extension(Some(listen)) };
    let server = Server::start().await;
    let names =
        ["bea@example.com", "+4915123456789"].map(|name| domain::contact::Contact::parse(name).expect("a contact"));
    server.ctx.store.add_account(names.to_vec(), None).await.expect("stored").expect("free");

    let pairs = [
        (json!({ "name": "ann@example.com" }), json!({ "name": "nobody@example.com" })),
        (json!({ "name": "+4915123456789" }), json!({ "name": "+4915133456789" })),
        (
            json!({ "name": "bea@example.com", "phone": "+4915123456789" }),
            json!({ "name": "bea@example.com", "phone": "+4915143456789" }),
        ),
    ];
    for (known, unknown) in pairs {
        // Before a code is asked for, then asked for, too soon, again, wrong codes until it is spent.
        let asks = |whom: &Value| ("/api/single-use-code/request", json!({ "for": whom }));
        let tries = |whom: &Value| ("/api/session/sign-in-with-code", json!({ "for": whom, "code": "000000" }));
        let looks = |whom: &Value| ("/api/single-use-code/delivery", json!({ "for": whom }));
        let mut steps: Vec<(u64, &dyn Fn(&Value) -> (&'static str, Value))> =
            vec![(0, &tries), (0, &asks), (0, &asks), (61, &asks)];
        steps.extend((0..6).map(|_| (0, &tries as &dyn Fn(&Value) -> (&'static str, Value))));
        steps.push((0, &looks));
        for (at, (wait, step)) in steps.into_iter().enumerate() {
            server.advance(wait);
            let ((path, body), (_, other)) = (step(&known), step(&unknown));
            let (known_cost, unknown_cost) = (cost(&server, path, body).await, cost(&server, path, other).await);
            assert!(known_cost.statements.len() > 1, "statements are heard");
            assert_eq!(known_cost, unknown_cost, "{known} {at}");
        }
        server.advance(24 * 3600);
    }
}
