//! Tokens belong to a grant of any origin, and are valid only while it exists (D2).

use crate::server::{Device, GRANT, Server};
use crate::tokens::{claims, introspect, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::device::DeviceKind;
use serde_json::{Value, json};
use server::config::ClientConfig;
use server::grants::clients;
use server::secrets::Token;
use server::store::NewClient;

/// Deletes the device of the grant, as if the grant had another origin.
fn forget_devices(server: &Server) {
    let file = rusqlite::Connection::open(server.folder().join("countersign.db")).expect("should open");
    assert_eq!(file.execute("DELETE FROM device", []).expect("should delete"), 1);
}

#[tokio::test]
async fn a_grant_needs_no_device_for_its_tokens() {
    for revoked in ["access_token", "refresh_token"] {
        let (server, before) = linked().await;
        forget_devices(&server);
        let browser = server.browser("ann@example.com").await;
        assert_eq!(server.read(&browser, "/api/devices").await.json()["devices"], json!([]));

        assert_eq!(introspect(&server, &text(&before, "access_token")).await["active"], true);
        let tokens = refresh(&server, &text(&before, "refresh_token")).await.json();
        let access = text(&tokens, "access_token");
        let (had, has) = (claims(&text(&before, "access_token")), claims(&access));
        assert_eq!((&has["grant"], &has["device"]), (&had["device"], &Value::Null), "the number stays the same");
        assert_eq!((&has["sub"], &has["auth_time"], &has["amr"]), (&had["sub"], &had["auth_time"], &had["amr"]));
        assert_eq!(introspect(&server, &access).await["grant"], has["grant"]);
        assert_eq!(userinfo(&server, &access).await, StatusCode::OK);

        let form = [("client_id", "tv"), ("token", tokens[revoked].as_str().expect("should be text"))];
        assert_eq!(server.form("/oauth/revoke", &form).await.status, StatusCode::OK);
        assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED, "{revoked}");
        for tokens in [&before, &tokens] {
            assert_eq!(introspect(&server, &text(tokens, "access_token")).await, json!({ "active": false }));
        }
        assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    }
}

#[tokio::test]
async fn a_copied_refresh_token_revokes_a_grant_without_a_device_too() {
    let (server, tokens) = linked().await;
    forget_devices(&server);
    let next = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    server.advance(11);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "invalid_grant");
    assert_eq!(introspect(&server, &text(&next, "access_token")).await, json!({ "active": false }));
}

#[tokio::test]
async fn tokens_of_a_device_have_no_claim_beside_the_device() {
    let (server, tokens) = linked().await;
    let browser = server.browser("ann@example.com").await;
    let devices = server.read(&browser, "/api/devices").await.json();
    for tokens in [&tokens, &refresh(&server, &text(&tokens, "refresh_token")).await.json()] {
        let claims = claims(&text(tokens, "access_token"));
        assert_eq!((&claims["device"], &claims["grant"]), (&devices["devices"][0]["id"], &Value::Null));
    }
}

/// A client in the configuration file, and the tokens of a device that is linked with it.
async fn film_app(server: &Server) -> (NewClient, Value) {
    let client = clients::client(&ClientConfig::new("film", "Films", DeviceKind::Tv)).expect("should be a client");
    name_in_file(server, vec![client.clone()]).await;
    let scope = "openid offline_access";
    let codes = server.form("/oauth/device_authorization", &[("client_id", "film"), ("scope", scope)]).await.json();
    let browser = server.browser("ann@example.com").await;
    server.call(&browser, "/api/link/approve", json!({ "code": codes["user_code"] })).await;
    let device_code = text(&codes, "device_code");
    let form = [("grant_type", GRANT), ("client_id", "film"), ("device_code", &*device_code)];
    (client, server.form("/oauth/token", &form).await.json())
}

async fn name_in_file(server: &Server, named: Vec<NewClient>) {
    server.ctx.store.put_file_clients(named).await.expect("should have no conflict");
    server.ctx.clients.refresh(&server.ctx.store).await.expect("should be read");
}

