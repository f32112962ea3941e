//! Event lines: whatever happens to an account leaves one, without secrets and contacts (O11).

mod limits;
mod security;
mod sessions;

use crate::authenticators::with_app;
use crate::log::Log;
use crate::server::{Browser, GRANT, PASSWORD, Server, other_code};
use crate::tokens::{linked, refresh, text};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::delivery::Carriers;
use server::observe::event::EventKind;

const ANN: &str = "ann@example.com";

/// The kind of each event, with its outcome and its method, if it has one.
fn kinds(log: &Log) -> Vec<String> {
    let kind = |event: &Value| {
        let fields = ["kind", "outcome", "method"].map(|field| event[field].as_str().unwrap_or_default());
        fields.join(" ").trim_end().to_owned()
    };
    log.lines("event").iter().map(kind).collect()
}

/// Whether a story expects a kind of event: with its outcome, as [`kinds`] prints it, or alone in an assertion or in the table of commands.
fn expects(story: &str, kind: &str) -> bool {
    let (with_outcome, alone, of_command) = (format!("\"{kind} "), format!("\"{kind}\""), format!("], \"{kind}\", "));
    story.lines().map(str::trim_start).any(|line| {
        let is_asserted = line.starts_with("assert") && line.contains("kind") && line.contains(&alone);
        is_asserted || line.contains(&with_outcome) || line.contains(&of_command)
    })
}

#[test]
fn each_kind_of_event_is_expected_by_a_story() {
    let stories = [
        include_str!("events.rs"),
        include_str!("events/limits.rs"),
        include_str!("events/security.rs"),
        include_str!("events/sessions.rs"),
        include_str!("account_commands.rs"),
        include_str!("account_commands/reports.rs"),
    ];
    for (_, name, _) in EventKind::ALL {
        assert!(stories.iter().any(|story| expects(story, name)), "no story expects {name}");
    }
}

/// Checks that the log has no contact, no password, and none of these secrets, in whole or without separators.
fn assert_harmless(log: &Log, secrets: &[&str]) {
    let text = log.text();
    for secret in secrets.iter().copied().chain([PASSWORD, "ann@", "example.com", "4915123456789", "23456789"]) {
        assert!(!text.contains(secret) && !text.contains(&secret.replace(['-', ' '], "")), "{secret}: {text}");
    }
}

#[tokio::test]
async fn each_step_of_a_sign_in_leaves_one_event_with_its_account_and_request() {
    let server = Server::start().await;
    let (log, guard) = Log::begin();
    let with_password = async |name: &str, password: &str| {
        let body = json!({ "name": name, "password": password });
        server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await
    };
    let wrong = with_password(ANN, "a wrong one").await;
    with_password("nobody@example.com", "a wrong one").await;
    let account = with_password(ANN, PASSWORD).await.json()["current"].clone();
    server.request_code(json!({ "name": ANN })).await;
    let code = server.newest_mail().await.code.expect("a code");
    for typed in [other_code(&code), &code, &code] {
        server.enter_code(&Browser::default(), json!({ "name": ANN }), typed).await;
    }
    server.advance(61);
    server.browser(ANN).await;
    drop(guard);
    let expected = [
        "wrong_password wrong password",
        "wrong_password wrong password",
        "sign_in success password",
        "code_sent success",
        "wrong_code wrong email",
        "sign_in success email",
        "wrong_code used email",
        "sign_in second_step_needed password",
        "code_sent success",
        "sign_in success email",
    ];
    assert_eq!(kinds(&log), expected);
    let events = log.lines("event");
    assert_eq!(events[0]["request_id"], wrong.headers["x-request-id"].to_str().expect("text"));
    for (place, event) in events.iter().enumerate() {
        let expected = if place == 1 { &Value::Null } else { &account };
        assert_eq!((&event["account"], &event["network"]), (expected, &json!("192.0.2.0/24")), "{event}");
        assert_eq!(event["target"], "event");
    }
    assert_eq!((&events[4]["purpose"], &events[9]["purpose"]), (&json!("sign_in"), &Value::Null));
    assert!(events[3]["message_id"].is_i64() && events[3]["channel"] == "email", "{}", events[3]);
    assert_harmless(&log, &[&code, "a wrong one", "nobody"]);
}

