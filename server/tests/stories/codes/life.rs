//! The life of a code, from the request to the sign-in.

use super::{ANN, PHONE, REQUEST, name, server};
use crate::server::{Browser, join_all, other_code};
use axum::http::StatusCode;
use serde_json::json;
use server::store::Lane;

#[tokio::test]
async fn a_code_sent_by_email_signs_in_once() {
    let server = server().await;
    let code = server.code(name("Ann@Example.com")).await;
    let mut browser = Browser::default();
    let answer = server.enter_code(&browser, name(ANN), &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"][0]["name"], ANN);
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &code).await.error(), "sent-code-used");
}

#[tokio::test]
async fn only_the_newest_code_works_and_older_ones_are_reported_as_replaced() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(60);
    let second = server.code(name(ANN)).await;
    assert_ne!(first, second, "equal only with a chance of one in a million");
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &first).await.error(), "sent-code-replaced");
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_newer_code_replaces_open_ones_only() {
    let server = server().await;
    let mut codes = Vec::new();
    for is_used in [true, false, false] {
        let code = server.code(name(ANN)).await;
        if is_used {
            assert_eq!(server.enter_code(&Browser::default(), name(ANN), &code).await.status, StatusCode::OK);
        }
        codes.push(code);
        server.advance(60);
    }
    let mut heard = Vec::new();
    for code in &codes[..2] {
        heard.push(server.enter_code(&Browser::default(), name(ANN), code).await.error());
    }
    assert_eq!(heard, ["sent-code-used", "sent-code-replaced"]);
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &codes[2]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_sent_by_text_replaces_an_earlier_one_sent_by_email() {
    let server = server().await;
    let mail = server.code(name("bea@example.com")).await;
    let text = json!({ "name": "bea@example.com", "phone": PHONE });
    let by_text = server.code(text.clone()).await;
    assert_eq!(
        server.enter_code(&Browser::default(), name("bea@example.com"), &mail).await.error(),
        "sent-code-replaced"
    );
    assert_eq!(server.enter_code(&Browser::default(), text, &by_text).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_expires_after_ten_minutes_and_is_reported_as_expired_for_a_day() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    server.advance(599);
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), other_code(&code)).await.error(), "wrong-sent-code");
    server.advance(1);
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &code).await.error(), "sent-code-expired");
    server.advance(23 * 3600);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(
        server.enter_code(&Browser::default(), name(ANN), &code).await.error(),
        "sent-code-expired",
        "still reported as expired"
    );
    server.advance(3600);
    for _ in 0..2 {
        assert_eq!(
            server.enter_code(&Browser::default(), name(ANN), &code).await.error(),
            "wrong-sent-code",
            "whether it is still stored or not"
        );
        while server.ctx.store.purge().await.expect("purged") {}
    }
}

#[tokio::test]
async fn a_code_that_was_sent_to_nobody_has_no_answer_of_its_own_when_it_has_expired() {
    let server = server().await;
    assert_eq!(server.request_code(name("nobody@example.com")).await.status, StatusCode::OK);
    let message = server.messages().await.pop().expect("a message");
    assert!(message.decoy);
    let code = message.code.expect("a code");
    server.advance(600);
    let entered = server.enter_code(&Browser::default(), name("nobody@example.com"), &code).await;
    assert_eq!(entered.error(), "wrong-sent-code");
}

#[tokio::test]
async fn a_code_is_accepted_once_in_a_thousand_concurrent_attempts() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    let tries = (0..1000).map(|_| async { server.enter_code(&Browser::default(), name(ANN), &code).await.status });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1);
}

#[tokio::test]
async fn a_code_survives_a_restart_and_is_not_stored_in_plain_text() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    for file in std::fs::read_dir(server.folder()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("read");
        assert!(
            !bytes.windows(6).any(|window| window == code.as_bytes()),
            "the code is in a file, or digits match with a chance of one in ten thousand"
        );
    }
    let server = server.restarted().await;
    assert_eq!(server.enter_code(&Browser::default(), name(ANN), &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_delivery_status_is_reported_only_in_known_browsers() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let stage = async |browser: &Browser| {
        let answer = server.call(browser, "/api/single-use-code/delivery", json!({ "for": name(ANN) })).await;
        answer.json()["stage"].as_str().map(str::to_owned)
    };
    server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    // A text to another name, which the provider has taken.
    assert_eq!(server.request_code(name(PHONE)).await.status, StatusCode::OK);
    let text = server.ctx.store.take_due_messages(Lane::Texts, 1).await.expect("taken").pop().expect("a text");
    server.ctx.store.message_sent(text.lease).await.expect("written");
    assert_eq!(stage(&owner).await.as_deref(), Some("waiting"));
    assert_eq!(stage(&Browser::default()).await.as_deref(), Some("untold"));
}
