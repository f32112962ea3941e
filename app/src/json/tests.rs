//! The page reads what the server writes: every response of the contract, and every problem.

use super::{read, write};
use domain::Problem;
use domain::api::session::Session;
use domain::api::single_use_code::CodeRecipient;
use domain::api::{Endpoint, EndpointVisitor, HttpMethod, each};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

/// Reads the example of each response in the API document.
struct Examples {
    document: Value,
}

impl EndpointVisitor for Examples {
    fn visit<E: Endpoint>(&mut self) {
        let method = if E::METHOD == HttpMethod::Read { "get" } else { "post" };
        let answers = &self.document["paths"][E::PATH][method]["responses"]["200"]["content"]["application/json"];
        let example = &answers["example"];
        let response: Option<E::Response> = read(&example.to_string());
        let again = response.and_then(|response| serde_json::to_value(response).ok());
        assert_eq!(again.as_ref(), Some(example), "the response of {}", E::NAME);
    }
}

#[wasm_bindgen_test]
fn every_response_is_read_as_it_was_written() {
    let document = include_str!("../../../docs/openapi.json");
    each(&mut Examples { document: serde_json::from_str(document).expect("JSON") });
}

#[wasm_bindgen_test]
fn every_problem_is_read_as_it_was_written() {
    for problem in Problem::examples() {
        let json = serde_json::to_string(&problem).expect("JSON");
        assert_eq!(read::<Problem>(&json), Some(problem), "{json}");
    }
}

#[wasm_bindgen_test]
fn a_newer_servers_problem_is_unknown() {
    for json in [r#"{ "type": "moon-phase", "wait_days": 3 }"#, r#"{ "type": "too-many" }"#] {
        assert_eq!(read::<Problem>(json), Some(Problem::Unknown), "{json}");
    }
}

#[wasm_bindgen_test]
fn what_is_written_is_read() {
    let recipient =
        CodeRecipient { name: "“a”\n\u{2066}@example.org".into(), phone: Some("+49 151".into()), country: None };
    assert_eq!(read::<CodeRecipient>(&write(&recipient)), Some(recipient));
}

#[wasm_bindgen_test]
fn what_is_something_else_is_unreadable() {
    for text in ["", "{", "[]", "null", "7", r#""text""#, r#"{"accounts":7}"#, r#"{"accounts":[{"id":1}]}"#] {
        assert!(read::<Session>(text).is_none(), "{text}");
    }
}
