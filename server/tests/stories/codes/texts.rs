//! Codes in text messages (U1, U9).

use super::{ANN, PHONE, REQUEST, name, server};
use crate::server::{Answer, Browser, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::config::Config;

#[tokio::test]
async fn a_text_goes_to_a_phone_of_the_account_only() {
    let server = server().await;
    let text = json!({ "name": "bea@example.com", "phone": "0151 23456789", "country": "DE" });
    let answer = server.request_code(text.clone()).await.json();
    assert_eq!((answer["to"].as_str(), answer["text"].as_bool()), (Some(PHONE), Some(true)));
    let message = server.messages().await.pop().expect("a text");
    assert_eq!((message.to.as_str(), message.decoy), (PHONE, false));
    let code = message.code.expect("a code");
    assert!(message.text.ends_with(&format!("\n@localhost #{code}")), "{}", message.text);
    assert_eq!(server.enter_code(&Browser::default(), text, &code).await.status, StatusCode::OK);

    // Ann's name with Bea's phone gets a decoy, whose code doesn't work.
    let crossed = json!({ "name": ANN, "phone": PHONE });
    server.advance(60);
    assert_eq!(server.request_code(crossed.clone()).await.status, StatusCode::OK);
    let message = server.messages().await.pop().expect("a decoy is written like a real message");
    assert!(message.decoy);
    assert_eq!(
        server.enter_code(&Browser::default(), crossed, &message.code.expect("a code")).await.error(),
        "wrong-sent-code"
    );
}

#[tokio::test]
async fn a_phone_number_is_a_sign_in_name() {
    let server = server().await;
    let typed = json!({ "name": "0151 23456789", "country": "DE" });
    let code = server.code(typed.clone()).await;
    let mut browser = Browser::default();
    let answer = server.enter_code(&browser, typed, &code).await;
    browser.take_cookie(&answer);
    assert_eq!(answer.json()["accounts"][0]["name"], "bea@example.com", "the account is shown with its address");
    let told = |answer: Answer| answer.json()["fields"][0]["rule"]["rule"].as_str().map(str::to_owned);
    assert_eq!(told(server.request_code(json!({ "name": "0151 23456789" })).await).as_deref(), Some("country"));
    assert_eq!(
        told(server.request_code(json!({ "name": "0900 1 123456", "country": "DE" })).await).as_deref(),
        Some("phone_service")
    );
    assert_eq!(told(server.request_code(name("ann")).await).as_deref(), Some("email_or_phone"));
}

#[tokio::test]
async fn strangers_do_not_use_up_the_texts_of_a_known_browser_in_their_network() {
    let server = server().await;
    let mut owner = Browser::default();
    let code = server.code(name(PHONE)).await;
    owner.take_cookie(&server.enter_code(&owner, name(PHONE), &code).await);
    for n in 0..10 {
        let neighbour = server.request_code(name(&format!("+49151234567{n:02}"))).await;
        assert_eq!(neighbour.status, if n < 9 { StatusCode::OK } else { StatusCode::CONFLICT }, "{n}");
    }
    let asked = async || server.call(&owner, REQUEST, json!({ "for": name(PHONE) })).await;
    assert_eq!(asked().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_block_whose_codes_are_never_entered_gets_no_more_texts_and_can_be_allowed_again() {
    let mut config = Config::default();
    config.limits.codes_per_address = 0;
    let server = Server::with(config).await;
    let names = vec![Contact::parse(PHONE).expect("a phone")];
    server.ctx.store.add_account(names, None).await.expect("stored");
    let owner_code = server.code(name(PHONE)).await;
    let mut owner = Browser::default();
    let answer = server.enter_code(&owner, name(PHONE), &owner_code).await;
    owner.take_cookie(&answer);
    let neighbour = |n: usize| name(&format!("+49151234600{n:02}"));
    for n in 0..10 {
        assert_eq!(server.request_code(neighbour(n)).await.status, StatusCode::OK);
    }
    assert_eq!(server.request_code(neighbour(10)).await.error(), "texts-unavailable", "for this network");
    let mut elsewhere = Browser::default();
    for n in 20..37u8 {
        elsewhere.address = Some(std::net::IpAddr::from([198, 51, 100, n]));
        let asked = server.call(&elsewhere, REQUEST, json!({ "for": neighbour(n.into()) })).await;
        assert_eq!(asked.status, StatusCode::OK, "one network alone can't stop a block");
    }
    elsewhere.address = Some(std::net::IpAddr::from([198, 51, 100, 99]));
    let refused = server.call(&elsewhere, REQUEST, json!({ "for": neighbour(49) })).await;
    assert_eq!(refused.error(), "texts-unavailable", "for all networks");
    assert_eq!(server.request_code(neighbour(50)).await.error(), "texts-unavailable");
    server.advance(60);
    assert_eq!(server.request_code(name(PHONE)).await.status, StatusCode::OK, "another block still gets texts");
    let metrics = crate::metrics::metrics(&server, None).await.0;
    assert!(metrics.contains("text_blocks_stopped_total{country=\"DE\",prefix=\"block\"} 1"));
    let stopped = server.ctx.store.stopped_prefixes().await.expect("read");
    assert_eq!(stopped.iter().map(|stopped| stopped.prefix.text.as_str()).collect::<Vec<_>>(), ["+491512346"]);
    assert!(!server.ctx.store.allow_prefix("+4915123".into()).await.expect("written"), "this range isn't stopped");
    assert!(server.ctx.store.allow_prefix("+491512346".into()).await.expect("written"));
    assert_eq!(server.call(&elsewhere, REQUEST, json!({ "for": neighbour(49) })).await.status, StatusCode::OK);
}
