//! The change of signing keys, without an interruption (D2).

use crate::tokens::{DAY, linked, refresh, text, userinfo};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

fn kid(token: &str) -> String {
    let part = token.split('.').next().expect("a JWT");
    let header: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON");
    text(&header, "kid")
}

#[tokio::test]
async fn a_new_key_is_published_before_it_signs_and_the_old_one_stays_until_its_last_token_expires() {
    let (server, tokens) = linked().await;
    let tend = async || {
        let ctx = &server.ctx;
        ctx.signer.tend(&ctx.store, &ctx.rng, ctx.clock.now()).await.expect("tended");
    };
    let published = async || {
        let jwks = server.send(Request::get("/oauth/jwks").body(Body::empty()).expect("a request")).await.json();
        jwks["keys"].as_array().expect("keys").iter().map(|key| text(key, "kid")).collect::<Vec<_>>()
    };
    let old = published().await;
    assert_eq!(old, [kid(&text(&tokens, "access_token"))]);

    server.advance(90 * DAY - 600 - 60);
    tend().await;
    assert_eq!(published().await, old, "not yet");
    let mut token = text(&refresh(&server, &text(&tokens, "refresh_token")).await.json(), "refresh_token");
    server.advance(60);
    tend().await;
    let both = published().await;
    let ctx = &server.ctx;
    let again = server::grants::keys::KeyRing::rotate(&ctx.store, &ctx.rng, ctx.clock.now(), ctx.clock.now()).await;
    assert!(again.is_err(), "one at a time");
    assert_eq!((both.len(), &both[0]), (2, &old[0]), "published ten minutes before it signs");

    let mut sign = async || {
        let next = refresh(&server, &token).await.json();
        token = text(&next, "refresh_token");
        text(&next, "access_token")
    };
    server.advance(599);
    let last = sign().await;
    assert_eq!(kid(&last), old[0]);
    server.advance(1);
    assert_eq!(kid(&sign().await), both[1]);
    server.advance(598);
    tend().await;
    assert_eq!(userinfo(&server, &last).await, StatusCode::OK, "the old key's last token is still valid");
    server.advance(2);
    assert_eq!(published().await, [both[1].clone()], "then the old key is no longer published");
    tend().await;
    let kept = server.ctx.store.signing_keys().await.expect("keys");
    assert_eq!(kept.iter().map(|key| &key.id).collect::<Vec<_>>(), [&both[1]], "and the store has deleted it");
    assert_eq!(userinfo(&server, &sign().await).await, StatusCode::OK);
}

#[tokio::test]
async fn a_first_key_that_was_made_while_the_clock_was_ahead_is_followed_by_another() {
    let (server, tokens) = linked().await;
    server.execute(&format!("UPDATE signing_key SET signs_from = signs_from + {}", 365 * DAY * 1000));
    let server = server.restarted().await;
    for _ in 0..2 {
        server.tidy().await;
        assert_eq!(server.rows("signing_key"), 2);
    }
    server.advance(600);
    let next = refresh(&server, &text(&tokens, "refresh_token")).await.json();
    assert_ne!(kid(&text(&next, "access_token")), kid(&text(&tokens, "access_token")));
}
