//! The tokens of a device: use, introspection, and revocation (D2, D3, L6).

mod lost;
mod refresh;

use crate::server::{Answer, Browser, GRANT, Server};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::config::{ClientConfig, Secret};

const SECRET: &str = "a-secret-of-more-than-thirty-two-characters";
pub(crate) const DAY: u64 = 24 * 3600;

/// A server with a linked device, its tokens, and a resource server that may introspect them.
pub(crate) async fn linked() -> (Server, Value) {
    let server = Server::start().await;
    let secret = Some(Secret(SECRET.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("api", "The API", DeviceKind::App) }).await;
    let tokens = link(&server, "openid email offline_access").await;
    (server, tokens)
}

pub(crate) async fn link(server: &Server, scope: &str) -> Value {
    link_in(server, &server.browser("ann@example.com").await, scope).await
}

pub(crate) async fn link_in(server: &Server, browser: &Browser, scope: &str) -> Value {
    let codes = server.form("/oauth/device_authorization", &[("client_id", "tv"), ("scope", scope)]).await.json();
    let linked = server.call(browser, "/api/link/approve", json!({ "code": codes["user_code"] })).await;
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

pub(crate) async fn introspect(server: &Server, token: &str) -> Value {
    let form = [("client_id", "api"), ("client_secret", SECRET), ("token", token)];
    server.form("/oauth/introspect", &form).await.json()
}

pub(crate) async fn userinfo(server: &Server, token: &str) -> StatusCode {
    let request = Request::get("/oauth/userinfo").header("authorization", format!("Bearer {token}"));
    server.send(request.body(Body::empty()).expect("a request")).await.status
}

pub(crate) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("a JWT");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

#[tokio::test]
async fn a_changed_client_stays_confidential() {
    let (server, tokens) = linked().await;
    server.add_client(ClientConfig::new("api", "The new API", DeviceKind::App)).await;
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await["active"], true);
    let form = [("client_id", "api"), ("scope", "openid")];
    assert_eq!(server.form("/oauth/device_authorization", &form).await.error(), "invalid_client");
}

#[tokio::test]
async fn a_confidential_client_authenticates_in_the_header_or_in_the_form() {
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
    let rejected = [
        ask(basic("api:wrong"), &[("token", &token)]).await,
        ask(basic("api:"), &[("token", &token)]).await,
        ask(Some("Bearer x".into()), &[("token", &token)]).await,
        ask(None, &[("token", &token), ("client_id", "api")]).await,
        ask(None, &[("token", &token), ("client_id", "tv")]).await,
    ];
    for answer in rejected {
        assert_eq!((answer.status, answer.error()), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
        assert!(answer.headers["www-authenticate"].to_str().expect("text").starts_with("Basic"));
    }
    let without_client = ask(None, &[("token", &token)]).await;
    assert_eq!((without_client.status, without_client.error()), (StatusCode::UNAUTHORIZED, "invalid_client".into()));
    let twice = ask(basic(&format!("api:{SECRET}")), &[("token", &token), ("client_secret", SECRET)]).await;
    assert_eq!(twice.error(), "invalid_request");
}

#[tokio::test]
async fn two_authorization_headers_are_refused_wherever_one_is_read() {
    let (server, tokens) = linked().await;
    let (access, token) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let basic = |pair: &str| format!("Basic {}", BASE64_STANDARD.encode(pair));
    let (tv, api) = (basic("tv:"), basic(&format!("api:{SECRET}")));
    for (path, form, authorization) in [
        ("/oauth/device_authorization", String::new(), &tv),
        ("/oauth/userinfo", String::new(), &format!("Bearer {access}")),
        ("/oauth/introspect", format!("token={access}"), &api),
        ("/oauth/token", format!("grant_type=refresh_token&refresh_token={token}"), &tv),
        ("/oauth/revoke", format!("token={access}"), &tv),
    ] {
        let send = async |number: usize| {
            let mut request = crate::server::post(path, "application/x-www-form-urlencoded", form.clone());
            for _ in 0..number {
                request.headers_mut().append("authorization", authorization.parse().expect("a header"));
            }
            server.send(request).await
        };
        let twice = send(2).await;
        assert_eq!((twice.status, twice.error()), (StatusCode::BAD_REQUEST, "invalid_request".into()), "{path}");
        assert_eq!(send(1).await.status, StatusCode::OK, "{path}: nothing was used up");
    }
}

#[tokio::test]
pub(crate) async fn introspection_reports_the_current_state_of_a_token() {
    let (server, tokens) = linked().await;
    let (access, token) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let state = introspect(&server, &access).await;
    assert_eq!(state["active"], true);
    for name in ["iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope"] {
        assert_eq!(state[name], claims(&access)[name], "{name}");
    }
    assert_eq!(introspect(&server, &token).await, json!({ "active": false }), "another client's refresh token");
    assert_eq!(introspect(&server, "nonsense").await, json!({ "active": false }));
    assert_eq!(introspect(&server, &text(&tokens, "id_token")).await, json!({ "active": false }));
    server.advance(600);
    assert_eq!(introspect(&server, &access).await, json!({ "active": false }));
}

#[tokio::test]
async fn any_confidential_client_may_introspect_an_access_token_that_is_for_other_servers() {
    let (server, _) = linked().await;
    let audience = Some("https://films.example".to_owned());
    server.add_client(ClientConfig { audience, ..ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv) }).await;
    let tokens = link(&server, "email offline_access").await;
    let access = text(&tokens, "access_token");
    assert_eq!(claims(&access)["aud"], "https://films.example", "not the server that asks");
    let state = introspect(&server, &access).await;
    assert_eq!((&state["active"], &state["sub"]), (&json!(true), &claims(&access)["sub"]));
    let refresh_token = text(&tokens, "refresh_token");
    assert_eq!(introspect(&server, &refresh_token).await, json!({ "active": false }), "only its own client may ask");
}

