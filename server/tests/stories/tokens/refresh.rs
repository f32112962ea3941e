//! Refresh tokens: rotation, retries, and reuse.

use super::*;
use crate::server::Server;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;

#[tokio::test]
async fn a_device_can_refresh_for_years_but_not_after_ninety_idle_days() {
    let (server, tokens) = linked().await;
    let mut token = text(&tokens, "refresh_token");
    for _ in 0..20 {
        server.advance(89 * DAY);
        let next = refresh(&server, &token).await.json();
        assert_ne!(text(&next, "refresh_token"), token, "each token is used once");
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
async fn a_refresh_can_be_retried_for_ten_seconds() {
    let (server, tokens) = linked().await;
    let first = text(&tokens, "refresh_token");
    let lost = refresh(&server, &first).await.json();
    server.advance(10);
    let again = refresh(&server, &first).await.json();
    assert_eq!(again["refresh_token"], lost["refresh_token"], "a retry returns the same token");
    let next = refresh(&server, &text(&again, "refresh_token")).await;
    assert_eq!(next.status, StatusCode::OK, "{}", next.text);
}

#[tokio::test]
async fn a_reused_token_revokes_its_family() {
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
            "the newest token is revoked, too"
        );
        assert_eq!(userinfo(&server, &text(&last, "access_token")).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_copied_token_revokes_its_family_although_the_next_ones_are_used_meanwhile() {
    let (server, tokens) = linked().await;
    // As if the next two tokens were used after this request has read the family, and before it writes.
    server.execute(
        "CREATE TRIGGER meanwhile AFTER UPDATE OF used ON oauth_grant
         BEGIN UPDATE refresh_family SET generation = 2 WHERE id = new.id AND generation = 0; END",
    );
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    assert_eq!((server.rows("oauth_grant"), server.rows("refresh_family")), (0, 0));
}

#[tokio::test]
async fn a_refresh_uses_up_no_token_of_another_device() {
    let server = Server::start().await;
    let browser = server.browser("ann@example.com").await;
    let one = link_in(&server, &browser, "openid offline_access").await;
    let other = link_in(&server, &browser, "openid offline_access").await;
    let refreshed = refresh(&server, &text(&one, "refresh_token")).await;
    assert_eq!(refreshed.status, StatusCode::OK, "{}", refreshed.text);
    server.advance(11); // longer than a used token can be retried
    let refreshed = refresh(&server, &text(&other, "refresh_token")).await;
    assert_eq!(refreshed.status, StatusCode::OK, "{}", refreshed.text);
}

#[tokio::test]
async fn after_a_clock_that_was_ahead_a_reused_token_revokes_its_family_only_once_the_next_one_is_used() {
    let (server, tokens) = linked().await;
    let ahead = 20 * 24 * 3600;
    server.set_clock(ahead);
    let first = text(&tokens, "refresh_token");
    let next = text(&refresh(&server, &first).await.json(), "refresh_token");
    server.set_clock(-ahead);
    assert_eq!(refresh(&server, &first).await.error(), "invalid_grant", "it can be a retry");
    let last = refresh(&server, &next).await;
    assert_eq!(last.status, StatusCode::OK, "{}", last.text);
    assert_eq!(refresh(&server, &first).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&last.json(), "refresh_token")).await.error(), "invalid_grant", "revoked");
}

#[tokio::test]
async fn a_forged_token_does_not_revoke_a_family() {
    let (server, tokens) = linked().await;
    let good = text(&tokens, "refresh_token");
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(&good).expect("base64");
    *bytes.last_mut().expect("a byte") ^= 1;
    assert_eq!(refresh(&server, &BASE64_URL_SAFE_NO_PAD.encode(&bytes)).await.error(), "invalid_grant");
    *bytes.last_mut().expect("a byte") ^= 1;
    bytes[11] ^= 1; // another generation
    assert_eq!(refresh(&server, &BASE64_URL_SAFE_NO_PAD.encode(&bytes)).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &good).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_concurrent_refreshes_return_the_same_token() {
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
async fn several_blanks_between_scopes_are_read_as_one_everywhere() {
    let server = Server::start().await;
    let tokens = link(&server, " openid  email\toffline_access\n").await;
    assert_eq!(tokens["scope"], "openid email offline_access");
    let refreshed = async |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", token), ("scope", scope)];
        server.form("/oauth/token", &form).await.json()
    };
    let less = refreshed(&text(&tokens, "refresh_token"), "openid \temail ").await;
    assert_eq!(less["scope"], "openid email");
    let all = refreshed(&text(&less, "refresh_token"), " \n").await;
    assert_eq!(all["scope"], "openid email offline_access", "blanks alone name no scope");
}

#[tokio::test]
async fn a_refresh_can_request_fewer_scopes_but_not_more() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "refresh_token");
    let ask = async |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", token), ("scope", scope)];
        server.form("/oauth/token", &form).await
    };
    assert_eq!(ask(&token, "admin").await.error(), "invalid_scope", "it doesn't use up the token");
    let less = ask(&token, "openid admin").await.json();
    assert_eq!(
        (less["scope"].clone(), claims(&text(&less, "access_token"))["scope"].clone()),
        (json!("openid"), json!("openid"))
    );
    let all = refresh(&server, &text(&less, "refresh_token")).await.json();
    assert_eq!(all["scope"], "openid email offline_access", "the granted scopes are unchanged");
}

#[tokio::test]
async fn removing_a_scope_from_a_client_removes_it_from_its_devices() {
    let (server, tokens) = linked().await;
    let scopes = Some(vec!["openid".to_owned(), "offline_access".to_owned()]);
    server.add_client(ClientConfig { scopes, ..ClientConfig::new("tv", "TV", DeviceKind::Tv) }).await;
    let next = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    assert_eq!(next["scope"], "openid offline_access");
    assert!(claims(&text(&next, "id_token")).get("email").is_none());
    let scopes = Some(vec!["openid".to_owned()]);
    server.add_client(ClientConfig { scopes, ..ClientConfig::new("tv", "TV", DeviceKind::Tv) }).await;
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "unauthorized_client");
}

#[tokio::test]
async fn a_reused_token_is_detected_even_with_an_invalid_scope() {
    let (server, tokens) = linked().await;
    let old = text(&tokens, "refresh_token");
    let next = refresh(&server, &old).await.json();
    server.advance(11);
    let form = [("grant_type", "refresh_token"), ("client_id", "tv"), ("refresh_token", &*old), ("scope", "admin")];
    assert_eq!(server.form("/oauth/token", &form).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &text(&next, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_is_rejected_from_another_client() {
    let (server, tokens) = linked().await;
    server.add_client(ClientConfig::new("pc", "PC", DeviceKind::Pc)).await;
    let token = text(&tokens, "refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "pc"), ("refresh_token", &*token)];
    assert_eq!(server.form("/oauth/token", &form).await.error(), "invalid_grant");
    assert_eq!(refresh(&server, &token).await.status, StatusCode::OK);
}
