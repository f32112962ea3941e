//! A device stays signed in for months, and one click ends it (D2, D3, L6).

use crate::server::{Answer, GRANT, Server};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use domain::device::Kind;
use serde_json::{Value, json};
use server::config::{ClientConfig, Secret};
use std::sync::Arc;

const SECRET: &str = "a-secret-of-more-than-thirty-two-characters";
pub(crate) const DAY: u64 = 24 * 3600;

/// A server with a device that is linked for good, and a resource server that may ask about its tokens.
pub(crate) async fn linked() -> (Server, Value) {
    let server = Server::start().await;
    let secret = Some(Secret(SECRET.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("api", "The API", Kind::App) }).await;
    let tokens = link(&server, "openid email offline_access").await;
    (server, tokens)
}

async fn link(server: &Server, scope: &str) -> Value {
    let codes = server.form("/oauth/device_authorization", &[("client_id", "tv"), ("scope", scope)]).await.json();
    let browser = server.browser("ann@example.com").await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": codes["user_code"] })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    let device_code = text(&codes, "device_code");
    let form = [("grant_type", GRANT), ("client_id", "tv"), ("device_code", &*device_code)];
    server.form("/oauth/token", &form).await.json()
}

pub(crate) fn text(json: &Value, name: &str) -> String {
    json[name].as_str().unwrap_or_else(|| panic!("no {name} in {json}")).to_owned()
}

pub(crate) async fn refresh(server: &Server, token: &str) -> Answer {
    let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", token)];
    server.form("/oauth/token", &form).await
}

async fn introspect(server: &Server, token: &str) -> Value {
    let form = [("client_id", "api"), ("client_secret", SECRET), ("token", token)];
    server.form("/oauth/introspect", &form).await.json()
}

