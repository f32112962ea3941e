//! Two-step verification, trusted browsers, passkeys, undone links, idle tokens, and accounts that an operator adds.

use super::{ANN, assert_harmless, kinds};
use crate::authenticators::with_app;
use crate::devices::link_in_mail;
use crate::log::Log;
use crate::passkeys::with_passkey;
use crate::server::{Browser, Server};
use crate::tokens::{DAY, link_in, linked, refresh, text};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::json;
use server::cli::{CommandReports, UnlinkedDeviceReports, delete_due_accounts, settle_due_holds};

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
async fn answers_about_the_security_info_leave_one_event_each() {
    let server = Server::start().await;
    server.advance(200 * DAY);
    let owner = server.browser(ANN).await;
    let (log, guard) = Log::begin();
    for (act, later) in [("show", 0), ("skip", 0), ("skip", DAY), ("looks-good", 0), ("looks-good", 0)] {
        let answer = server.call(&owner, &format!("/api/reminder/{act}"), json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{act}: {}", answer.text);
        server.advance(later);
    }
    drop(guard);
    assert_eq!(kinds(&log), ["reminder_skipped success", "security_info_confirmed success"]);
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
async fn blocked_changes_leave_one_event_each_and_so_do_the_devices_that_are_unlinked() {
    let server = Server::start().await;
    let browser = server.with_two_old_addresses().await;
    let link = server.link_about_change(ANN, server.clock.now());
    link_in(&server, &browser, "openid").await;
    let (log, guard) = Log::begin();
    server.press_not_me(&link).await;
    server.press_not_me(&link).await;
    let mut reports = UnlinkedDeviceReports::default();
    reports.report(&server.ctx).await.expect("read");
    drop(guard);
    assert_eq!(kinds(&log), ["changes_blocked success", "device_undone success"]);
    let events = log.lines("event");
    assert!(events.iter().all(|event| event["account"].is_string()), "{events:?}");
    assert!(events[1]["client"] == "tv" && events[1]["device"].is_string(), "{events:?}");
    assert_harmless(&log, &[&*link]);

    let mut browser = server.sign_in_with_code().await;
    server.step_up_by_method(&mut browser, 2).await;
    let (log, guard) = Log::begin();
    for _ in 0..2 {
        assert_eq!(server.allow_changes(&browser).await.status, StatusCode::OK);
    }
    drop(guard);
    assert_eq!(kinds(&log), ["changes_unblocked success"]);
    assert!(log.lines("event")[0]["account"].is_string());
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

#[tokio::test]
async fn a_removal_that_waits_and_its_cancel_leave_one_event_each() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let (log, guard) = Log::begin();
    server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    for _ in 0..2 {
        let canceled = server.call(&browser, "/api/hold/cancel", json!({})).await;
        assert_eq!(canceled.status, StatusCode::OK, "{}", canceled.text);
    }
    drop(guard);
    assert_eq!(kinds(&log), ["hold_started success email", "hold_canceled success"]);
    assert!(log.lines("event").iter().all(|event| event["account"] == json!(browser.account)), "{}", log.text());
}

#[tokio::test]
async fn the_warnings_about_a_removal_that_waits_and_its_end_leave_one_event_each() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    server.call(&browser, "/api/hold/begin", json!({ "id": 1 })).await;
    let (log, guard) = Log::begin();
    for days in [22, 1, 6, 1, 1] {
        server.advance(days * DAY);
        assert!(!settle_due_holds(&server.ctx).await.expect("settled"), "there is no more");
    }
    drop(guard);
    assert_eq!(kinds(&log), ["hold_warned success", "hold_warned success", "hold_applied success"]);
    assert!(log.lines("event").iter().all(|event| event["account"] == json!(browser.account)), "{}", log.text());
}

#[tokio::test]
async fn each_begin_of_a_replacement_and_its_confirmation_leave_one_event() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let (log, guard) = Log::begin();
    let mut body = json!({ "account": browser.account, "contact": "new@example.com" });
    assert_eq!(server.call(&browser, "/api/replacement/request-code", body.clone()).await.status, StatusCode::OK);
    let code = server.newest_mail().await.code.expect("a code");
    body["code"] = code.as_str().into();
    assert_eq!(server.call(&browser, "/api/replacement/begin", body).await.status, StatusCode::OK);
    let name = Contact::parse(ANN).expect("an address");
    let account = server.ctx.store.account_named(&name).await.expect("read").expect("Ann's account");
    let contact = Contact::parse("desk@example.com").expect("an address");
    server.ctx.store.recover_account(&account, contact).await.expect("begun");
    assert!(CommandReports::default().report(&server.ctx).await.expect("read"), "all reported");
    let text = server.newest_mail().await.text;
    let (_, link) = text.split_once("/confirm/").expect("a link");
    let link = link.split_whitespace().next().expect("its secret").to_owned();
    for _ in 0..2 {
        let confirmed = server.call(&Browser::default(), "/api/replacement/confirm", json!({ "link": link })).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
    }
    drop(guard);
    let expected = [
        "code_sent success",
        "replacement_begun success email",
        "account_recovery_begun success",
        "account_recovery_confirmed success",
    ];
    assert_eq!(kinds(&log), expected);
    assert!(log.lines("event").iter().all(|event| event["account"] == json!(browser.account)), "{}", log.text());
    assert_harmless(&log, &[&*link, &*code]);
}

#[tokio::test]
async fn a_download_and_the_closing_of_an_account_leave_one_event_each() {
    let server = Server::start().await;
    let close = async |browser: &Browser| {
        let closed = server.call(browser, "/api/account/close", json!({})).await;
        assert_eq!(closed.status, StatusCode::OK, "{}", closed.text);
    };
    let browser = server.sign_in_with_code().await;
    let (log, guard) = Log::begin();
    assert_eq!(server.call(&browser, "/api/account/data", json!({})).await.status, StatusCode::OK);
    close(&browser).await;
    server.advance(61);
    let back = server.sign_in_with_code().await;
    close(&back).await;
    server.advance(30 * DAY);
    for _ in 0..2 {
        delete_due_accounts(&server.ctx).await.expect("looked");
    }
    drop(guard);
    let expected = [
        "data_downloaded success",
        "account_closing success",
        "code_sent success",
        "sign_in success email",
        "closing_canceled success",
        "account_closing success",
        "account_closed success",
    ];
    assert_eq!(kinds(&log), expected);
    assert!(log.lines("event").iter().all(|event| event["account"] == json!(browser.account)), "{}", log.text());
    assert_harmless(&log, &[]);
}
