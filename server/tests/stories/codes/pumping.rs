//! The protection against SMS pumping: prefixes whose codes aren't entered get no texts (U9).

use super::{OTHER, REQUEST, name, with_method};
use crate::server::{Answer, Browser, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::config::{Config, Limits};
use std::net::IpAddr;

const TWO_DAYS: i64 = 2 * 24 * 3600;

/// A server on which a network can request any number of codes.
async fn server(limits: Limits) -> Server {
    Server::with(Config { limits: Limits { codes_per_address: 0, ..limits }, ..Config::default() }).await
}

/// Requests a text from one of several networks.
async fn ask(server: &Server, network: u8, number: &str) -> Answer {
    let browser = Browser { address: Some(IpAddr::from([198, 51, 100, network])), ..Browser::default() };
    server.call(&browser, REQUEST, json!({ "for": name(number) })).await
}

/// Requests texts to different numbers, each from a network of its own, until they are rejected. Returns the number of texts.
async fn texts_until_stopped(server: &Server, number: impl Fn(u8) -> String) -> u8 {
    for n in 0..=u8::MAX {
        let answer = ask(server, n, &number(n)).await;
        if answer.status != StatusCode::OK {
            assert_eq!(answer.error(), "texts-unavailable");
            return n;
        }
    }
    panic!("the texts weren't rejected");
}

fn in_one_block(n: u8) -> String {
    format!("+49151234{n:05}")
}

async fn stopped(server: &Server) -> Vec<String> {
    let stopped = server.ctx.store.stopped_prefixes().await.expect("read");
    stopped.into_iter().map(|stopped| stopped.prefix.text).collect()
}

/// Adds an account with a phone, and enters a code that is sent there.
async fn enter_code(server: &Server, number: &str) -> Browser {
    server.ctx.store.add_account(vec![Contact::parse(number).expect("a phone")], None).await.expect("stored");
    server.messages().await;
    let code = server.code(name(number)).await;
    let mut browser = Browser::default();
    let answer = server.enter_code(&browser, name(number), &code).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    browser.take_cookie(&answer);
    browser
}

#[tokio::test]
async fn entered_codes_are_not_saved_up_and_one_after_the_stop_changes_nothing() {
    let server = server(Limits::default()).await;
    for n in 250..252 {
        enter_code(&server, &in_one_block(n)).await;
    }
    let late = in_one_block(249);
    server.ctx.store.add_account(vec![Contact::parse(&late).expect("a phone")], None).await.expect("stored");
    let code = server.code(name(&late)).await;
    assert_eq!(texts_until_stopped(&server, in_one_block).await, 19);
    let answer = server.enter_code(&Browser::default(), name(&late), &code).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(ask(&server, 200, &in_one_block(200)).await.error(), "texts-unavailable");
    assert_eq!(stopped(&server).await, ["+491512340"]);
    server.advance(24 * 3600);
    assert_eq!(ask(&server, 200, &in_one_block(200)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_few_entered_codes_do_not_keep_a_block_open() {
    let server = server(Limits::default()).await;
    for round in 0..2 {
        for n in 0..10 {
            assert_eq!(ask(&server, 10 * round + n, &in_one_block(10 * round + n)).await.status, StatusCode::OK);
        }
        enter_code(&server, &in_one_block(250 + round)).await;
    }
    assert_eq!(texts_until_stopped(&server, |n| in_one_block(100 + n)).await, 6);
}

#[tokio::test]
async fn texts_to_many_blocks_stop_their_range_and_texts_to_many_ranges_their_country() {
    let limits = Limits { unanswered_texts_per_range: 25, unanswered_texts_per_country: 40, ..Limits::default() };
    let server = server(limits).await;
    assert_eq!(texts_until_stopped(&server, |n| format!("+49151{:02}{n:02}0000", 23)).await, 25);
    assert_eq!(stopped(&server).await, ["+4915123"]);
    assert_eq!(texts_until_stopped(&server, |n| format!("+49151{:02}1{n:05}", 30 + n)).await, 15);
    assert_eq!(stopped(&server).await, ["+4915123", "DE"]);
    assert_eq!(ask(&server, 0, "+4366412345678").await.status, StatusCode::OK, "another country");
    let metrics = crate::metrics::metrics(&server, None).await.0;
    for kind in ["range", "country"] {
        assert!(
            metrics.contains(&format!("text_blocks_stopped_total{{country=\"DE\",prefix=\"{kind}\"}} 1")),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_stopped_range_does_not_stop_a_block_of_shorter_numbers_with_the_same_digits() {
    let server = server(Limits { unanswered_texts_per_range: 25, ..Limits::default() }).await;
    assert_eq!(texts_until_stopped(&server, |n| format!("+43664123{n:02}0000")).await, 25);
    assert_eq!(stopped(&server).await, ["+43664123"]);
    let answer = ask(&server, 200, "+436641234567").await; // in the block +43664123
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[tokio::test]
async fn an_owner_gets_a_few_texts_a_day_in_a_stopped_block() {
    let server = server(Limits { resend_after_seconds: 0, ..Limits::default() }).await;
    let phone = in_one_block(255);
    let owner = enter_code(&server, &phone).await;
    texts_until_stopped(&server, in_one_block).await;
    for _ in 0..3 {
        let answer = server.call(&owner, REQUEST, json!({ "for": name(&phone) })).await;
        assert_eq!(answer.status, StatusCode::OK, "S8");
    }
    let answer = server.call(&owner, REQUEST, json!({ "for": name(&phone) })).await;
    assert_eq!(answer.error(), "texts-unavailable", "a browser that the account knows can be used for pumping, too");
}

#[tokio::test]
async fn another_account_with_the_same_phone_uses_up_none_of_the_owners_texts_in_a_stopped_block() {
    let server = server(Limits { resend_after_seconds: 0, ..Limits::default() }).await;
    let phone = in_one_block(255);
    let owner = enter_code(&server, &phone).await;
    let other = with_method(&server, OTHER, &phone).await;
    let third = with_method(&server, "third@example.com", &phone).await;
    texts_until_stopped(&server, in_one_block).await;
    let as_method_of = |email: &str| json!({ "for": { "name": email, "phone": phone } });
    let each = [
        (&other, as_method_of(OTHER), 3),
        (&owner, json!({ "for": name(&phone) }), 3),
        (&third, as_method_of("third@example.com"), 0), // the phone has had six
    ];
    for (browser, body, sent) in each {
        for _ in 0..sent {
            let answer = server.call(browser, REQUEST, body.clone()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        }
        assert_eq!(server.call(browser, REQUEST, body).await.error(), "texts-unavailable");
    }
}

#[tokio::test]
async fn texts_and_stops_are_not_forgotten_because_the_clock_is_behind_for_a_moment() {
    let server = server(Limits { unanswered_texts: 5, ..Limits::default() }).await;
    let asks = async |n: u8| ask(&server, n, &in_one_block(n)).await.status;
    let set_back = async || {
        server.tidy().await;
        server.set_clock(-TWO_DAYS);
        server.tidy().await;
    };
    let set_right = async || {
        server.set_clock(TWO_DAYS);
        server.tidy().await;
    };
    for n in 0..3 {
        assert_eq!(asks(n).await, StatusCode::OK);
    }
    set_back().await;
    assert_eq!(asks(3).await, StatusCode::OK);
    set_right().await;
    assert_eq!(asks(4).await, StatusCode::OK);
    assert_eq!(stopped(&server).await.len(), 1, "the fifth text stops the block");
    set_back().await;
    set_right().await;
    assert_eq!(stopped(&server).await.len(), 1);
}
