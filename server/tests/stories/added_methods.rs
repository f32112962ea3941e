//! A contact that is added starts as a sign-in method without being a sign-in name (I2).

use crate::server::Server;
use crate::tokens::{claims, link_in, text};
use axum::http::StatusCode;
use serde_json::json;

const ANN: &str = "ann@example.com";

#[tokio::test]
async fn an_address_that_is_added_only_verifies_until_its_owner_turns_it_on_as_a_sign_in_name() {
    const ADDED: &str = "added@example.com";
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let info = server.add_contact(&browser, ADDED).await.json();
    assert_eq!(info["methods"][1]["signs_in"], false);
    let tokens = link_in(&server, &browser, "openid email").await;
    assert_eq!(claims(&text(&tokens, "id_token"))["email"], ANN, "no claim comes from it");
    let signs_in = async || {
        server.advance(60);
        assert_eq!(server.request_code(json!({ "name": ADDED })).await.status, StatusCode::OK);
        !server.messages().await.pop().expect("a message").decoy
    };
    assert!(!signs_in().await);
    let on = server.call(&browser, "/api/security/sign-in-name", json!({ "id": 2, "on": true })).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text);
    assert!(signs_in().await);
    let tokens = link_in(&server, &browser, "openid email").await;
    assert_eq!(claims(&text(&tokens, "id_token"))["email"], ANN);
}
