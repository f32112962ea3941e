//! Known and unknown names cost the same: the same statements in the same order, and the same number of keyed hashes (U2, N1).
//! `make bench` measures the time.
//!
//! This test has its own process because it traces every statement that SQLite runs.
#![expect(unsafe_code, reason = "SQLite has tracing only in its C interface")]

#[allow(dead_code, reason = "the stories use the rest")]
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

/// Records the text of a statement.
unsafe extern "C" fn note(_: c_uint, _: *mut c_void, statement: *mut c_void, _: *mut c_void) -> c_int {
    let text = unsafe { ffi::sqlite3_sql(statement.cast()) };
    if !text.is_null() {
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
        STATEMENTS.lock().expect("not poisoned").push(text);
    }
    0
}

/// Starts the trace. SQLite calls this for every new connection.
unsafe extern "C" fn listen(db: *mut ffi::sqlite3, _: *mut *mut c_char, _: *const ffi::sqlite3_api_routines) -> c_int {
    unsafe { ffi::sqlite3_trace_v2(db, ffi::SQLITE_TRACE_STMT, Some(note), std::ptr::null_mut()) }
}

/// The cost of a request: its statements, the number of hashes, and the problem in the response.
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
    server.ctx.store.add_account(names.to_vec(), None).await.expect("stored");

    let pairs = [
        (json!({ "name": "ann@example.com" }), json!({ "name": "nobody@example.com" })),
        (json!({ "name": "+4915123456789" }), json!({ "name": "+4915133456789" })),
        (
            json!({ "name": "bea@example.com", "phone": "+4915123456789" }),
            json!({ "name": "bea@example.com", "phone": "+4915143456789" }),
        ),
    ];
    for (known, unknown) in pairs {
        for purpose in ["sign-in", "reset-password"] {
            compare_flow(&server, purpose, &known, &unknown).await;
        }
        // For a new account, the unknown name gets the code. Another account's phone number can't be part of that request.
        if known.get("phone").is_none() {
            compare_flow(&server, "create-account", &known, &unknown).await;
        }
    }
    for name in ["ann@example.com", "nobody@example.com", "bea@example.com", "+4915133456789"] {
        let body = json!({ "name": name, "password": "not the right one" });
        let costs = cost(&server, "/api/session/sign-in-with-password", body).await;
        let reference = json!({ "name": "somebody@example.com", "password": "not the right one" });
        assert_eq!(costs, cost(&server, "/api/session/sign-in-with-password", reference).await, "{name}");
    }
}

/// Compares a flow's steps: a wrong code before the request, the request, one too soon, another one, and wrong codes until it is used up.
async fn compare_flow(server: &Server, purpose: &str, known: &Value, unknown: &Value) {
    let (enter, password) = match purpose {
        "create-account" => ("/api/account/create", Some("walnut harbour 42 tides")),
        "reset-password" => ("/api/account/reset-password", Some("walnut harbour 42 tides")),
        _ => ("/api/session/sign-in-with-code", None),
    };
    let asks = (0, "/api/single-use-code/request", json!({ "purpose": purpose }));
    let mut tries = (0, enter, json!({ "code": "000000", "operation": "b0f9bd3e-6b6b-4a1e-9d5c-2f0c7a4e8d31" }));
    if let Some(password) = password {
        tries.2["password"] = password.into();
    }
    let mut steps = vec![tries.clone(), asks.clone(), asks.clone(), (61, asks.1, asks.2.clone())];
    steps.extend(std::iter::repeat_n(tries, 6));
    steps.push((0, "/api/single-use-code/delivery", json!({ "purpose": purpose })));
    for (at, (wait, path, body)) in steps.into_iter().enumerate() {
        server.advance(wait);
        let about = |whom: &Value| {
            let mut body = body.clone();
            body["for"] = whom.clone();
            body
        };
        let costs = (cost(server, path, about(known)).await, cost(server, path, about(unknown)).await);
        assert!(costs.0.statements.len() > 1, "the trace records statements");
        assert_eq!(costs.0, costs.1, "{purpose} {known} {at}");
    }
    server.advance(24 * 3600);
}
