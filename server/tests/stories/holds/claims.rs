//! Until when a hold runs, as clients learn it (D4).

use crate::server::Server;
use crate::tokens::{DAY, link, text};
use axum::body::Body;
use axum::http::Request;
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::config::{ClientConfig, Secret};

const SECRET: &str = "a-secret-of-more-than-thirty-two-characters";

impl Server {
    /// A client of its own server, which introspects the tokens that it receives.
    async fn add_api(&self, id: &str, account_status: Option<bool>) {
        let secret = Some(Secret(SECRET.into()));
        let api = ClientConfig { secret, account_status, ..ClientConfig::new(id, id, DeviceKind::App) };
        self.add_client(api).await;
    }

    /// The end of a hold, as a client learns it from introspection.
    async fn introspected_end(&self, client: &str, token: &str) -> Value {
        let form = [("client_id", client), ("client_secret", SECRET), ("token", token)];
        let answer = self.form("/oauth/introspect", &form).await.json();
        assert_eq!(answer["active"], true);
        answer["account_restricted_until"].clone()
    }

    /// The end of a hold, as userinfo has it.
    async fn end_in_userinfo(&self, token: &str) -> Value {
        let request = Request::get("/oauth/userinfo").header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).expect("a request")).await.json()["account_restricted_until"].clone()
    }
}

/// A server on which the client `tv` may have the scope `account_status`.
async fn with_scope() -> Server {
    let server = Server::start().await;
    let scopes = ["openid", "offline_access", "account_status"].map(str::to_owned).to_vec();
    let tv = ClientConfig { scopes: Some(scopes), ..ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv) };
    server.add_client(tv).await;
    server
}

#[tokio::test]
async fn userinfo_has_the_end_of_a_hold_only_with_the_scope_account_status() {
    let server = with_scope().await;
    let token = text(&link(&server, "openid account_status").await, "access_token");
    server.advance(61);
    let plain = text(&link(&server, "openid").await, "access_token");
    assert_eq!(server.end_in_userinfo(&token).await, Value::Null, "no hold runs");
    server.advance(61);
    let (_, by) = server.with_hold().await;
    let ends = json!(server.ctx.clock.now().unix_seconds() + 30 * i64::try_from(DAY).expect("small"));
    assert_eq!((server.end_in_userinfo(&token).await, server.end_in_userinfo(&plain).await), (ends, Value::Null));
    server.ctx.store.cancel_hold(by, Some(1)).await.expect("canceled");
    assert_eq!(server.end_in_userinfo(&token).await, Value::Null);
}

#[tokio::test]
async fn introspection_has_the_end_of_a_hold_for_a_client_with_that_right_whatever_the_tokens_scopes_are() {
    let server = with_scope().await;
    server.add_api("billing", Some(true)).await;
    server.add_api("films", None).await;
    let plain = text(&link(&server, "openid").await, "access_token");
    server.advance(61);
    let scoped = text(&link(&server, "openid account_status").await, "access_token");
    assert_eq!(server.introspected_end("billing", &plain).await, Value::Null, "no hold runs");
    server.advance(61);
    server.with_hold().await;
    let ends = json!(server.ctx.clock.now().unix_seconds() + 30 * i64::try_from(DAY).expect("small"));
    assert_eq!(server.introspected_end("billing", &plain).await, ends);
    assert_eq!(server.introspected_end("films", &scoped).await, Value::Null, "the scope is for userinfo");
}

// O12: a command that doesn't name the right keeps it.
#[tokio::test]
async fn a_client_loses_the_right_to_the_account_status_only_by_an_explicit_word() {
    let server = Server::start().await;
    let client = async |id: &str| server.ctx.clients.get(id).expect("it exists").account_status;
    server.add_api("billing", Some(true)).await;
    server.add_api("billing", None).await;
    assert!(client("billing").await, "nothing was said about it");
    server.add_api("billing", Some(false)).await;
    assert!(!client("billing").await);
    server.add_api("films", None).await;
    assert!(!client("films").await, "no client has it by default");
}

#[tokio::test]
async fn no_client_has_the_scope_account_status_unless_it_is_named() {
    let server = Server::start().await;
    let asked = [("client_id", "tv"), ("scope", "account_status")];
    assert_eq!(server.form("/oauth/device_authorization", &asked).await.error(), "invalid_scope");
}