#[tokio::test]
async fn a_code_for_nobody_leaves_an_event_like_any_other() {
    let server = Server::start().await;
    let (log, guard) = Log::begin();
    server.request_code(json!({ "name": "nobody@example.com" })).await;
    drop(guard);
    assert_eq!(kinds(&log), ["code_sent nobody"]);
    assert_eq!(log.lines("event")[0]["account"], Value::Null);
    assert_harmless(&log, &["nobody@"]);
}

#[tokio::test]
async fn an_account_leaves_events_from_its_creation_to_a_reset_of_its_password() {
    let server = Server::start().await;
    let (log, guard) = Log::begin();
    let whom = json!({ "name": "new@example.com" });
    let code = async |purpose: &str| {
        let body = json!({ "for": whom, "purpose": purpose });
        server.call(&Browser::default(), "/api/single-use-code/request", body).await;
        server.newest_mail().await.code.expect("a code")
    };
    let enter = async |path: &str, code: &str, password: &str| {
        let body = json!({ "for": whom, "code": code, "password": password });
        let answer = server.call(&Browser::default(), path, body).await;
        let mut browser = Browser::default();
        browser.take_cookie(&answer);
        browser.account = answer.json()["current"].as_str().map(str::to_owned);
        browser
    };
    let created = code("create-account").await;
    let mut browser = enter("/api/account/create", &created, "walnut harbour 42 tides").await;
    server.complete_step_up(&mut browser).await;
    let reset = code("reset-password").await;
    let browser = enter("/api/account/reset-password", &reset, "seven quiet marble owls").await;
    server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    let carriers = Carriers::to_folder(server.folder().join("outbox"));
    server::delivery::deliver_due(&server.ctx, &carriers).await.expect("delivered");
    drop(guard);
    let expected = [
        "code_sent success",
        "account_created success email",
        "code_sent success",
        "stepped_up success email",
        "code_sent success",
        "password_reset success email",
        "signed_out success",
        "message_delivery handed_over",
    ];
    assert_eq!(kinds(&log), expected);
    assert_harmless(&log, &[&created, &reset, "walnut", "marble", "new@"]);
}

#[tokio::test]
async fn each_change_of_security_info_leaves_one_event() {
    let (server, browser, app) = with_app().await;
    let (log, guard) = Log::begin();
    let phone = server.add_contact(&browser, "+4915123456789").await;
    assert_eq!(phone.status, StatusCode::OK, "{}", phone.text);
    for on in [true, false] {
        let switched = server.call(&browser, "/api/security/sign-in-name", json!({ "id": 3, "on": on })).await;
        assert_eq!(switched.status, StatusCode::OK, "{}", switched.text);
    }
    let codes = server.recovery_codes(&browser).await;
    let mut second = Browser::default();
    assert!(server.needs_second_step(&mut second).await);
    assert_eq!(server.second_step(&second, json!({ "code": codes[0] })).await.status, StatusCode::OK);
    server.second_step(&second, json!({ "code": codes[0] })).await;
    let mut third = Browser::default();
    assert!(server.needs_second_step(&mut third).await);
    let typed = app.code_at(&server, 0);
    assert_eq!(server.second_step(&third, json!({ "method": 2, "code": typed })).await.status, StatusCode::OK);
    server.switch_two_step(&browser, false).await;
    server.remove_method(&browser, 3).await;
    let changed =
        server.call(&browser, "/api/account/change-password", json!({ "password": "walnut harbour 42 tides" }));
    assert_eq!(changed.await.status, StatusCode::OK);
    drop(guard);
    let expected = [
        "code_sent success",
        "method_added success phone",
        "sign_in_name_on success",
        "sign_in_name_off success",
        "recovery_codes_made success",
        "sign_in second_step_needed password",
        "sign_in success recovery_code",
        "sign_in second_step_needed password",
        "sign_in success authenticator",
        "two_step_off success",
        "method_removed success phone",
        "password_changed success",
    ];
    assert_eq!(kinds(&log), expected);
    let accounts: Vec<_> = log.lines("event").iter().map(|event| event["account"].clone()).collect();
    assert!(accounts.iter().all(|account| account.is_string() && *account == accounts[0]), "{accounts:?}");
    let secrets: Vec<&str> = codes.iter().map(String::as_str).chain([&*typed, "walnut"]).collect();
    assert_harmless(&log, &secrets);
}

