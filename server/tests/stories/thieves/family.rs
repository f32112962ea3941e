//! A family member whose phone, browser and device were part of the account, until its owner removed them.

use super::{
    ANN, PHONE, browser_of, button, by_text, change_password, enter_texted_code, received, told, try_first_password,
    with_old_phone,
};
use crate::server::Server;
use crate::tokens::{link_in, refresh, text};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_thief_with_the_phone_and_browser_of_a_removed_family_member_can_only_sign_the_owner_out_once() {
    let server = Server::start().await;
    let mut owner = with_old_phone(&server).await;
    let member = browser_of(&enter_texted_code(&server).await);
    let tokens = link_in(&server, &member, "openid offline_access").await;
    received(&server).await;

    let removed = server.remove_method(&owner, 2).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.text);
    let goodbye = received(&server).await;
    assert_eq!(told(&goodbye, "method-removed"), [(PHONE, true), (ANN, true)]);
    change_password(&server, &mut owner).await;
    assert_eq!(told(&received(&server).await, "password-changed"), [(ANN, true)]);
    assert!(!server.sees_security_info(&member).await);
    assert_eq!(try_first_password(&server).await.error(), "wrong-password");
    let refreshed = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    let id = server.read(&owner, "/api/devices").await.json()["devices"][0]["id"].clone();
    assert_eq!(server.call(&owner, "/api/devices/remove", json!({ "device": id })).await.status, StatusCode::OK);
    let gone = refresh(&server, &text(&refreshed, "refresh_token")).await;
    assert_eq!(gone.error(), "invalid_grant", "a device stays until it is removed");
    server.advance(61);
    assert_eq!(server.request_code(by_text()).await.status, StatusCode::OK);
    assert!(server.messages().await.pop().expect("a message").decoy, "the phone gets no codes any more");

    let link = button(&goodbye, PHONE, "method-removed");
    server.press_not_me(link).await;
    assert!(!server.sees_security_info(&owner).await);
    let owner = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&owner).await.status, StatusCode::OK, "the address is another old method");
    server.press_not_me(link).await;
    assert!(server.sees_security_info(&owner).await, "a link works once");
}
