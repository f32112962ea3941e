//! The contract as the server keeps it: each endpoint is there, and hears whoever may call it, and nobody else.

use crate::server::{Answer, Browser, Server, post};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::api::{Endpoint, EndpointVisitor, HttpMethod, Needs, SignedIn, SteppedUp, each};
use serde_json::Value;

/// An endpoint with the example of the document.
struct Call {
    method: HttpMethod,
    path: &'static str,
    needs: &'static str,
    body: Value,
}

/// All calls of the page.
struct Calls {
    document: Value,
    calls: Vec<Call>,
}

impl EndpointVisitor for Calls {
    fn visit<E: Endpoint>(&mut self) {
        let described = &self.document["paths"][E::PATH]["post"]["requestBody"]["content"]["application/json"];
        let body = described["example"].clone();
        self.calls.push(Call { method: E::METHOD, path: E::PATH, needs: E::Needs::NAME, body });
    }
}

fn calls() -> Vec<Call> {
    let document = include_str!("../../../docs/openapi.json");
    let mut calls = Calls { document: serde_json::from_str(document).expect("JSON"), calls: Vec::new() };
    each(&mut calls);
    calls.calls
}

impl Server {
    async fn make(&self, browser: &Browser, call: &Call) -> Answer {
        match call.method {
            HttpMethod::Read => self.read(browser, &format!("{}{}", call.path, query(call.path))).await,
            HttpMethod::Write => self.call(browser, call.path, call.body.clone()).await,
        }
    }
}

/// What a read must say.
fn query(path: &str) -> &'static str {
    if path == "/api/link/collection" { "?device=198a1b2c3d4e5f60" } else { "" }
}

#[tokio::test]
async fn an_endpoint_hears_only_whoever_may_call_it() {
    let server = Server::start().await;
    let (stranger, signed_in) = (Browser::default(), server.browser("ann@example.com").await);
    for call in calls() {
        let (path, answer) = (call.path, server.make(&stranger, &call).await);
        // The routes themselves refuse whatever is not in the list.
        assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path} is not served");
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", answer.text);
        if call.needs == SignedIn::NAME || call.needs == SteppedUp::NAME {
            assert_eq!(answer.error(), "not-signed-in", "{path} hears strangers");
        } else if path != "/api/dev/inbox" {
            assert!(!answer.text.contains("no-such-endpoint"), "{path} is not served");
        }
        if call.needs == SteppedUp::NAME {
            assert_eq!(
                server.make(&signed_in, &call).await.error(),
                "step-up-needed",
                "{path} asks for no fresh proof"
            );
        }
    }
}

#[tokio::test]
async fn a_call_of_oauth_is_there_as_it_is_described() {
    let server = Server::start().await;
    let described: Value = serde_json::from_str(include_str!("../../src/routes/oauth/openapi.json")).expect("JSON");
    for (path, operations) in described["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let request = match method.as_str() {
                "get" => Request::get(path).body(Body::empty()).expect("a request"),
                _ => post(path, "application/x-www-form-urlencoded", "client_id=tv"),
            };
            let status = server.send(request).await.status.as_u16().to_string();
            assert!(operation["responses"][&status].is_object(), "{method} {path} answers {status}");
        }
    }
}
