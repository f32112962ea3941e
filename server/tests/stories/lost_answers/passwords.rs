//! Sign-ins with a password whose answer is lost: the browser would lose its other accounts with its cookie.

use super::sessions::another_browser;
use super::*;
use crate::log::Log;
use crate::server::PASSWORD;

const EVE: &str = "eve@example.com";
const WITH_PASSWORD: &str = "/api/session/sign-in-with-password";

fn anns_password() -> Value {
    with_id(json!({ "name": ANN, "password": PASSWORD }))
}

#[tokio::test]
async fn a_sign_in_with_a_password_is_answered_again_and_keeps_the_browsers_other_accounts() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    let (log, guard) = Log::begin();
    let (browser, lost) = server.twice(&eve, WITH_PASSWORD, &anns_password()).await;
    drop(guard);
    assert_eq!(server.signed_in(&browser).await, [EVE, ANN]);
    assert_eq!(server.signed_in(&lost).await, [""; 0], "the cookie that was lost never works");
    assert_eq!((server.rows("browser"), server.rows("session")), (1, 2));
    assert_eq!(log.lines("event").len(), 1, "it happened once");
}

#[tokio::test]
async fn a_sign_in_with_a_password_is_answered_again_for_the_same_request_of_its_browser_only() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    let request = anns_password();
    server.succeed(&eve, WITH_PASSWORD, &request).await;
    let mut on_shared_computer = request.clone();
    on_shared_computer["shared"] = true.into();
    let without_id = json!({ "name": ANN, "password": PASSWORD });
    for other in [anns_password(), without_id, on_shared_computer] {
        assert_eq!(server.rejection(&eve, WITH_PASSWORD, &other).await, "sign-in-too-late");
    }
    let elsewhere = server.succeed(&Browser::default(), WITH_PASSWORD, &request).await;
    assert_eq!(elsewhere.json()["pending"], true, "a browser that Ann doesn't know");
    server.advance(59);
    assert_eq!(server.succeed(&eve, WITH_PASSWORD, &request).await.json()["accounts"][1]["name"], ANN);
    server.advance(1);
    let later = server.succeed(&eve, WITH_PASSWORD, &request).await;
    assert_eq!((&later.json()["accounts"], &later.json()["pending"]), (&json!([]), &json!(true)), "a new browser");
}

#[tokio::test]
async fn a_first_step_with_a_password_is_answered_again_and_waits_for_the_second() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    server.browser(ANN).await; // so that Ann's next browser is asked for a code
    let (mut browser, _) = server.twice(&eve, WITH_PASSWORD, &anns_password()).await;
    assert_eq!(server.signed_in(&browser).await, [EVE]);
    server.complete(&mut browser).await;
    assert_eq!(server.signed_in(&browser).await, [EVE, ANN]);
}

#[tokio::test]
async fn a_wrong_password_counts_each_time_its_request_is_sent() {
    let server = Server::start().await;
    let eve = another_browser(&server).await;
    let wrong = with_id(json!({ "name": ANN, "password": "a wrong one" }));
    for _ in 0..10 {
        assert_eq!(server.rejection(&eve, WITH_PASSWORD, &wrong).await, "wrong-password");
    }
    assert_eq!(server.rejection(&eve, WITH_PASSWORD, &wrong).await, "too-many");
    assert_eq!(server.rows("operation"), 0, "a rejected request isn't kept");
}

#[tokio::test]
async fn a_sign_in_with_a_cookie_that_a_repeated_answer_has_replaced_is_too_late() {
    let server = Server::start().await;
    server.add_account("dan@example.com").await;
    let (mut browser, request) = (another_browser(&server).await, anns_password());
    browser.take_cookie(&server.succeed(&browser, WITH_PASSWORD, &request).await);
    let other_tab = browser.clone();
    browser.take_cookie(&server.succeed(&browser, WITH_PASSWORD, &request).await); // only the content was lost
    let dan = json!({ "name": "dan@example.com", "password": PASSWORD });
    assert_eq!(server.rejection(&other_tab, WITH_PASSWORD, &dan).await, "sign-in-too-late");
    let signed_in = server.succeed(&browser, WITH_PASSWORD, &dan).await.json();
    assert_eq!(signed_in["accounts"].as_array().map(Vec::len), Some(3));
}
