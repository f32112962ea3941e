//! Codes that were sent while the clock was ahead, and those after them (O10).

use crate::server::{Browser, Server, other_code};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const YEAR: i64 = 365 * 24 * 3600;

/// Requests a code for Ann.
async fn request(server: &Server, browser: &Browser) -> StatusCode {
    server.call(browser, "/api/single-use-code/request", json!({ "for": { "name": ANN } })).await.status
}

#[tokio::test]
async fn wrong_codes_are_counted_and_strangers_learn_nothing() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    let whom = json!({ "name": ANN });
    server.set_clock(YEAR);
    let before = server.code(whom.clone()).await;
    server.set_clock(-YEAR);
    server.tidy().await;
    let stage = server.call(&owner, "/api/single-use-code/delivery", json!({ "for": whom })).await;
    assert_eq!(stage.json()["stage"], "untold", "{}", stage.text);
    let wrong = other_code(&before);
    let left =
        async || server.enter_code(&Browser::default(), whom.clone(), wrong).await.json()["attempts_left"].clone();
    assert_eq!([left().await, left().await], [4, 3]);
    server.advance(60);
    assert_eq!(request(&server, &owner).await, StatusCode::OK);
    assert_eq!(left().await, 2, "a code that the owner requests makes no difference to strangers");
}

#[tokio::test]
async fn the_browser_in_which_it_was_entered_waits_before_another_code() {
    let server = Server::start().await;
    server.set_clock(YEAR);
    let browser = server.sign_in_with_code().await;
    server.set_clock(-YEAR);
    server.tidy().await;
    server.advance(60);
    assert_eq!(request(&server, &browser).await, StatusCode::OK);
    assert_eq!(request(&server, &browser).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_code_in_a_text_has_expired_and_a_new_one_works() {
    let server = Server::start().await;
    let name = Contact::parse(PHONE).expect("a contact");
    server.ctx.store.add_account(vec![name], None).await.expect("stored");
    let whom = json!({ "name": PHONE });
    server.set_clock(YEAR);
    let before = server.code(whom.clone()).await;
    server.set_clock(-YEAR);
    let enter = async |code: &str| server.enter_code(&Browser::default(), whom.clone(), code).await;
    assert_eq!(enter(&before).await.error(), "sent-code-expired");
    assert_eq!(server.request_code(whom.clone()).await.error(), "too-many", "the pause counts from now");
    server.tidy().await;
    server.advance(60);
    server.messages().await; // the text before is tried again
    let code = server.code(whom.clone()).await;
    assert_eq!(enter(&code).await.status, StatusCode::OK);
    assert_eq!(enter(&code).await.error(), "sent-code-used");
}
