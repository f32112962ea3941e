//! The thieves of SECURITY.md: what each gets, what the account's owner hears and sees, and what ends it (I8, H2).

mod contacts;
mod family;
mod relayed;

use crate::none_of_these::{after_password, begin_with, code_to, let_days_pass, offered_in};
use crate::notices::delivered;
use crate::server::{Answer, Browser, PASSWORD, Server};
use crate::tokens::{DAY, link_in, refresh, text};
use axum::http::StatusCode;
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";
/// Ann's second address.
const OTHER: &str = "other@example.com";
const PHONE: &str = "+4915123456789";
/// The thief's address.
const EVE: &str = "eve@example.com";
const NEW_PASSWORD: &str = "walnut harbour 42 tides";

/// A message about a change, as a contact gets it.
struct ReceivedNotice {
    to: String,
    kind: String,
    /// The secret of the link behind its button.
    secret: Option<String>,
}

impl ReceivedNotice {
    fn read(message: &Value) -> Self {
        let content = text(message, "text");
        let link = ["/undo/", "/security/hold/cancel/"].into_iter().find_map(|page| content.split_once(page));
        let secret = link.and_then(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned);
        Self { to: text(message, "to"), kind: text(message, "purpose"), secret }
    }
}

/// The messages about changes since the last time, sorted by recipient.
async fn received(server: &Server) -> Vec<ReceivedNotice> {
    let messages = delivered(server).await;
    let about_changes = messages.iter().filter(|message| message["code"].is_null());
    let mut notices: Vec<_> = about_changes.map(ReceivedNotice::read).collect();
    notices.sort_by_cached_key(|notice| notice.to.clone());
    notices
}

/// The recipients of the notices of a kind, and whether each has a button.
fn told<'a>(notices: &'a [ReceivedNotice], kind: &str) -> Vec<(&'a str, bool)> {
    let of_kind = notices.iter().filter(|notice| notice.kind == kind);
    of_kind.map(|notice| (&*notice.to, notice.secret.is_some())).collect()
}

/// The secret behind the button in the notice of a kind to a contact.
fn button<'a>(notices: &'a [ReceivedNotice], to: &str, kind: &str) -> &'a str {
    let notice = notices.iter().find(|notice| notice.to == to && notice.kind == kind).expect("a notice");
    notice.secret.as_deref().expect("a button")
}

/// A browser in which an account has just been signed in.
fn browser_of(answer: &Answer) -> Browser {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let account = answer.json()["current"].as_str().map(str::to_owned);
    let mut browser = Browser { account, ..Browser::default() };
    browser.take_cookie(answer);
    browser
}

/// A browser in which Ann has signed in with a code, and her old phone, method 2.
async fn with_old_phone(server: &Server) -> Browser {
    let browser = server.sign_in_with_code().await;
    let added = server.add_contact(&browser, PHONE).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    server.execute("UPDATE method SET verified = 1 WHERE number = 2");
    server.advance(61);
    received(server).await;
    browser
}

/// The recipient of a code that is texted to Ann's phone.
fn by_text() -> Value {
    json!({ "name": ANN, "phone": PHONE })
}

/// Enters the first step of a sign-in with a code in a text, in a new browser.
async fn enter_texted_code(server: &Server) -> Answer {
    server.advance(61);
    let code = server.code(by_text()).await;
    server.enter_code(&Browser::default(), by_text(), &code).await
}

/// Sets a new password in a session that was verified a short time ago.
async fn change_password(server: &Server, browser: &mut Browser) {
    let password = json!({ "password": NEW_PASSWORD });
    let changed = server.call(browser, "/api/account/change-password", password).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    browser.take_cookie(&changed);
}

/// The answer to the password that Ann had at first.
async fn try_first_password(server: &Server) -> Answer {
    let body = json!({ "name": ANN, "password": PASSWORD });
    server.call(&Browser::default(), "/api/session/sign-in-with-password", body).await
}

/// Begins a hold in which the thief's address replaces all methods.
async fn begin_replacement(server: &Server, thief: &Browser) {
    let code = code_to(server, thief, EVE).await;
    let begun = begin_with(server, thief, EVE, &code).await;
    assert_eq!(begun.json(), json!({ "ends_in_s": 30 * DAY }), "{}", begun.text);
}

/// Presses the button in a message about a hold.
async fn cancel_by_link(server: &Server, secret: &str) {
    let body = json!({ "link": secret });
    let canceled = server.call(&Browser::default(), "/api/hold/link/cancel", body).await;
    assert_eq!(canceled.json(), json!({ "canceled": true }), "{}", canceled.text);
}

