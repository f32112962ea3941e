//! Sealed data opens only in the row that it was sealed for (N9).

use crate::authenticators::{App, with_app};
use crate::server::{Browser, Server};
use crate::tokens::{linked, refresh, text};
use axum::http::StatusCode;
use serde_json::json;
use server::store::Lane;

const EVE: &str = "eve@example.com";

impl Server {
    /// Whether a code of an app completes Ann's sign-in.
    async fn is_accepted(&self, app: &App) -> bool {
        self.advance(60);
        let mut browser = Browser::default();
        assert!(self.needs_second_step(&mut browser).await);
        let answer = self.second_step(&browser, json!({ "method": 2, "code": app.code_at(self, 0) })).await;
        answer.status == StatusCode::OK
    }
}

/// A server with Ann's and Eve's accounts, each with an app.
async fn two_apps() -> (Server, App, App) {
    let (server, _, anns) = with_app().await;
    server.add_account(EVE).await;
    let mut eve = server.browser(EVE).await;
    server.complete_step_up(&mut eve).await;
    let eves = server.add_app(&eve).await;
    (server, anns, eves)
}

/// Copies the seed of Eve's app to Ann's.
const MOVE_SEED: &str = "UPDATE authenticator SET last_step = 0, seed =
     (SELECT seed FROM authenticator WHERE account = (SELECT account FROM sign_in_name WHERE name = 'eve@example.com'))";

#[tokio::test]
async fn the_seed_of_an_app_does_not_open_for_another_account() {
    let (server, anns, eves) = two_apps().await;
    assert!(server.is_accepted(&anns).await);
    server.execute(MOVE_SEED);
    assert!(!server.is_accepted(&eves).await, "Eve signs in as Ann");
}

#[tokio::test]
async fn the_seed_of_refresh_tokens_does_not_open_for_another_grant() {
    let (server, tokens) = linked().await;
    let another = crate::tokens::link(&server, "openid offline_access").await;
    server.execute("UPDATE refresh_family SET seed = (SELECT seed FROM refresh_family ORDER BY id DESC LIMIT 1)");
    let refused = refresh(&server, &text(&tokens, "refresh_token")).await;
    assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "damaged, not merely wrong: {}", refused.text);
    assert_eq!(refresh(&server, &text(&another, "refresh_token")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_message_does_not_open_in_another_row() {
    let server = Server::start().await;
    server.add_account(EVE).await;
    for name in ["ann@example.com", EVE] {
        server.request_code(json!({ "name": name })).await;
    }
    server.execute("UPDATE outbox SET sealed = (SELECT sealed FROM outbox ORDER BY id LIMIT 1)");
    let taken = server.ctx.store.take_due_messages(Lane::Mails, 10).await.expect("taken");
    let opened: Vec<_> = taken.iter().map(|taken| taken.message.as_ref().map(|message| &*message.to).ok()).collect();
    assert_eq!(opened, [Some("ann@example.com"), None]);
}

#[tokio::test]
async fn a_signing_key_does_not_open_under_another_id() {
    let server = Server::start().await;
    assert!(server.ctx.store.signing_keys().await.is_ok());
    server.execute("UPDATE signing_key SET id = 'another'");
    assert!(server.ctx.store.signing_keys().await.is_err());
}
