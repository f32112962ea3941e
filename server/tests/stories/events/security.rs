//! Two-step verification, trusted browsers, passkeys, undone links, idle tokens, and accounts that an operator adds.

use super::{ANN, assert_harmless, kinds};
use crate::authenticators::with_app;
use crate::devices::link_in_mail;
use crate::log::Log;
use crate::passkeys::with_passkey;
use crate::server::{Browser, Server};
use crate::tokens::{DAY, linked, refresh, text};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::cli::CommandReports;

#[tokio::test]
async fn two_step_verification_and_the_end_of_a_browsers_trust_leave_one_event_each() {
    let (server, owner, app) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let trusted = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
    assert_eq!(server.second_step(&browser, trusted).await.status, StatusCode::OK);
    let listed = server.read(&owner, "/api/security").await.json()["trusted_browsers"][0]["id"].clone();
    let (log, guard) = Log::begin();
    for id in [&json!("7"), &listed, &listed] {
        let ended = server.call(&owner, "/api/security/end-trust", json!({ "id": id })).await;
        assert_eq!(ended.status, StatusCode::OK, "{}", ended.text);
    }
    for on in [false, true] {
        assert_eq!(server.switch_two_step(&owner, on).await.json()["two_step"], on);
    }
    drop(guard);
    assert_eq!(kinds(&log), ["trust_ended success", "two_step_off success", "two_step_on success"]);
    assert!(log.lines("event").iter().all(|event| event["account"] == json!(owner.account)), "{}", log.text());
}

#[tokio::test]
async fn a_passkey_that_is_refused_leaves_one_event_with_its_account() {
    let (server, owner, mut passkey) = with_passkey().await;
    passkey.origin = "https://evil.example".into();
    let (log, guard) = Log::begin();
    let refused = server.passkey_sign_in_on(&Browser::default(), &mut passkey, false).await;
    drop(guard);
    assert_eq!(refused.error(), "passkey-refused");
    assert_eq!(kinds(&log), ["passkey_refused wrong passkey"]);
    let event = &log.lines("event")[0];
    assert_eq!((&event["account"], &event["purpose"]), (&json!(owner.account), &json!("sign_in")));
}

#[tokio::test]
async fn a_link_that_is_undone_leaves_one_event_with_its_account_and_client() {
    let (server, _) = linked().await;
    let link = link_in_mail(&server).await;
    let (log, guard) = Log::begin();
    for _ in 0..2 {
        let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", json!({ "link": link })).await;
        assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    }
    drop(guard);
    assert_eq!(kinds(&log), ["device_undone success"]);
    let event = &log.lines("event")[0];
    assert!(event["account"].is_string() && event["device"].is_string() && event["client"] == "tv", "{event}");
    assert_harmless(&log, &[&*link]);
}

#[tokio::test]
async fn a_refresh_token_that_was_unused_for_too_long_leaves_one_event() {
    let (server, tokens) = linked().await;
    let token = text(&tokens, "refresh_token");
    server.advance(90 * DAY);
    let (log, guard) = Log::begin();
    let refused = refresh(&server, &token).await;
    drop(guard);
    assert_eq!(refused.error(), "invalid_grant");
    assert_eq!(kinds(&log), ["refresh_token_idle rejected"]);
    assert!(log.lines("event")[0]["account"].is_string());
    assert_harmless(&log, &[&*token]);
}

#[tokio::test]
async fn an_account_that_an_operator_adds_leaves_one_event_and_no_message() {
    let server = Server::start().await;
    let name = Contact::parse("ben@example.com").expect("a contact");
    server.ctx.store.add_account_by_command(vec![name], None).await.expect("added");
    let (log, guard) = Log::begin();
    let mut reports = CommandReports::default();
    for _ in 0..2 {
        assert!(reports.report(&server.ctx).await.expect("read"), "all reported");
    }
    drop(guard);
    assert_eq!(kinds(&log), ["account_added success"]);
    assert!(log.lines("event")[0]["account"].is_string());
    assert_harmless(&log, &[ANN]);
    assert_eq!(server.rows("outbox"), 0);
}
