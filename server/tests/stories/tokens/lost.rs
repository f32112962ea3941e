//! Devices whose tokens are lost on the way, and that collect them again (D8).

use super::*;
use crate::log::Log;
use crate::server::Device;
use server::secrets::Token;

const ANN: &str = "ann@example.com";

impl Server {
    /// A device with these scopes, which Ann has approved.
    async fn approved(&self, scope: &str) -> Device {
        let asked = self.form("/oauth/device_authorization", &[("client_id", "tv"), ("scope", scope)]).await;
        let device = Device::read(&asked.json());
        let browser = self.browser(ANN).await;
        let linked = self.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
        device
    }

    /// The tokens of a device that polls.
    async fn collected(&self, device: &Device) -> Value {
        let tokens = self.poll(device).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
        tokens.json()
    }
}

#[tokio::test]
async fn a_device_gets_the_same_refresh_token_again_for_ten_seconds() {
    let server = Server::start().await;
    let earlier = server.approved("openid offline_access").await;
    server.collected(&earlier).await;
    server.advance(20);
    let device = server.approved("openid offline_access").await;
    let (log, guard) = Log::begin();
    let lost = server.collected(&device).await;
    server.advance(10);
    let again = server.collected(&device).await;
    drop(guard);
    assert_eq!(again["refresh_token"], lost["refresh_token"]);
    assert_ne!(again["access_token"], lost["access_token"], "it is as fresh as the answer");
    for claim in ["sub", "device", "client_id", "scope", "auth_time"] {
        let of = |tokens: &Value| claims(&text(tokens, "access_token"))[claim].clone();
        assert_eq!(of(&again), of(&lost), "{claim}");
    }
    assert_eq!(userinfo(&server, &text(&again, "access_token")).await, StatusCode::OK);
    let collected = log.lines("event").into_iter().filter(|event| event["kind"] == "device_collected").count();
    assert_eq!((collected, server.rows("oauth_grant")), (1, 2));
    server.advance(1);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&lost, "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_device_without_a_refresh_token_gets_an_access_token_again() {
    let server = Server::start().await;
    let device = server.approved("openid").await;
    let (lost, again) = (server.collected(&device).await, server.collected(&device).await);
    assert_eq!((lost.get("refresh_token"), again.get("refresh_token")), (None, None));
    assert_eq!(userinfo(&server, &text(&again, "access_token")).await, StatusCode::OK);
}

#[tokio::test]
async fn a_device_code_whose_refresh_token_was_used_gets_nothing() {
    let server = Server::start().await;
    let device = server.approved("openid offline_access").await;
    let tokens = server.collected(&device).await;
    let next = refresh(&server, &text(&tokens, "refresh_token")).await;
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
    let later = refresh(&server, &text(&next.json(), "refresh_token")).await;
    assert_eq!(later.status, StatusCode::OK, "nothing is revoked: {}", later.text);
}

#[tokio::test]
async fn only_the_same_client_collects_again_and_only_with_the_whole_device_code() {
    let server = Server::start().await;
    server.add_client(ClientConfig::new("pc", "PC", DeviceKind::Pc)).await;
    let (device, other) = (server.approved("openid offline_access").await, server.device().await);
    server.collected(&device).await;
    let bytes = |device: &Device| BASE64_URL_SAFE_NO_PAD.decode(&device.device_code).expect("base64");
    // The ID in one code, and the secret in another.
    let mixed = BASE64_URL_SAFE_NO_PAD.encode([&bytes(&device)[..8], &bytes(&other)[8..]].concat());
    for (client, device_code) in [("pc", &device.device_code), ("tv", &mixed)] {
        let form = [("grant_type", GRANT), ("client_id", client), ("device_code", device_code)];
        assert_eq!(server.form("/oauth/token", &form).await.error(), "invalid_grant", "{client}");
    }
    server.collected(&device).await;
}

#[tokio::test]
async fn a_device_that_was_removed_collects_nothing_again() {
    let server = Server::start().await;
    let device = server.approved("openid offline_access").await;
    server.collected(&device).await;
    let browser = server.browser(ANN).await;
    let devices = server.read(&browser, "/api/devices").await.json();
    let removed = server.call(&browser, "/api/devices/remove", json!({ "device": devices["devices"][0]["id"] })).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.text);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_device_of_a_disabled_account_collects_nothing_again() {
    for scope in ["openid", "openid offline_access"] {
        let server = Server::start().await;
        let device = server.approved(scope).await;
        server.collected(&device).await;
        server.add_account("ben@example.com").await; // which isn't disabled
        let ann = format!("SELECT account FROM sign_in_name WHERE name = '{ANN}'");
        server.execute(&format!("UPDATE account SET disabled = 1 WHERE id = ({ann})"));
        assert_eq!(server.poll(&device).await.error(), "invalid_grant", "{scope}");
    }
}

#[tokio::test]
async fn a_device_of_a_client_that_is_suspended_meanwhile_collects_nothing_again() {
    let server = Server::start().await;
    let device = server.approved("openid").await;
    server.collected(&device).await;
    let code = Token::parse(&device.device_code).expect("a device code");
    let again = async || server.ctx.store.collect_again(&code).await.expect("read");
    assert!(again().await.is_some());
    // Its request was authenticated before it was suspended.
    server.add_client(ClientConfig::new("pc", "A PC", DeviceKind::Pc)).await; // which isn't suspended
    server.execute("UPDATE client SET from_file = 2 WHERE id = 'tv'");
    assert!(again().await.is_none());
}

#[tokio::test]
async fn what_was_collected_while_the_clock_was_ahead_is_not_collected_again() {
    let server = Server::start().await;
    server.set_clock(3600);
    let device = server.approved("openid offline_access").await;
    server.collected(&device).await;
    server.set_clock(-3600);
    assert_eq!(server.poll(&device).await.error(), "invalid_grant");
}
