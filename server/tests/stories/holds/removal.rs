//! The removal of the last established method, through the page's API: both choices with their dates (I4), and the hold that it begins (H4).

use crate::server::Server;
use crate::tokens::DAY;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::ANN;

const ID: &str = "b0f9bd3e-6b6b-4a1e-9d5c-3a5d4c0f7a11";

#[tokio::test]
async fn the_last_established_method_is_removed_only_by_the_choice_to_wait() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!(info["methods"][0]["held"], json!({ "other_in_s": 30 * DAY, "ends_in_s": 30 * DAY }));
    assert_eq!(server.remove_method(&browser, 1).await.error(), "last-established-method");
    assert_eq!((server.read(&browser, "/api/hold").await.json(), server.rows("hold")), (json!({}), 0));
    let begun = server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    let warnings = [23 * DAY, 29 * DAY];
    let hold = json!({
        "change": "removal", "method": "email", "hint": ANN,
        "started_s_ago": 0, "warnings_after_s": warnings, "ends_in_s": 30 * DAY,
    });
    assert_eq!((begun.status, begun.json()), (StatusCode::OK, json!({ "hold": hold })));
    server.advance(DAY);
    let later = server.read(&browser, "/api/hold").await.json();
    assert_eq!((&later["hold"]["started_s_ago"], &later["hold"]["ends_in_s"]), (&json!(DAY), &json!(29 * DAY)));
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!((&info["hold_ends_in_s"], info["methods"].as_array().map(Vec::len)), (&json!(29 * DAY), Some(1)));
    assert_eq!(server.told().await, ["hold-started"]);
}

#[tokio::test]
async fn the_first_choice_has_the_day_on_which_a_method_that_is_already_there_is_established() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    server.advance(DAY);
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!(info["methods"][0]["held"], json!({ "other_in_s": 29 * DAY, "ends_in_s": 30 * DAY }));
    assert_eq!(info["methods"][1]["held"], Value::Null, "it can be removed at once");
}

#[tokio::test]
async fn a_removal_after_which_its_owner_could_not_sign_in_begins_no_hold() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    let begun = server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    assert_eq!((begun.error(), server.rows("hold")), ("no-sign-in-left".into(), 0), "the new one is no sign-in name");
}

#[tokio::test]
async fn a_method_that_can_be_removed_at_once_begins_no_hold() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.add_contact(&browser, "new@example.com").await;
    let begun = server.call(&browser, "/api/hold/begin", json!({ "id": 2 })).await;
    assert_eq!((begun.error(), server.rows("hold")), ("method-unknown".into(), 0));
}

#[tokio::test]
async fn a_hold_whose_first_answer_was_lost_begins_once() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let begin = async |body: Value| server.call(&browser, "/api/hold/begin", body).await;
    let request = json!({ "id": 1, "operation": ID });
    let (first, again) = (begin(request.clone()).await, begin(request).await);
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    assert_eq!(server.told().await, ["hold-started"]);
    assert_eq!(begin(json!({ "id": 1 })).await.error(), "changes-held", "another press");
}

#[tokio::test]
async fn after_a_sign_in_the_page_hears_that_a_hold_runs() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let asks = async || server.read(&browser, "/api/reminder").await.json()["asks"].clone();
    assert_eq!(asks().await, "nothing");
    server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    assert_eq!(asks().await, "review_hold");
    server.advance(61);
    assert_eq!(server.sign_in_with_code().await.account, browser.account, "it is no obstacle");
    server.call(&browser, "/api/hold/cancel", json!({})).await;
    assert_eq!(asks().await, "nothing");
}