pub(crate) async fn userinfo(server: &Server, token: &str) -> StatusCode {
    let request = Request::get("/oauth/userinfo").header("authorization", format!("Bearer {token}"));
    server.send(request.body(Body::empty()).expect("a request")).await.status
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a JWT");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

#[tokio::test]
async fn a_device_refreshes_for_years_and_sleeps_for_at_most_ninety_days() {
    let (server, tokens) = linked().await;
    let mut token = text(&tokens, "refresh_token");
    for _ in 0..20 {
        server.advance(89 * DAY);
        let next = refresh(&server, &token).await.json();
        assert_ne!(text(&next, "refresh_token"), token, "each is used once");
        assert_eq!(userinfo(&server, &text(&next, "access_token")).await, StatusCode::OK);
        assert_eq!(claims(&text(&next, "access_token"))["auth_time"], claims(&text(&tokens, "id_token"))["auth_time"]);
        token = text(&next, "refresh_token");
    }
    server.advance(90 * DAY);
    assert_eq!(refresh(&server, &token).await.error(), "invalid_grant");
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let server = Server::start().await;
    assert!(link(&server, "openid").await.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_lost_answer_may_be_asked_for_again_for_ten_seconds() {
    let (server, tokens) = linked().await;
    let first = text(&tokens, "refresh_token");
    let lost = refresh(&server, &first).await.json();
    server.advance(10);
    let again = refresh(&server, &first).await.json();
    assert_eq!(again["refresh_token"], lost["refresh_token"], "a retry brings the same one");
    let next = refresh(&server, &text(&again, "refresh_token")).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
}

#[tokio::test]
async fn an_old_token_ends_the_whole_family() {
    for wait in [0, 11] {
        let (server, tokens) = linked().await;
        let first = text(&tokens, "refresh_token");
        let mut last = refresh(&server, &first).await.json();
        if wait == 0 {
            last = refresh(&server, &text(&last, "refresh_token")).await.json();
        }
        server.advance(wait);
        assert_eq!(refresh(&server, &first).await.error(), "invalid_grant", "used after {wait} s");
        assert_eq!(
            refresh(&server, &text(&last, "refresh_token")).await.error(),
            "invalid_grant",
            "the thief's, or the owner's"
        );
        assert_eq!(userinfo(&server, &text(&last, "access_token")).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn nobody_ends_a_family_with_a_token_that_was_never_made() {
    let (server, tokens) = linked().await;
    let good = text(&tokens, "refresh_token");
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(&good).expect("base64");
    *bytes.last_mut().expect("a byte") ^= 1;
    assert_eq!(refresh(&server, &BASE64_URL_SAFE_NO_PAD.encode(&bytes)).await.error(), "invalid_grant");
    *bytes.last_mut().expect("a byte") ^= 1;
    bytes[11] ^= 1; // another number
    assert_eq!(refresh(&server, &BASE64_URL_SAFE_NO_PAD.encode(&bytes)).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &good).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_refreshes_at_once_bring_one_next_token() {
    let (server, tokens) = linked().await;
    let (server, token) = (Arc::new(server), text(&tokens, "refresh_token"));
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (server, token) = (Arc::clone(&server), token.clone());
            tokio::spawn(async move { refresh(&server, &token).await.json() })
        })
        .collect();
    let mut next = std::collections::HashSet::new();
    for task in tasks {
        next.insert(text(&task.await.expect("answers"), "refresh_token"));
    }
    assert_eq!(next.len(), 1);
    assert_eq!(refresh(&server, next.iter().next().expect("one")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_but_never_for_more() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "refresh_token");
    let ask = async |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", token), ("scope", scope)];
        server.form("/oauth/token", &form).await
    };
    assert_eq!(ask(&token, "openid admin").await.error(), "invalid_scope");
    let less = ask(&token, "openid").await.json();
    assert_eq!(
        (less["scope"].clone(), claims(&text(&less, "access_token"))["scope"].clone()),
        (json!("openid"), json!("openid"))
    );
    let all = refresh(&server, &text(&less, "refresh_token")).await.json();
    assert_eq!(all["scope"], "openid email offline_access", "what was granted stays granted");
}

#[tokio::test]
async fn a_scope_that_is_taken_from_a_client_is_taken_from_its_devices() {
    let (server, tokens) = linked().await;
    let scopes = vec!["openid".to_owned(), "offline_access".to_owned()];
    server.add_client(ClientConfig { scopes, ..ClientConfig::new("tv", "TV", Kind::Tv) }).await;
    let next = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    assert_eq!(next["scope"], "openid offline_access");
    assert!(claims(&text(&next, "id_token")).get("email").is_none());
    let scopes = vec!["openid".to_owned()];
    server.add_client(ClientConfig { scopes, ..ClientConfig::new("tv", "TV", Kind::Tv) }).await;
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "unauthorized_client");
}

#[tokio::test]
async fn a_stolen_token_is_noticed_whatever_it_asks_for() {
    let (server, tokens) = linked().await;
    let old = text(&tokens, "refresh_token");
    let next = refresh(&server, &old).await.json();
    server.advance(11);
    let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", &*old), ("scope", "admin")];
    assert_eq!(server.form("/oauth/token", &form).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_is_worth_nothing_to_another_client() {
    let (server, tokens) = linked().await;
    server.add_client(ClientConfig::new("pc", "PC", Kind::Pc)).await;
    let token = text(&tokens, "refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "pc"), ("refresh_token", &*token)];
    assert_eq!(server.form("/oauth/token", &form).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_confidential_client_stays_so_when_it_is_changed() {
    let (server, tokens) = linked().await;
    server.add_client(ClientConfig::new("api", "The new API", Kind::App)).await;
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await["active"], true);
    let form = [("client_id", "api"), ("scope", "openid")];
    assert_eq!(server.form("/oauth/device_authorization", &form).await.error(), "invalid_client");
}

#[tokio::test]
async fn a_confidential_client_proves_itself_in_the_header_or_in_the_form() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "access_token");
    let ask = async |authorization: Option<String>, form: &[(&str, &str)]| {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = crate::server::post("/oauth/introspect", "application/x-www-form-urlencoded", body);
        if let Some(authorization) = authorization {
            request.headers_mut().insert("authorization", authorization.parse().expect("a header"));
        }
        server.send(request).await
    };
    let basic = |pair: &str| Some(format!("Basic {}", BASE64_STANDARD.encode(pair)));
    assert_eq!(ask(basic(&format!("api:{SECRET}")), &[("token", &token)]).await.json()["active"], true);
    assert_eq!(
        ask(None, &[("token", &token), ("client_id", "api"), ("client_secret", SECRET)]).await.json()["active"],
        true
    );
    let refused = [
        ask(basic("api:wrong"), &[("token", &token)]).await,
        ask(basic("api:"), &[("token", &token)]).await,
        ask(Some("Bearer x".into()), &[("token", &token)]).await,
        ask(None, &[("token", &token), ("client_id", "api")]).await,
        ask(None, &[("token", &token), ("client_id", "tv")]).await,
    ];
    for answer in refused {
        assert_eq!((answer.status, answer.error()), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
        assert!(answer.headers["www-authenticate"].to_str().expect("text").starts_with("Basic"));
    }
    let nobody = ask(None, &[("token", &token)]).await;
    assert_eq!((nobody.status, nobody.error()), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
    let twice = ask(basic(&format!("api:{SECRET}")), &[("token", &token), ("client_secret", SECRET)]).await;
    assert_eq!(twice.error(), "invalid_request");
}

#[tokio::test]
async fn introspection_tells_what_a_token_is_worth_now() {
    let (server, tokens) = linked().await;
    let (access, token) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let told = introspect(&server, &access).await;
    assert_eq!(told["active"], true);
    for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope"] {
        assert_eq!(told[name], claims(&access)[name], "{name}");
    }
    assert_eq!(introspect(&server, &token).await, json!({ "active": false }), "another client's refresh token");
    assert_eq!(introspect(&server, "nonsense").await, json!({ "active": false }));
    assert_eq!(introspect(&server, &text(&tokens, "id_token")).await, json!({ "active": false }));
    server.advance(600);
    assert_eq!(introspect(&server, &access).await, json!({ "active": false }));
}

#[tokio::test]
async fn a_device_signs_itself_out_with_either_token() {
    for which in ["access_token", "refresh_token"] {
        let (server, tokens) = linked().await;
        server.add_client(ClientConfig::new("pc", "PC", Kind::Pc)).await;
        let token = text(&tokens, which);
        let revoke = async |client: &str, token: &str| {
            server.form("/oauth/revoke", &[("client_id", client), ("token", token)]).await
        };
        assert_eq!(revoke("pc", &token).await.error(), "invalid_grant", "another client's");
        assert_eq!(revoke("tv", "nonsense").await.status, StatusCode::OK);
        assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::OK);
        assert_eq!(revoke("tv", &token).await.status, StatusCode::OK);
        assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
        assert_eq!(introspect(&server, &text(&tokens, "access_token")).await["active"], false);
        assert_eq!(revoke("tv", &token).await.status, StatusCode::OK, "gone is as good as revoked");
    }
}

#[tokio::test]
async fn removing_a_device_ends_all_its_tokens_at_once() {
    let (server, tokens) = linked().await;
    let browser = server.browser("ann@example.com").await;
    let devices = server.read(&browser, "/api/devices").await.json();
    server.call(&browser, "/api/devices/remove", json!({ "device": devices["devices"][0]["id"] })).await;
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await, json!({ "active": false }));
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_client_names_who_its_tokens_are_for() {
    let server = Server::start().await;
    let audience = Some("https://films.example".to_owned());
    server.add_client(ClientConfig { audience, ..ClientConfig::new("tv", "Living Room TV", Kind::Tv) }).await;
    let plain = link(&server, "email").await;
    let token = text(&plain, "access_token");
    assert_eq!(claims(&token)["aud"], "https://films.example");
    assert_eq!(userinfo(&server, &token).await, StatusCode::UNAUTHORIZED, "it is not meant for this server");
    let openid = link(&server, "openid").await;
    assert_eq!(
        claims(&text(&openid, "access_token"))["aud"],
        json!(["https://films.example", "http://localhost:8080"])
    );
    assert_eq!(userinfo(&server, &text(&openid, "access_token")).await, StatusCode::OK);
}