async fn refresh_film(server: &Server, tokens: &Value) -> StatusCode {
    let token = text(tokens, "refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "film"), ("refresh_token", &*token)];
    server.form("/oauth/token", &form).await.status
}

#[tokio::test]
async fn tokens_of_a_suspended_client_are_inactive_until_it_is_back() {
    let (server, _) = linked().await;
    let (client, tokens) = film_app(&server).await;
    let access = text(&tokens, "access_token");
    assert_eq!(introspect(&server, &access).await["active"], true);
    let waiting = server.form("/oauth/device_authorization", &[("client_id", "film")]).await.json();
    server.advance(60); // another code for the same address
    let browser = server.browser("ann@example.com").await;

    name_in_file(&server, vec![]).await;
    for token in [&access, &text(&tokens, "refresh_token")] {
        assert_eq!(introspect(&server, token).await, json!({ "active": false }));
    }
    for path in ["look-up", "approve", "decline"] {
        let answer = server.call(&browser, &format!("/api/link/{path}"), json!({ "code": waiting["user_code"] })).await;
        assert_eq!(answer.error(), "code-unknown", "{path}");
    }
    assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh_film(&server, &tokens).await, StatusCode::UNAUTHORIZED);
    let unnamed = [("grant_type", "refresh_token"), ("refresh_token", &*text(&tokens, "refresh_token"))];
    assert_eq!(server.form("/oauth/token", &unnamed).await.error(), "invalid_grant", "the token names no client");

    name_in_file(&server, vec![client]).await;
    assert_eq!(introspect(&server, &access).await["active"], true);
    assert_eq!(userinfo(&server, &access).await, StatusCode::OK);
    assert_eq!(refresh_film(&server, &tokens).await, StatusCode::OK);
}

#[tokio::test]
async fn removing_a_client_revokes_its_grants() {
    let (server, tv) = linked().await;
    let (client, tokens) = film_app(&server).await;
    name_in_file(&server, vec![]).await;
    assert!(server.ctx.store.remove_client("film".to_owned()).await.expect("should be removed"));
    name_in_file(&server, vec![client]).await;
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await, json!({ "active": false }));
    assert_eq!(refresh_film(&server, &tokens).await, StatusCode::BAD_REQUEST);
    assert_eq!(introspect(&server, &text(&tv, "access_token")).await["active"], true, "another client's");
    assert!(server.ctx.store.remove_client("tv".to_owned()).await.expect("should be removed"), "it isn't in the file");
}

/// A device that Ann has approved.
async fn approved(server: &Server) -> Device {
    let (device, browser) = (server.device().await, server.browser("ann@example.com").await);
    let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    device
}

/// Whether a device collects its tokens with a request that was authenticated before the last change.
async fn collects(server: &Server, device: &Device) -> bool {
    let code = Token::parse(&device.device_code).expect("a device code");
    server.ctx.store.collect(code, "192.0.2.1".into()).await.expect("written").is_some()
}

#[tokio::test]
async fn a_client_that_is_suspended_meanwhile_does_not_use_up_its_code() {
    let server = Server::start().await;
    let device = approved(&server).await;
    server.add_client(ClientConfig::new("pc", "A PC", DeviceKind::Pc)).await; // which isn't suspended
    server.execute("UPDATE client SET from_file = 2 WHERE id = 'tv'");
    assert!(!collects(&server, &device).await);
    server.execute("UPDATE client SET from_file = 1 WHERE id = 'tv'");
    let tokens = server.poll(&device).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
}

#[tokio::test]
async fn a_device_of_an_account_that_is_disabled_meanwhile_does_not_use_up_its_code() {
    let server = Server::start().await;
    let device = approved(&server).await;
    server.add_account("ben@example.com").await; // which isn't disabled
    let ann = "SELECT account FROM sign_in_name WHERE name = 'ann@example.com'";
    server.execute(&format!("UPDATE account SET disabled = 1 WHERE id = ({ann})"));
    assert!(!collects(&server, &device).await);
    server.execute(&format!("UPDATE account SET disabled = NULL WHERE id = ({ann})"));
    let tokens = server.poll(&device).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
}