#[tokio::test]
async fn revoking_either_token_signs_the_device_out() {
    for which in ["access_token", "refresh_token"] {
        let (server, tokens) = linked().await;
        server.add_client(ClientConfig::new("pc", "PC", DeviceKind::Pc)).await;
        let token = text(&tokens, which);
        let revoke = async |client: &str, token: &str| {
            server.form("/oauth/revoke", &[("client_id", client), ("token", token)]).await
        };
        assert_eq!(revoke("pc", &token).await.error(), "invalid_grant", "from another client");
        assert_eq!(revoke("tv", "nonsense").await.status, StatusCode::OK);
        assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::OK);
        assert_eq!(revoke("tv", &token).await.status, StatusCode::OK);
        assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
        assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
        assert_eq!(introspect(&server, &text(&tokens, "access_token")).await["active"], false);
        assert_eq!(revoke("tv", &token).await.status, StatusCode::OK, "an invalid token counts as revoked");
    }
}

#[tokio::test]
async fn revoking_an_access_token_that_has_just_expired_still_signs_the_device_out() {
    for (after, signs_out) in [(600, true), (1199, true), (1200, false)] {
        let (server, tokens) = linked().await;
        server.advance(after);
        let form = [("client_id", "tv"), ("token", &*text(&tokens, "access_token"))];
        assert_eq!(server.form("/oauth/revoke", &form).await.status, StatusCode::OK);
        let refreshed = refresh(&server, &text(&tokens, "refresh_token")).await;
        assert_eq!(refreshed.status == StatusCode::BAD_REQUEST, signs_out, "after {after} s: {}", refreshed.text);
    }
}

#[tokio::test]
async fn removing_a_device_revokes_all_its_tokens_at_once() {
    let (server, tokens) = linked().await;
    let browser = server.browser("ann@example.com").await;
    let devices = server.read(&browser, "/api/devices").await.json();
    server.call(&browser, "/api/devices/remove", json!({ "device": devices["devices"][0]["id"] })).await;
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await, json!({ "active": false }));
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_clients_tokens_have_its_audience() {
    let server = Server::start().await;
    let audience = Some("https://films.example".to_owned());
    server.add_client(ClientConfig { audience, ..ClientConfig::new("tv", "Living Room TV", DeviceKind::Tv) }).await;
    let plain = link(&server, "email").await;
    let token = text(&plain, "access_token");
    assert_eq!(claims(&token)["aud"], "https://films.example");
    assert_eq!(userinfo(&server, &token).await, StatusCode::UNAUTHORIZED, "this server isn't in the audience");
    let openid = link(&server, "openid").await;
    assert_eq!(
        claims(&text(&openid, "access_token"))["aud"],
        json!(["https://films.example", "http://localhost:8080"])
    );
    assert_eq!(userinfo(&server, &text(&openid, "access_token")).await, StatusCode::OK);
}
