//! The server keeps the contract: it serves every endpoint, and only for the permitted callers.

use crate::server::{Answer, Browser, Server, post};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::api::{Endpoint, EndpointVisitor, HttpMethod, Needs, SignedIn, SteppedUp, each};
use serde_json::Value;

/// A call of an endpoint, with the example from the document.
struct Call {
    method: HttpMethod,
    path: &'static str,
    needs: &'static str,
    body: Value,
}

/// The calls of all the page's endpoints.
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
    async fn perform(&self, browser: &Browser, call: &Call) -> Answer {
        match call.method {
            HttpMethod::Read => self.read(browser, &format!("{}{}", call.path, query(call.path))).await,
            HttpMethod::Write => self.call(browser, call.path, call.body.clone()).await,
        }
    }
}

/// The query that a read requires.
fn query(path: &str) -> &'static str {
    if path == "/api/link/collection" { "?device=198a1b2c3d4e5f60" } else { "" }
}

#[tokio::test]
async fn every_endpoint_is_served_and_rejects_unauthorized_callers() {
    let server = Server::start().await;
    let (stranger, signed_in) = (Browser::default(), server.browser("ann@example.com").await);
    for call in calls() {
        let (path, answer) = (call.path, server.perform(&stranger, &call).await);
        // The adapter fails on problems that the endpoint's list lacks.
        assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path} is not served");
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", answer.text);
        if call.needs == SignedIn::NAME || call.needs == SteppedUp::NAME {
            assert_eq!(answer.error(), "not-signed-in", "{path} accepts strangers");
        } else if path != "/api/dev/inbox" {
            assert!(!answer.text.contains("no-such-endpoint"), "{path} is not served");
        }
        if call.needs == SteppedUp::NAME {
            assert_eq!(server.perform(&signed_in, &call).await.error(), "step-up-needed", "{path} requires no step-up");
        }
    }
}

#[tokio::test]
async fn every_documented_oauth_endpoint_is_served() {
    let server = Server::start().await;
    let described: Value = serde_json::from_str(include_str!("../../src/routes/oauth/openapi.json")).expect("JSON");
    for (path, operations) in described["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let request = match method.as_str() {
                "get" => Request::get(path).body(Body::empty()).expect("a request"),
                _ => post(path, "application/x-www-form-urlencoded", "client_id=tv"),
            };
            let status = server.send(request).await.status.as_u16().to_string();
            assert!(operation["responses"][&status].is_object(), "{method} {path} responds with {status}");
        }
    }
}

#[tokio::test]
async fn only_documents_have_the_headers_of_documents() {
    let server = Server::start().await;
    let has = |answer: &Answer, name: &str| answer.headers.contains_key(name);
    for (path, is_document) in [("/link", true), ("/api/session", false)] {
        let answer = server.read(&Browser::default(), path).await;
        assert!(has(&answer, "x-content-type-options") && has(&answer, "content-security-policy"), "{path}");
        for name in ["permissions-policy", "cross-origin-opener-policy", "origin-agent-cluster"] {
            assert_eq!(has(&answer, name), is_document, "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn every_path_of_an_https_address_is_for_https_only() {
    let public_url = "https://id.example".parse().expect("a URL");
    let server = Server::with(server::config::Config { public_url, ..Default::default() }).await;
    for path in ["/api/session", "/oauth/jwks", "/oauth/none", "/.well-known/openid-configuration", "/healthz", "/none"]
    {
        let answer = server.read(&Browser::default(), path).await;
        assert!(answer.headers.contains_key("strict-transport-security"), "{path}");
    }
}
