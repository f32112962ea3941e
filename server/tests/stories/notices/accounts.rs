//! Notices are limited for each account, and hide nothing (L6, U9).

use super::{ANN, DAY, PHONE, delivered, link_devices, purposes, text, with_phone};
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::config::{Config, Limits};

const OTHER: &str = "other@example.com";

/// A server that delivers one notice a day before others wait.
pub(super) async fn server() -> Server {
    Server::with(Config { limits: Limits { notices_per_day: 1, ..Limits::default() }, ..Config::default() }).await
}

/// A browser of another account, which has a contact as its second method.
async fn other_with(server: &Server, contact: &str) -> Browser {
    server.add_account(OTHER).await;
    let mut browser = Browser::default();
    server.request_code(json!({ "name": OTHER })).await;
    let code = server.newest_mail().await.code.expect("a code");
    let signed_in = server.enter_code(&browser, json!({ "name": OTHER }), &code).await;
    browser.take_cookie(&signed_in);
    browser.account = signed_in.json()["current"].as_str().map(str::to_owned);
    let added = server.add_contact(&browser, contact).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    server.advance(3 * 60); // until the messages that were read have been delivered
    delivered(server).await;
    browser
}

fn to<'a>(messages: &'a [Value], contact: &str) -> Vec<&'a Value> {
    messages.iter().filter(|message| message["to"] == contact).collect()
}

#[tokio::test]
async fn another_accounts_notices_delay_none() {
    let server = server().await;
    let other = other_with(&server, ANN).await;
    link_devices(&server, &other, 3).await;
    let others = delivered(&server).await;
    assert_eq!(to(&others, ANN).len(), 1);
    let of_other = Contact::parse(OTHER).expect("a contact").masked();
    assert!(text(to(&others, ANN)[0]).contains(&of_other), "it names its account");
    link_devices(&server, &server.browser(ANN).await, 1).await;
    let owners = delivered(&server).await;
    assert_eq!(purposes(&owners), ["device-linked"]);
    assert!(text(&owners[0]).contains(&Contact::parse(ANN).expect("a contact").masked()));
}

/// A browser of another account, to which texts about its devices go to the phone of an account that has only that.
async fn other_with_phone(server: &Server, email: &str) -> Browser {
    server.add_account(email).await;
    let browser = server.browser(email).await;
    // An account that began with an address gets no texts about devices, so this one is made to have begun with the phone.
    server.execute(&format!(
        "INSERT INTO method (account, number, kind, contact, added, verified, first)
         SELECT other.account, 2, phone.kind, phone.contact, phone.added, phone.verified, 0
         FROM method AS phone, method AS other WHERE phone.contact = '{PHONE}' AND other.contact = '{email}' LIMIT 1"
    ));
    server.execute(&format!("UPDATE method SET first = 0 WHERE contact = '{email}'"));
    browser
}

#[tokio::test]
async fn another_accounts_texts_do_not_delay_the_first_of_an_account_in_a_day() {
    let server = server().await;
    let owner = with_phone(&server, PHONE).await;
    let other = other_with_phone(&server, OTHER).await;
    link_devices(&server, &other, 2).await;
    assert_eq!(to(&delivered(&server).await, PHONE).len(), 1, "the other account's first");
    link_devices(&server, &owner, 1).await;
    assert_eq!(to(&delivered(&server).await, PHONE).len(), 1, "the owner's first");
    server.advance(60);
    link_devices(&server, &owner, 1).await;
    assert!(delivered(&server).await.is_empty(), "the others wait");
}

#[tokio::test]
async fn another_accounts_texts_use_up_none_of_an_accounts_own_in_a_stopped_block() {
    let server = Server::start().await;
    let owner = with_phone(&server, PHONE).await;
    let other = other_with_phone(&server, OTHER).await;
    let now = server.clock.now().0;
    server.execute(&format!(
        "INSERT INTO text_prefix (kind, prefix, unanswered, counted, stopped)
         VALUES (0, '+491512345', 20000, {now}, {now})"
    ));
    for browser in [&other, &owner] {
        link_devices(&server, browser, 4).await;
        assert_eq!(to(&delivered(&server).await, PHONE).len(), 3);
    }
}

