//! A command about an account changes nothing of another account.

use super::ANN;
use crate::server::{Browser, Device, PASSWORD, Server};
use crate::tokens::{introspect, link_in, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use serde_json::json;

const BEN: &str = "ben@example.com";

/// A device that an account has approved, and that hasn't collected its tokens.
async fn approved(server: &Server, browser: &Browser) -> Device {
    let device = server.device().await;
    let linked = server.call(browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    device
}

#[tokio::test]
async fn signing_out_with_devices_ends_open_codes_and_approvals_of_its_account_only() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let (ann, ben) = (server.browser(ANN).await, server.browser(BEN).await);
    let collected = approved(&server, &ann).await;
    assert_eq!(server.poll(&collected).await.status, StatusCode::OK);
    let (anns, bens) = (approved(&server, &ann).await, approved(&server, &ben).await);
    let (to_ann, to_ben) = (json!({ "name": ANN }), json!({ "name": BEN }));
    let used = server.code(to_ann.clone()).await;
    assert_eq!(server.enter_code(&Browser::default(), to_ann.clone(), &used).await.status, StatusCode::OK);
    let open = server.code(to_ben.clone()).await;
    server.advance(10); // so that the device doesn't poll too soon
    server.command(&["sign-out", ANN, "--devices"]);

    assert_eq!(server.poll(&anns).await.error(), "access_denied");
    assert_eq!(server.poll(&collected).await.error(), "invalid_grant", "its code was used, not declined");
    assert_eq!(server.enter_code(&Browser::default(), to_ann, &used).await.error(), "sent-code-used");
    assert_eq!(server.poll(&bens).await.status, StatusCode::OK);
    assert_eq!(server.enter_code(&Browser::default(), to_ben, &open).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_is_disabled_and_enabled_alone() {
    let (server, tokens) = linked().await;
    server.add_account(BEN).await;
    let (access, token) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let bens = link_in(&server, &server.browser(BEN).await, "openid offline_access").await;
    server.command(&["disable", ANN]);
    for disabled in [&access, &token] {
        assert_eq!(introspect(&server, disabled).await, json!({ "active": false }));
    }
    assert_eq!(userinfo(&server, &access).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &token).await.error(), "invalid_grant");
    assert_eq!(userinfo(&server, &text(&bens, "access_token")).await, StatusCode::OK);

    server.command(&["disable", BEN]);
    server.command(&["enable", ANN]);
    assert_eq!(userinfo(&server, &access).await, StatusCode::OK);
    let body = json!({ "name": BEN, "password": PASSWORD });
    let ben = server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await;
    assert_eq!(ben.error(), "account-disabled");
}
