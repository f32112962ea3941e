//! Linking a device, from the device and from the page (SPEC 2 and 3).

use crate::server::{Server, address};
use axum::http::{HeaderValue, StatusCode};
use serde_json::json;
use server::delivery::Carriers;
use server::store::{NewClient, UnsetSettings};

#[tokio::test]
async fn a_device_is_linked_and_gets_its_tokens_once() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");

    let request =
        server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code.to_lowercase() })).await.json();
    assert_eq!(request["client"], "Living Room TV");
    assert_eq!(request["code"], device.user_code);
    assert_eq!(request["scopes"], json!(["openid", "email"]));
    assert_eq!(request["nearness"], "same_network");

    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await.json();
    let collection = format!("/api/link/collection?device={}", linked["device"].as_str().expect("an id"));
    assert_eq!(server.read(&browser, &collection).await.json()["collected"], false);

    let tokens = server.poll(&device).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
    assert_eq!(tokens.headers["cache-control"], "no-store");
    assert_eq!(server.read(&browser, &collection).await.json()["collected"], true);
    server.advance(11);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant", "a device code works once");

    let again = server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code })).await;
    assert_eq!(again.error(), "code-used");
}

#[tokio::test]
async fn a_removed_device_loses_its_access_at_once() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let token = server.poll(&device).await.json()["access_token"].as_str().expect("a token").to_owned();
    let userinfo = async || {
        let request = axum::http::Request::get("/oauth/userinfo").header("authorization", format!("Bearer {token}"));
        server.send(request.body(axum::body::Body::empty()).expect("a request")).await
    };
    assert_eq!(userinfo().await.json()["email"], "ann@example.com");

    let devices = server.read(&browser, "/api/devices").await.json();
    let id = devices["devices"][0]["id"].as_str().expect("an id");
    let left = server.call(&browser, "/api/devices/remove", json!({ "device": id })).await.json();
    assert_eq!(left["devices"], json!([]));

    let without_token = axum::http::Request::get("/oauth/userinfo").body(axum::body::Body::empty()).expect("a request");
    assert_eq!(server.send(without_token).await.headers["www-authenticate"], "Bearer", "RFC 6750 §3.1");
    let rejected = userinfo().await;
    assert_eq!((rejected.status, rejected.error()), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
    assert!(rejected.headers["www-authenticate"].to_str().expect("text").starts_with("Bearer"));
}

#[tokio::test]
async fn an_access_token_expires_after_its_lifetime() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let tokens = server.poll(&device).await.json();
    let ask = async || {
        let token = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
        let request = axum::http::Request::post("/oauth/userinfo").header("authorization", token);
        server.send(request.body(axum::body::Body::empty()).expect("a request")).await.status
    };
    server.advance(tokens["expires_in"].as_u64().expect("seconds") - 1);
    assert_eq!(ask().await, StatusCode::OK);
    server.advance(1);
    assert_eq!(ask().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_id_token_is_not_an_access_token() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let tokens = server.poll(&device).await.json();
    let token = format!("Bearer {}", tokens["id_token"].as_str().expect("a token"));
    let request = axum::http::Request::get("/oauth/userinfo").header("authorization", token);
    let answer = server.send(request.body(axum::body::Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_declined_device_gets_access_denied() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let declined = server.call(&browser, "/api/link/decline", json!({ "code": device.user_code })).await;
    assert_eq!(declined.status, StatusCode::OK);
    assert_eq!(server.poll(&device).await.error(), "access_denied");
    let late = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(late.error(), "code-declined");
}

#[tokio::test]
async fn an_expired_code_is_reported_as_expired_for_a_day() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let look_up = async || server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code })).await;
    server.advance(599);
    assert_eq!(look_up().await.status, StatusCode::OK);
    server.advance(1);
    assert_eq!(server.poll(&device).await.error(), "expired_token");
    assert_eq!(look_up().await.error(), "code-expired");
    server.advance(24 * 3600 - 1);
    while server.ctx.store.purge().await.expect("purges") {}
    assert_eq!(look_up().await.error(), "code-expired");
    server.advance(1);
    assert_eq!(look_up().await.error(), "code-unknown");
    server.advance(3600);
    while server.ctx.store.purge().await.expect("purges") {}
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
}

#[tokio::test]
async fn an_approval_in_the_last_second_is_collected_within_a_minute() {
    let server = Server::start().await;
    let (first, second, browser) =
        (server.device().await, server.device().await, server.browser("ann@example.com").await);
    server.advance(599);
    for device in [&first, &second] {
        let approved = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
        assert_eq!(approved.status, StatusCode::OK);
    }
    server.advance(60);
    assert_eq!(server.poll(&first).await.status, StatusCode::OK);
    server.advance(1);
    assert_eq!(server.poll(&second).await.error(), "expired_token");
}

#[tokio::test]
async fn a_device_removed_before_collection_gets_access_denied() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await.json();
    let removed = server.call(&browser, "/api/devices/remove", json!({ "device": linked["device"] })).await;
    assert_eq!(removed.status, StatusCode::OK);
    assert_eq!(server.poll(&device).await.error(), "access_denied");
}

