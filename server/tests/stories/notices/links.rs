//! The links in messages about changes open their pages: "This wasn't me" (I8), and canceling a waiting period (H2).

use super::PHONE;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::json;

impl Server {
    /// The secret of the only link in the notices since the last time, which leads to this page.
    async fn secret_for(&self, page: &str) -> String {
        let written = self.written_notices().await;
        let mut links = written.iter().filter_map(|message| message.text.split_once(page));
        let (_, rest) = links.next().expect("a link");
        assert!(links.next().is_none(), "only one contact is old");
        rest.split_whitespace().next().expect("its secret").to_owned()
    }
}

#[tokio::test]
async fn the_link_in_a_message_about_a_change_blocks_further_ones() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, PHONE).await;
    let link = server.secret_for("/undo/").await;
    let pressed = server.press_not_me(&link).await;
    assert_eq!((&pressed["kind"], &pressed["used"]), (&json!("method-added"), &json!(true)));
    assert_eq!(server.read(&browser, "/api/security").await.error(), "not-signed-in");
    server.advance(61);
    let browser = server.sign_in_with_code().await;
    assert_eq!(server.remove_method(&browser, 2).await.error(), "changes-blocked");
}

#[tokio::test]
async fn the_link_in_a_message_about_a_waiting_period_cancels_it() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let begun = server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    let link = server.secret_for("/security/hold/cancel/").await;
    let canceled = server.call(&Browser::default(), "/api/hold/link/cancel", json!({ "link": link })).await;
    assert_eq!((canceled.json(), server.rows("hold")), (json!({ "canceled": true }), 0));
}