#[tokio::test]
async fn each_step_in_the_life_of_a_device_leaves_one_event_with_its_client() {
    let (log, guard) = Log::begin();
    let (server, tokens) = linked().await;
    let first = text(&tokens, "refresh_token");
    let next = text(&refresh(&server, &first).await.json(), "refresh_token");
    server.advance(11);
    refresh(&server, &first).await;
    let browser = server.browser(ANN).await;
    let link = async || {
        let device = server.device().await;
        let linked = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
        (device, linked.json()["device"].clone())
    };
    let (_, removed) = link().await;
    server.call(&browser, "/api/devices/rename", json!({ "device": removed, "name": "Ann's TV" })).await;
    server.call(&browser, "/api/devices/remove", json!({ "device": removed })).await;
    let (revoked, _) = link().await;
    let form = [("grant_type", GRANT), ("client_id", "tv"), ("device_code", &*revoked.device_code)];
    let access = text(&server.form("/oauth/token", &form).await.json(), "access_token");
    for _ in 0..2 {
        server.form("/oauth/revoke", &[("client_id", "tv"), ("token", &access)]).await;
    }
    let declined = server.device().await;
    server.call(&browser, "/api/link/decline", json!({ "code": declined.user_code })).await;
    server.call(&browser, "/api/session/sign-out-everywhere", json!({})).await;
    drop(guard);
    let events = log.lines("event");
    let of_devices = events.iter().filter(|event| event["kind"].as_str().expect("text").starts_with("device_"));
    let has_client = |event: &Value| event["client"] == "tv" || event["kind"] == "device_renamed";
    assert!(of_devices.clone().all(|event| has_client(event) && event["account"].is_string()), "{events:?}");
    let all = kinds(&log);
    let about: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|kind| !kind.starts_with("sign_in") && !kind.starts_with("code_sent"))
        .collect();
    let expected = [
        "device_linked success",
        "device_collected success",
        "refresh_token_reused rejected",
        "device_linked success",
        "device_renamed success",
        "device_removed success",
        "device_linked success",
        "device_collected success",
        "device_revoked success",
        "device_declined success",
        "signed_out_everywhere success",
    ];
    assert_eq!(about, expected);
    let (codes, name) = ([&revoked.device_code, &revoked.user_code, &declined.user_code], "Ann's TV");
    assert_harmless(&log, &[&[&*first, &*next, &*access, name][..], &codes.map(|code| &**code)].concat());
}

#[tokio::test]
async fn a_client_that_disconnects_leaves_an_event_all_the_same() {
    let server = Server::start().await;
    let password = json!({ "name": ANN, "password": "a wrong one" });
    let code = json!({ "for": { "name": ANN } });
    for (path, body, expected) in [
        ("/api/session/sign-in-with-password", password, "wrong_password wrong password"),
        ("/api/single-use-code/request", code, "code_sent success"),
    ] {
        let (log, guard) = Log::begin();
        let mut request = crate::server::post(path, "application/json", body.to_string());
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().expect("a header"));
        drop(tokio::time::timeout(std::time::Duration::ZERO, server.respond(request)).await);
        let event = async {
            while log.lines("event").is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), event).await.expect("an event");
        drop(guard);
        assert_eq!((kinds(&log), &log.lines("request")[0]["status"]), (vec![expected.to_owned()], &json!(499)));
    }
}

#[tokio::test]
async fn events_are_counted_for_the_operator() {
    let (server, tokens) = linked().await;
    let first = text(&tokens, "refresh_token");
    refresh(&server, &first).await;
    server.advance(11);
    refresh(&server, &first).await;
    let wrong = json!({ "name": ANN, "password": "a wrong one" });
    server.call(&Browser::default(), "/api/session/sign-in-with-password", wrong).await;
    let (text, _) = crate::metrics::metrics(&server, None).await;
    for line in [
        "countersign_devices_linked_total 1",
        "countersign_refresh_tokens_reused_total 1",
        "countersign_sign_ins_total{sign_in_method=\"password\",outcome=\"success\"} 1",
        "countersign_sign_ins_total{sign_in_method=\"password\",outcome=\"wrong\"} 1",
    ] {
        assert!(text.lines().any(|each| each == line), "{line}: {text}");
    }
}
