//! What clients that other people wrote send and read, and what they need to continue (D5, D6, D8).

use crate::server::{Answer, Browser, GRANT, Server, post};
use crate::tokens::{link, linked, text};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::config::{ClientConfig, Config, Life, Secret};

const FORM: &str = "application/x-www-form-urlencoded";
const DEVICE: &str = "/oauth/device_authorization";
const SECRET: &str = "a-secret-of-more-than-thirty-two-characters";

impl Server {
    /// What the page shows about a device that has requested codes with these parameters.
    async fn looked_up(&self, browser: &Browser, parameters: &[(&str, &str)]) -> Value {
        let codes = self.form(DEVICE, &[[("client_id", "tv")].as_slice(), parameters].concat()).await;
        assert_eq!(codes.status, StatusCode::OK, "{}", codes.text);
        self.call(browser, "/api/link/look-up", json!({ "code": codes.json()["user_code"] })).await.json()
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }
}

#[tokio::test]
async fn a_device_whose_name_is_not_acceptable_continues_without_it() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    for name in ["x".repeat(41).as_str(), "see evil.example", "TV\u{202e}", "evil\u{2027}com"] {
        let shown = server.looked_up(&browser, &[("device_name", name)]).await;
        assert_eq!((&shown["client"], &shown["calls_itself"]), (&json!("Living Room TV"), &Value::Null), "{name:?}");
    }
    let shown = server.looked_up(&browser, &[("device_name", &"x".repeat(40))]).await;
    assert_eq!(shown["calls_itself"], "x".repeat(40));
}

#[tokio::test]
async fn a_device_whose_name_is_in_another_encoding_continues_without_it() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    for name in [b"B%FCro-PC".as_slice(), b"B\xfcro-PC", b"TV%00"] {
        let codes = server.send(post(DEVICE, FORM, [b"client_id=tv&device_name=".as_slice(), name].concat())).await;
        assert_eq!(codes.status, StatusCode::OK, "{}", codes.text);
        let code = json!({ "code": codes.json()["user_code"] });
        let shown = server.call(&browser, "/api/link/look-up", code).await.json();
        assert_eq!((&shown["client"], &shown["calls_itself"]), (&json!("Living Room TV"), &Value::Null), "{name:?}");
    }
}

#[tokio::test]
async fn scopes_that_a_client_may_not_have_are_left_out_and_the_granted_ones_are_reported() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    for (scope, asked) in [
        ("openid profile email", json!(["openid", "email"])),
        ("openid openid \u{e9} a\"b", json!(["openid"])),
        (" \t", json!(["openid", "email", "offline_access"])),
    ] {
        assert_eq!(server.looked_up(&browser, &[("scope", scope)]).await["scopes"], asked, "{scope:?}");
    }
    assert_eq!(link(&server, "profile openid").await["scope"], "openid");
    let scopes = Some(vec!["openid".to_owned()]);
    server.add_client(ClientConfig { scopes, ..ClientConfig::new("pc", "PC", DeviceKind::Pc) }).await;
    for scope in ["email", "email profile"] {
        let refused = server.form(DEVICE, &[("client_id", "pc"), ("scope", scope)]).await;
        assert_eq!((refused.status, refused.error()), (StatusCode::BAD_REQUEST, "invalid_scope".into()), "{scope}");
    }
}

#[tokio::test]
async fn a_client_may_name_several_resources_in_each_of_its_requests() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let succeed = async |path: &str, parameters: &[(&str, &str)]| {
        let resources = [("resource", "https://a.example"), ("resource", "https://b.example")];
        let answer = server.form(path, &[[("client_id", "tv")].as_slice(), &resources, parameters].concat()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    };
    let codes = succeed(DEVICE, &[]).await;
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": codes["user_code"] })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    let device_code = text(&codes, "device_code");
    let tokens = succeed("/oauth/token", &[("grant_type", GRANT), ("device_code", &device_code)]).await;
    let token = text(&tokens, "refresh_token");
    succeed("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", &token)]).await;
}