#[tokio::test]
async fn other_accounts_texts_delay_another_of_an_account_for_no_more_than_a_day_after_its_last() {
    let limits = Limits { notices_per_day: 2, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let owner = with_phone(&server, PHONE).await;
    link_devices(&server, &owner, 1).await;
    assert_eq!(delivered(&server).await.len(), 1);
    server.advance(DAY / 2);
    for email in [OTHER, "third@example.com"] {
        let other = other_with_phone(&server, email).await;
        link_devices(&server, &other, 1).await;
    }
    assert_eq!(to(&delivered(&server).await, PHONE).len(), 2, "the first of each");
    link_devices(&server, &owner, 1).await;
    assert!(to(&delivered(&server).await, PHONE).is_empty(), "the phone has had enough");
    server.advance(DAY / 2 - 1);
    assert!(to(&delivered(&server).await, PHONE).is_empty());
    server.advance(1);
    assert_eq!(to(&delivered(&server).await, PHONE).len(), 1, "although the phone has still had two in a day");
}

async fn change_password(server: &Server, browser: &mut Browser) {
    let body = json!({ "password": "walnut harbour 42 tides" });
    let changed = server.call(browser, "/api/account/change-password", body).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    browser.take_cookie(&changed);
}

#[tokio::test]
async fn devices_do_not_delay_an_email_about_a_changed_password() {
    let server = server().await;
    let mut browser = server.sign_in_with_code().await;
    server.advance(3 * 60);
    delivered(&server).await;
    link_devices(&server, &browser, 3).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"]);
    change_password(&server, &mut browser).await;
    let delivered = delivered(&server).await;
    assert_eq!(purposes(&delivered), ["password-changed"]);
    assert!(text(&delivered[0]).contains(&Contact::parse(ANN).expect("a contact").masked()), "it names its account");
}

#[tokio::test]
async fn a_password_that_is_changed_again_and_again_floods_no_mailbox() {
    let server = server().await;
    let mut browser = server.sign_in_with_code().await;
    server.advance(3 * 60);
    delivered(&server).await;
    change_password(&server, &mut browser).await;
    assert_eq!(purposes(&delivered(&server).await), ["password-changed"]);
    for _ in 0..3 {
        change_password(&server, &mut browser).await;
    }
    link_devices(&server, &browser, 1).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"], "the others wait");
    server.advance(DAY);
    let merged = delivered(&server).await;
    assert_eq!(purposes(&merged), ["several-changes"]);
    assert_eq!(merged[0]["subject"], "3 more changes to your Countersign account");
    assert_eq!(text(&merged[0]).matches("Your password was changed.").count(), 1, "{}", text(&merged[0]));
    assert!(!text(&merged[0]).contains("more device"), "only devices that aren't listed: {}", text(&merged[0]));
}

/// A browser of an account that has only a phone, after a step-up.
async fn stepped_up_with_phone(server: &Server) -> Browser {
    let mut browser = with_phone(server, PHONE).await;
    let step_up = json!({ "account": browser.account, "method": 1 });
    server.call(&browser, "/api/verify/request", step_up.clone()).await;
    let mut entered = step_up;
    entered["code"] = server.messages().await.pop().and_then(|message| message.code).into();
    browser.take_cookie(&server.call(&browser, "/api/verify", entered).await);
    server.advance(3 * 60);
    delivered(server).await;
    browser
}

#[tokio::test]
async fn devices_do_not_delay_a_text_about_a_changed_password() {
    let server = server().await;
    let mut browser = stepped_up_with_phone(&server).await;
    link_devices(&server, &browser, 2).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"]);
    change_password(&server, &mut browser).await;
    assert_eq!(purposes(&delivered(&server).await), ["password-changed"]);
    for _ in 0..2 {
        change_password(&server, &mut browser).await;
    }
    assert!(delivered(&server).await.is_empty(), "further ones wait");
    server.advance(DAY);
    let merged = delivered(&server).await;
    let first_line = "Countersign: Your password was changed.";
    let about_account = merged.iter().map(text).find(|text| text.starts_with(first_line));
    assert!(about_account.is_some_and(|text| text.contains("\nCountersign: 2 more changes")), "{merged:?}");
}

#[tokio::test]
async fn a_phone_gets_three_texts_a_day_about_an_account_itself() {
    let server = Server::start().await;
    let mut browser = stepped_up_with_phone(&server).await;
    for _ in 0..5 {
        change_password(&server, &mut browser).await;
    }
    assert_eq!(purposes(&delivered(&server).await), ["password-changed"; 3]);
}
