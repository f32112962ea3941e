//! The responses that a stranger gets for known and unknown names: the table in docs/enumeration.md (N1, S1, U2).

use crate::server::{Answer, Browser, PASSWORD, Server};
use domain::contact::Contact;
use serde_json::{Value, json};
use std::fmt::Write;

const PASSWORD_PATH: &str = "/api/session/sign-in-with-password";
const ASK: &str = "/api/single-use-code/request";
const ENTER: &str = "/api/session/sign-in-with-code";
const CREATE: &str = "/api/account/create";
const RESET: &str = "/api/account/reset-password";
/// A weak one, because a password is only looked at if its code is right.
const NEW_PASSWORD: &str = "password1";
const PHONE: &str = "+4915123456789";
const DISABLED: &str = "dan@example.com";

/// A step of a flow: a request that is sent a number of times, and whose last response is compared.
struct Step {
    what: &'static str,
    path: &'static str,
    body: Value,
    times: usize,
}

fn step(what: &'static str, path: &'static str, body: Value, times: usize) -> Step {
    Step { what, path, body, times }
}

/// The flows. Each one starts with a new server; the test fills in the name.
fn flows() -> Vec<(&'static str, Vec<Step>)> {
    let code_flow = |purpose: &str, enter: &'static str, password: Option<&str>| {
        let asked = json!({ "purpose": purpose });
        let tried = |password: Option<&str>| {
            let mut body = json!({ "code": "000000" });
            if let Some(password) = password {
                body["password"] = password.into();
            }
            body
        };
        vec![
            step("wrong code, before one was requested", enter, tried(password), 1),
            step("code requested", ASK, asked.clone(), 1),
            step("code requested again at once", ASK, asked.clone(), 1),
            step("delivery status", "/api/single-use-code/delivery", asked, 1),
            step("wrong code", enter, tried(password), 1),
            step("wrong code, the fifth", enter, tried(password), 4),
            step("wrong code, the eleventh", enter, tried(password), 6),
        ]
    };
    vec![
        (
            "password",
            vec![
                step("wrong password", PASSWORD_PATH, json!({ "password": "not the right one" }), 1),
                step("wrong password, the eleventh", PASSWORD_PATH, json!({ "password": "not the right one" }), 10),
            ],
        ),
        ("single-use code", code_flow("sign-in", ENTER, None)),
        ("new account", code_flow("create-account", CREATE, Some(NEW_PASSWORD))),
        ("new password", code_flow("reset-password", RESET, Some(NEW_PASSWORD))),
    ]
}

/// The compared parts of a response: everything except the request id and the length.
fn comparable(answer: &Answer, name: &Value) -> (u16, Vec<String>, String) {
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        format!("{name}: {}", value.to_str().expect("text"))
    };
    let mut headers: Vec<_> =
        answer.headers.iter().map(header).filter(|each| !each.starts_with("x-request-id")).collect();
    headers.sort();
    let shown = ["name", "phone"].into_iter().filter_map(|part| name[part].as_str());
    let text = shown.fold(answer.text.clone(), |text, part| text.replace(part, "…"));
    // The length depends on the name.
    headers.retain(|each| !each.starts_with("content-length"));
    (answer.status.as_u16(), headers, text)
}

async fn server() -> Server {
    let server = Server::start().await;
    let names = ["bea@example.com", PHONE].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    server.add_account(DISABLED).await;
    let disabled = server.ctx.store.password_of(&Contact::parse(DISABLED).expect("a contact")).await.expect("read");
    let disabled = disabled.expect("an account").account;
    assert!(server.ctx.store.disable_account(&disabled).await.expect("written"));
    server
}

/// The purposes of the messages that reach a person.
async fn sent(server: &Server) -> String {
    let messages = server.messages().await.into_iter().filter(|message| !message.decoy);
    let purposes: Vec<_> = messages.map(|message| message.purpose.clone()).collect();
    if purposes.is_empty() { "nothing".to_owned() } else { purposes.join(", ") }
}

#[tokio::test]
async fn the_documented_table_matches_the_responses_to_strangers() {
    let pairs = [
        ("email", json!({ "name": "ann@example.com" }), json!({ "name": "nobody@example.com" })),
        ("phone", json!({ "name": PHONE }), json!({ "name": "+4915133456789" })),
        (
            "text to a phone",
            json!({ "name": "bea@example.com", "phone": PHONE }),
            json!({ "name": "bea@example.com", "phone": "+4915143456789" }),
        ),
        ("email of a disabled account", json!({ "name": DISABLED }), json!({ "name": "nobody@example.com" })),
    ];
    let mut table = String::new();
    for (flow, steps) in flows() {
        for (kind, known, unknown) in &pairs {
            if known.get("phone").is_some() && !["single-use code", "new password"].contains(&flow) {
                continue; // a new account has only one name
            }
            let (ours, theirs) = (server().await, server().await);
            for Step { what, path, body, times } in &steps {
                let mut answers = Vec::new();
                let mut went_out = Vec::new();
                for (server, name) in [(&ours, known), (&theirs, unknown)] {
                    let mut body = body.clone();
                    if *path == PASSWORD_PATH {
                        body["name"] = name["name"].clone();
                    } else {
                        body["for"] = name.clone();
                    }
                    let mut last = None;
                    for _ in 0..*times {
                        last = Some(server.call(&Browser::default(), path, body.clone()).await);
                    }
                    answers.push(comparable(&last.expect("at least one request"), name));
                    went_out.push(sent(server).await);
                }
                assert_eq!(answers[0], answers[1], "{flow}, {kind}: {what}");
                let (status, headers, text) = &answers[0];
                let (known, unknown) = (&went_out[0], &went_out[1]);
                writeln!(
                    table,
                    "| {flow} | {kind} | {what} | {status} | {} | `{text}` | {known} | {unknown} |",
                    headers.len()
                )
                .expect("written");
            }
        }
    }
    let document = include_str!("../../../docs/enumeration.md");
    let (_, shown) = document.split_once("|---|---|---|---|---|---|---|---|\n").expect("a table");
    assert_eq!(shown, table, "the table in docs/enumeration.md should be:\n{table}");
}

#[tokio::test]
async fn every_index_of_codes_has_the_decoys_too() {
    let server = Server::start().await;
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("opens");
    let count = |condition: &str| -> u32 {
        let sql = format!("SELECT count(*) FROM pragma_index_list('challenge') WHERE {condition}");
        file.query_row(&sql, [], |row| row.get(0)).expect("read")
    };
    assert!(count("name = 'challenge_account'") == 1, "the search works");
    assert_eq!(count("partial"), 0, "a code of an account would be written to one more index than a decoy");
}
