//! A hold is canceled with an old method's step-up and the page's button, or with the link in a message (H2).

use crate::server::{Browser, Server};
use axum::http::StatusCode;
use domain::rules::hold::Hold;
use serde_json::{Value, json};
use server::store::AccountId;

use super::ANN;

/// The purposes of links, as the store numbers them.
const THIS_WAS_NOT_ME: u8 = 1;
const CANCEL_HOLD: u8 = 2;

impl Server {
    async fn running_hold(&self, account: &AccountId) -> Option<Hold> {
        self.ctx.store.hold(account).await.expect("read").map(|held| held.hold)
    }

    /// A link of a message that was sent about the hold that runs.
    async fn link_about_hold(&self, account: &AccountId, purpose: u8) -> String {
        self.link_for_purpose(purpose, ANN, self.running_hold(account).await.expect("it runs").started)
    }

    async fn by_link(&self, action: &str, link: &str) -> Value {
        let path = format!("/api/hold/link/{action}");
        self.call(&Browser::default(), &path, json!({ "link": link })).await.json()
    }
}

#[tokio::test]
async fn only_a_step_up_with_an_old_method_cancels_on_the_page() {
    let server = Server::start().await;
    let mut browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    server.call(&browser, "/api/security/sign-in-name", json!({ "id": 2, "on": true })).await;
    let begun = server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    server.step_up_by_method(&mut browser, 2).await;
    let options = format!("/api/verify/options?account={}", browser.account.as_deref().expect("an account"));
    let options = server.read(&browser, &options).await.json();
    let offered = |place: usize| (&options["methods"][place]["id"], &options["methods"][place]["cancels_hold"]);
    assert_eq!([offered(0), offered(1)], [(&json!(1), &json!(true)), (&json!(2), &Value::Null)]);
    let refused = server.call(&browser, "/api/hold/cancel", json!({})).await;
    assert_eq!(refused.error(), "old-method-needed", "an intruder can have added it");
    server.step_up_by_method(&mut browser, 1).await;
    for _ in 0..2 {
        let canceled = server.call(&browser, "/api/hold/cancel", json!({})).await;
        assert_eq!((canceled.status, canceled.json()), (StatusCode::OK, json!({})), "also a second time");
    }
    let before = ["method-added", "sign-in-name-changed"];
    assert_eq!(server.told().await, [before, ["hold-started", "hold-canceled"]].concat());
}

#[tokio::test]
async fn a_session_without_a_step_up_cancels_nothing() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    server.advance(601);
    let browser = server.browser(ANN).await;
    server.advance(601);
    assert_eq!(server.call(&browser, "/api/hold/cancel", json!({})).await.error(), "step-up-needed");
    assert!(server.running_hold(&account).await.is_some());
}

#[tokio::test]
async fn the_link_in_a_message_cancels_without_a_sign_in_and_then_says_so() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let link = server.link_about_hold(&account, CANCEL_HOLD).await;
    let read = server.by_link("read", &link).await;
    assert_eq!((&read["hold"]["hint"], &read["canceled"]), (&json!("an…@example.com"), &json!(false)));
    assert_eq!(server.by_link("cancel", &link).await, json!({ "canceled": true }));
    assert_eq!(server.by_link("cancel", &link).await, json!({ "canceled": true }), "a second press");
    assert_eq!(server.by_link("read", &link).await, json!({ "canceled": true }));
    assert_eq!(server.told().await, ["hold-started", "hold-canceled"]);
    assert_eq!(server.running_hold(&account).await, None);
}

#[tokio::test]
async fn a_link_about_an_earlier_hold_does_not_cancel_a_later_one() {
    let server = Server::start().await;
    let (account, by) = server.with_hold().await;
    let link = server.link_about_hold(&account, CANCEL_HOLD).await;
    server.ctx.store.cancel_hold(by.clone(), Some(1)).await.expect("canceled");
    server.advance(1);
    server.ctx.store.remove_method_after_hold(by, 1, None).await.expect("begun");
    assert_eq!(server.by_link("cancel", &link).await, json!({ "canceled": false }));
    assert!(server.running_hold(&account).await.is_some());
}

#[tokio::test]
async fn a_link_with_another_purpose_is_unknown_here() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let link = server.link_about_hold(&account, THIS_WAS_NOT_ME).await;
    for action in ["read", "cancel"] {
        assert_eq!(server.by_link(action, &link).await["type"], "message-link-unknown", "{action}");
    }
    assert!(server.running_hold(&account).await.is_some());
}

#[tokio::test]
async fn a_link_cancels_while_the_account_is_disabled() {
    let server = Server::start().await;
    let (account, _) = server.with_hold().await;
    let link = server.link_about_hold(&account, CANCEL_HOLD).await;
    server.ctx.store.disable_account(&account).await.expect("disabled");
    assert_eq!(server.by_link("cancel", &link).await, json!({ "canceled": true }));
    assert_eq!(server.running_hold(&account).await, None);
}