#[tokio::test]
async fn a_request_for_an_account_that_is_no_longer_current_is_rejected() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let device = server.device().await;
    let ann = server.browser("ann@example.com").await;
    let answer = server.call(
        &ann,
        "/api/session/sign-in-with-password",
        json!({ "name": "ben@example.com", "password": crate::server::PASSWORD }),
    );
    let answer = answer.await;
    let mut tab = ann.clone();
    tab.take_cookie(&answer);
    for path in ["/api/link/look-up", "/api/link/approve", "/api/link/decline"] {
        let rejected = server.call(&tab, path, json!({ "code": device.user_code })).await;
        assert_eq!(
            (rejected.error(), rejected.json()["now"].clone()),
            ("account-changed".into(), json!("ben@example.com"))
        );
    }
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
    let old = server.call(&ann, "/api/link/look-up", json!({ "code": device.user_code })).await;
    assert_eq!(old.error(), "not-signed-in", "the cookie from before the sign-in no longer works");
}

#[tokio::test]
async fn a_code_lookup_without_a_session_is_rejected() {
    let server = Server::start().await;
    let device = server.device().await;
    let stranger = crate::server::Browser::default();
    let rejected = server.call(&stranger, "/api/link/look-up", json!({ "code": device.user_code })).await;
    assert_eq!((rejected.status, rejected.error()), (StatusCode::UNAUTHORIZED, "not-signed-in".into()));
}

#[tokio::test]
async fn a_linked_device_is_announced_once_by_email() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let folder = tempfile::tempdir().expect("a folder");
    server::delivery::deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").filter_map(Result::ok).collect();
    assert_eq!(files.len(), 1);
    let mail: serde_json::Value =
        serde_json::from_slice(&std::fs::read(files[0].path()).expect("a file")).expect("JSON");
    assert_eq!(
        (&mail["to"], &mail["purpose"], &mail["channel"]),
        (&json!("ann@example.com"), &json!("device-linked"), &json!("email"))
    );
    assert!(mail["text"].as_str().expect("text").contains("Living Room TV"));
    server::delivery::deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "a message is sent once");
}

#[tokio::test]
async fn the_lookup_reports_whether_the_networks_match() {
    let server = Server::start().await;
    let device = server.device().await;
    let mut browser = server.browser("ann@example.com").await;
    let nearness = async |browser: &crate::server::Browser| {
        server.call(browser, "/api/link/look-up", json!({ "code": device.user_code })).await.json()["nearness"].clone()
    };
    browser.address = Some(address("198.51.100.7"));
    assert_eq!(nearness(&browser).await, "other_network");
    browser.address = Some(address("2001:db8::7"));
    assert_eq!(nearness(&browser).await, "cannot_tell");
}

#[tokio::test]
async fn behind_an_untrusted_proxy_the_networks_cannot_be_compared() {
    let public_url = "https://id.example".parse().expect("a URL");
    let server = Server::with(server::config::Config { public_url, ..Default::default() }).await;
    let device = server.device().await;
    let mut browser = server.browser("ann@example.com").await;
    browser.address = Some(address("127.0.0.1"));
    let request = server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code })).await.json();
    assert_eq!(request["nearness"], "cannot_tell");
}

#[tokio::test]
async fn removing_a_client_revokes_its_codes() {
    let server = Server::start().await;
    let (waiting, approved) = (server.device().await, server.device().await);
    let browser = server.browser("ann@example.com").await;
    server.call(&browser, "/api/link/approve", json!({ "code": approved.user_code })).await;
    let tv = server.ctx.clients.get("tv").expect("a client");
    assert!(server.ctx.store.remove_client("tv".into()).await.expect("removed"));
    let tv = NewClient { client: (*tv).clone(), secret: None, is_public: false, unset: UnsetSettings::default() };
    assert!(!server.ctx.store.add_client(tv).await.expect("added again"));
    let late = server.call(&browser, "/api/link/approve", json!({ "code": waiting.user_code })).await;
    assert_eq!(late.error(), "code-unknown");
    assert_eq!(server.poll(&approved).await.error(), "invalid_grant", "no token for a device that isn't listed");
}

#[tokio::test]
async fn with_a_geoip_database_the_lookup_names_the_devices_location() {
    let geoip_database = Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb").into());
    let server = Server::with(server::config::Config { geoip_database, ..Default::default() }).await;
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let request = server.call(&browser, "/api/link/look-up", json!({ "code": device.user_code })).await.json();
    assert_eq!(request["place"], "Vienna, Austria");
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(server.read(&browser, "/api/devices").await.json()["devices"][0]["place"], "Vienna, Austria");
}

#[tokio::test]
async fn a_repeated_approval_returns_the_device_to_its_owner_only() {
    let server = Server::start().await;
    server.add_account("ben@example.com").await;
    let (device, ann) = (server.device().await, server.browser("ann@example.com").await);
    let approve = async |browser| server.call(browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    let linked = approve(&ann).await.json();
    let again = approve(&ann).await;
    assert_eq!((again.error(), again.json()["device"].clone()), ("code-used".into(), linked["device"].clone()));
    let stranger = approve(&server.browser("ben@example.com").await).await;
    assert_eq!((stranger.error(), stranger.json().get("device").cloned()), ("code-used".into(), None));
}

#[tokio::test]
async fn device_endpoints_use_no_cookies_and_accept_any_origin() {
    let server = Server::start().await;
    let mut request =
        crate::server::post("/oauth/device_authorization", "application/x-www-form-urlencoded", "client_id=tv");
    request.headers_mut().insert("origin", HeaderValue::from_static("https://app.example"));
    let answer = server.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    assert!(
        !answer.headers.contains_key("set-cookie") && !answer.headers.contains_key("access-control-allow-credentials")
    );
    let preflight = axum::http::Request::options("/oauth/token").body(axum::body::Body::empty()).expect("a request");
    assert_eq!(server.send(preflight).await.status, StatusCode::NO_CONTENT);
}
