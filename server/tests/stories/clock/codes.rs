//! Codes after one that was sent while the clock was ahead, and that hasn't expired for a long time (O10).

use crate::server::{Browser, Server, other_code};
use axum::http::StatusCode;
use serde_json::json;

const ANN: &str = "ann@example.com";
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