#[tokio::test]
async fn a_public_client_may_refresh_without_its_id_and_a_confidential_one_may_not() {
    let (server, tokens) = linked().await;
    let refresh = async |token: &str| {
        server.form("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    };
    let next = refresh(&text(&tokens, "refresh_token")).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
    let token = text(&next.json(), "refresh_token");
    let secret = Some(Secret(SECRET.into()));
    server.add_client(ClientConfig { secret, ..ClientConfig::new("tv", "TV", DeviceKind::Tv) }).await;
    assert_eq!(refresh(&token).await.error(), "invalid_client");
    assert_eq!(refresh("nonsense").await.error(), "invalid_grant");
    let named =
        [("grant_type", "refresh_token"), ("refresh_token", &*token), ("client_id", "tv"), ("client_secret", SECRET)];
    assert_eq!(server.form("/oauth/token", &named).await.status, StatusCode::OK, "the refusal hasn't used it up");
}

#[tokio::test]
async fn a_reused_refresh_token_without_a_client_id_is_detected() {
    let (server, tokens) = linked().await;
    let refresh = async |token: &str| {
        server.form("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    };
    let first = text(&tokens, "refresh_token");
    let next = text(&refresh(&first).await.json(), "refresh_token");
    server.advance(11);
    assert_eq!(refresh(&first).await.error(), "invalid_grant");
    assert_eq!(refresh(&next).await.error(), "invalid_grant", "the newest is revoked, too");
}

#[tokio::test]
async fn userinfo_takes_the_token_from_a_form() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "access_token");
    let answer = server.form("/oauth/userinfo", &[("access_token", &token)]).await;
    assert_eq!(answer.json()["email"], "ann@example.com", "{}", answer.text);
    let in_query = format!("/oauth/userinfo?access_token={token}");
    let body = format!("access_token={token}");
    let mut by_get = post("/oauth/userinfo", FORM, body.clone());
    *by_get.method_mut() = axum::http::Method::GET;
    let as_text = post("/oauth/userinfo", "text/plain", body);
    for without in [
        by_get,
        as_text,
        post("/oauth/userinfo", FORM, ""),
        Request::get(in_query).body(Body::empty()).expect("a request"),
    ] {
        let refused = server.send(without).await;
        assert_eq!((refused.status, refused.error()), (StatusCode::UNAUTHORIZED, "missing_token".into()));
    }
    let mut twice = post("/oauth/userinfo", FORM, format!("access_token={token}"));
    twice.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    let twice = server.send(twice).await;
    assert_eq!((twice.status, twice.error()), (StatusCode::BAD_REQUEST, "invalid_request".to_owned()));
    let mut beside_form = post("/oauth/userinfo", FORM, "");
    beside_form.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    assert_eq!(server.send(beside_form).await.status, StatusCode::OK);
    let mut beside_malformed = post("/oauth/userinfo", FORM, "state=1&state=2");
    beside_malformed.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    let refused = server.send(beside_malformed).await;
    assert_eq!((refused.status, refused.error()), (StatusCode::BAD_REQUEST, "invalid_request".to_owned()));
    let forged = server.form("/oauth/userinfo", &[("access_token", "a.b.c")]).await;
    assert_eq!((forged.status, forged.error()), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
}

#[tokio::test]
async fn scripts_of_other_origins_can_read_when_to_try_again() {
    let server = Server::start().await;
    for answer in [server.get("/oauth/userinfo").await, server.form("/oauth/token", &[]).await] {
        assert_eq!(answer.headers["access-control-expose-headers"], "retry-after, www-authenticate");
    }
}

#[tokio::test]
async fn keys_and_metadata_are_cached_for_less_than_the_time_for_which_a_key_is_published_ahead() {
    for (ahead_minutes, seconds) in [(10, 300), (5, 150), (1440, 300)] {
        let life = Life { key_published_ahead_minutes: ahead_minutes, ..Life::default() };
        let server = Server::with(Config { life, ..Config::default() }).await;
        for path in ["/oauth/jwks", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
            let answer = server.get(path).await;
            assert_eq!(answer.headers["cache-control"], format!("public, max-age={seconds}"), "{path}");
        }
        assert_eq!(server.get("/oauth/none").await.headers["cache-control"], "no-store");
    }
}
