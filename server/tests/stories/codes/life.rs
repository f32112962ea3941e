//! From the first message to the sign-in.

use super::{ANN, PHONE, REQUEST, name, other, server};
use crate::server::{Browser, join_all};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_code_by_mail_signs_in_once() {
    let server = server().await;
    let code = server.code(name("Ann@Example.com")).await;
    let mut browser = Browser::default();
    let answer = server.enter(&browser, name(ANN), &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    assert_eq!(server.read(&browser, "/api/session").await.json()["accounts"][0]["name"], ANN);
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "sent-code-used");
}

#[tokio::test]
async fn only_the_newest_code_counts_and_an_older_one_says_so() {
    let server = server().await;
    let first = server.code(name(ANN)).await;
    server.advance(60);
    let second = server.code(name(ANN)).await;
    assert_ne!(first, second, "or a chance of one in a million");
    assert_eq!(server.enter(&Browser::default(), name(ANN), &first).await.error(), "sent-code-replaced");
    assert_eq!(server.enter(&Browser::default(), name(ANN), &second).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_text_replaces_the_mail_before_it() {
    let server = server().await;
    let mail = server.code(name("bea@example.com")).await;
    let text = json!({ "name": "bea@example.com", "phone": PHONE });
    let by_text = server.code(text.clone()).await;
    assert_eq!(server.enter(&Browser::default(), name("bea@example.com"), &mail).await.error(), "sent-code-replaced");
    assert_eq!(server.enter(&Browser::default(), text, &by_text).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes_and_is_remembered_for_a_day() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    server.advance(599);
    assert_eq!(server.enter(&Browser::default(), name(ANN), other(&code)).await.error(), "wrong-sent-code");
    server.advance(1);
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "sent-code-expired");
    server.advance(23 * 3600);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "sent-code-expired", "remembered");
    server.advance(3600);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.error(), "wrong-sent-code", "forgotten");
}

#[tokio::test]
async fn a_thousand_tries_at_once_accept_a_code_once() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    let tries = (0..1000).map(|_| async { server.enter(&Browser::default(), name(ANN), &code).await.status });
    let answers = join_all(tries).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1);
}

#[tokio::test]
async fn a_code_survives_a_restart_and_is_in_no_file_in_the_clear() {
    let server = server().await;
    let code = server.code(name(ANN)).await;
    for file in std::fs::read_dir(server.folder()).expect("the folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("read");
        assert!(
            !bytes.windows(6).any(|window| window == code.as_bytes()),
            "the code, or a chance of one in ten thousand"
        );
    }
    let server = server.restarted().await;
    assert_eq!(server.enter(&Browser::default(), name(ANN), &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn how_far_a_code_got_is_told_in_browsers_the_account_knows() {
    let server = server().await;
    let owner = server.browser(ANN).await;
    let stage = async |browser: &Browser| {
        let answer = server.call(browser, "/api/single-use-code/delivery", json!({ "for": name(ANN) })).await;
        answer.json()["stage"].as_str().map(str::to_owned)
    };
    server.call(&owner, REQUEST, json!({ "for": name(ANN) })).await;
    assert_eq!(stage(&owner).await.as_deref(), Some("waiting"));
    assert_eq!(stage(&Browser::default()).await.as_deref(), Some("untold"));
}