#[tokio::test]
async fn a_thief_with_the_password_alone_waits_for_thirty_days_in_which_any_old_contact_stops_them() {
    let server = Server::start().await;
    let owner = server.with_two_old_addresses().await;
    received(&server).await;

    let thief = after_password(&server, PASSWORD).await;
    assert!(!server.sees_security_info(&thief).await);
    let options = server.read(&thief, "/api/verify/options").await.json();
    let hints = [0, 1].map(|place: usize| options["methods"][place]["hint"].clone());
    assert_eq!(hints, ["an…@example.com", "ot…@example.com"], "this is all that the thief learns");
    begin_replacement(&server, &thief).await;
    let all = [(ANN, true), (EVE, false), (OTHER, true)];
    assert_eq!(told(&received(&server).await, "hold-started"), all);
    assert_eq!(server.read(&owner, "/api/reminder").await.json()["asks"], "review_hold");

    let_days_pass(&server, 23).await;
    assert_eq!(told(&received(&server).await, "hold-warning"), all, "7 days before the end");
    let_days_pass(&server, 6).await;
    let last = received(&server).await;
    assert_eq!(told(&last, "hold-warning"), all, "1 day before the end");
    cancel_by_link(&server, button(&last, OTHER, "hold-warning")).await;
    assert_eq!(told(&received(&server).await, "hold-canceled"), all);
    let thief = after_password(&server, PASSWORD).await;
    assert_eq!(offered_in(&server, &thief).await, 7 * DAY, "the next try");
    let reset = server.reset_with_code_to(ANN).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    assert_eq!(try_first_password(&server).await.error(), "wrong-password");
}

#[tokio::test]
async fn a_thief_with_a_copied_session_links_devices_and_reads_but_changes_nothing() {
    let server = Server::start().await;
    let mut owner = server.with_two_old_addresses().await;
    server.advance(600);
    received(&server).await;

    let thief = owner.clone();
    assert!(server.sees_security_info(&thief).await);
    for (path, body) in [
        ("/api/security/contact/request", json!({ "contact": EVE })),
        ("/api/security/remove", json!({ "id": 2 })),
        ("/api/hold/begin", json!({ "id": 1 })),
        ("/api/security/two-step", json!({ "on": true })),
        ("/api/security/recovery-codes", json!({})),
        ("/api/account/change-password", json!({ "password": NEW_PASSWORD })),
        ("/api/account/data", json!({})),
        ("/api/account/close", json!({})),
    ] {
        assert_eq!(server.call(&thief, path, body).await.error(), "step-up-needed", "{path}");
    }
    let tokens = link_in(&server, &thief, "openid offline_access").await;
    let linked = received(&server).await;
    assert_eq!(told(&linked, "device-linked"), [(ANN, true), (OTHER, true)]);
    let undo = json!({ "link": button(&linked, OTHER, "device-linked") });
    let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", undo).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");

    begin_replacement(&server, &thief).await;
    assert_eq!(told(&received(&server).await, "hold-started"), [(ANN, true), (EVE, false), (OTHER, true)]);
    server.step_up_by_method(&mut owner, 2).await;
    let canceled = server.call(&owner, "/api/hold/cancel", json!({})).await;
    assert_eq!((canceled.status, server.rows("hold")), (StatusCode::OK, 0), "{}", canceled.text);
    server.advance(61);
    assert!(server.sees_security_info(&owner).await);
    assert!(!server.sees_security_info(&thief).await, "the owner's verification has replaced the copied cookie");
}

#[tokio::test]
async fn a_thief_with_a_session_that_was_just_verified_is_out_as_soon_as_an_old_contact_presses_the_button() {
    let server = Server::start().await;
    let mut thief = server.with_two_old_addresses().await; // a copy of its newest cookie
    received(&server).await;
    let added = server.add_contact(&thief, EVE).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    let named = server.call(&thief, "/api/security/sign-in-name", json!({ "id": 3, "on": true })).await;
    assert_eq!(named.status, StatusCode::OK, "{}", named.text);
    change_password(&server, &mut thief).await;
    let tokens = link_in(&server, &thief, "openid offline_access").await;

    let notices = received(&server).await;
    for kind in ["method-added", "sign-in-name-changed", "password-changed"] {
        assert_eq!(told(&notices, kind), [(ANN, true), (EVE, false), (OTHER, true)], "{kind}");
    }
    let pressed = server.press_not_me(button(&notices, OTHER, "method-added")).await;
    assert_eq!((&pressed["used"], &pressed["other_method"]), (&json!(true), &json!(true)));
    assert!(!server.sees_security_info(&thief).await);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");

    server.advance(61);
    let whom = json!({ "name": EVE });
    let code = server.code(whom.clone()).await;
    let thief = browser_of(&server.enter_code(&Browser::default(), whom, &code).await);
    assert_eq!(server.remove_method(&thief, 1).await.error(), "changes-blocked");
    assert_eq!(server.allow_changes(&thief).await.error(), "step-up-needed", "the thief's address is new");
    let mut owner = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&owner).await.status, StatusCode::OK);
    assert_eq!(server.remove_method(&owner, 3).await.status, StatusCode::OK);
    change_password(&server, &mut owner).await;
    assert!(!server.sees_security_info(&thief).await);
}
