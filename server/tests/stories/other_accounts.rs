//! A change of one device, method or session leaves all others as they are, also another account's with the same number.

use crate::authenticators::with_app;
use crate::devices::link_in_mail;
use crate::server::{Browser, Device, PASSWORD, Server};
use crate::tokens::{link_in, text, userinfo};
use axum::http::StatusCode;
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";

/// A server on which Ann and Ben are signed in, each in one browser.
async fn two_accounts() -> (Server, Browser, Browser) {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let (ann, ben) = (server.browser(ANN).await, server.browser(BEN).await);
    (server, ann, ben)
}

/// A device that an account has approved, and its ID.
async fn approved(server: &Server, browser: &Browser) -> (Device, Value) {
    let device = server.device().await;
    let linked = server.call(browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    (device, linked.json()["device"].clone())
}

async fn remove(server: &Server, browser: &Browser, device: &Value) -> StatusCode {
    server.call(browser, "/api/devices/remove", json!({ "device": device })).await.status
}

#[tokio::test]
async fn an_account_lists_renames_and_removes_its_own_devices_only() {
    let (server, ann, ben) = two_accounts().await;
    let (first, first_id) = approved(&server, &ann).await;
    let (second, second_id) = approved(&server, &ann).await;
    approved(&server, &ben).await;
    for (browser, number) in [(&ann, 2), (&ben, 1)] {
        let listed = server.read(browser, "/api/devices").await.json();
        assert_eq!(listed["devices"].as_array().map(Vec::len), Some(number), "{listed}");
    }
    for (device, id) in [(&first, &first_id), (&second, &second_id)] {
        let again = server.call(&ann, "/api/link/approve", json!({ "code": device.user_code })).await.json();
        assert_eq!(&again["device"], id, "{again}");
    }
    let rename = async |browser: &Browser| {
        let body = json!({ "device": first_id, "name": "Kitchen" });
        server.call(browser, "/api/devices/rename", body).await.status
    };
    assert_ne!(rename(&ben).await, StatusCode::OK);
    assert_eq!((rename(&ann).await, server.rows("device WHERE name IS NOT NULL")), (StatusCode::OK, 1));
    assert_ne!(remove(&server, &ben, &first_id).await, StatusCode::OK);
    assert_eq!((remove(&server, &ann, &first_id).await, server.rows("device")), (StatusCode::OK, 2));
}

#[tokio::test]
async fn the_removal_of_a_device_declines_its_own_uncollected_request_only() {
    let (server, ann, _) = two_accounts().await;
    let (removed, removed_id) = approved(&server, &ann).await;
    let (kept, _) = approved(&server, &ann).await;
    let (collected, collected_id) = approved(&server, &ann).await;
    assert_eq!(server.poll(&collected).await.status, StatusCode::OK);
    for id in [&removed_id, &collected_id] {
        assert_eq!(remove(&server, &ann, id).await, StatusCode::OK);
    }
    server.advance(10); // so that the device doesn't poll too soon
    assert_eq!(server.poll(&removed).await.error(), "access_denied");
    assert_eq!(server.poll(&collected).await.error(), "invalid_grant", "its code was used, not declined");
    assert_eq!(server.poll(&kept).await.status, StatusCode::OK);
}

#[tokio::test]
async fn each_link_in_a_message_undoes_its_own_device() {
    let (server, ann, _) = two_accounts().await;
    let mut linked = Vec::new();
    for _ in 0..2 {
        let tokens = link_in(&server, &ann, "openid").await;
        linked.push((text(&tokens, "access_token"), link_in_mail(&server).await));
    }
    let [(kept, first), (removed, second)] = &linked[..] else { panic!("two devices") };
    let undo = json!({ "link": second });
    let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", undo).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    assert_eq!(userinfo(&server, removed).await, StatusCode::UNAUTHORIZED);
    assert_eq!(userinfo(&server, kept).await, StatusCode::OK);
    for (link, is_undone) in [(first, false), (second, true)] {
        let asked = server.call(&Browser::default(), "/api/undo/read", json!({ "link": link })).await.json();
        assert_eq!(asked["undone"], is_undone);
    }
}

#[tokio::test]
async fn a_method_is_named_used_and_removed_in_its_own_account() {
    let (server, ann, _) = with_app().await; // her method 2
    server.add_account(BEN).await;
    let mut ben = server.browser(BEN).await;
    server.complete_step_up(&mut ben).await;
    let (app, ceremony) = server.begin_app(&ben).await; // his method 2
    let body = json!({ "ceremony": ceremony, "code": app.code_at(&server, 0), "name": "Work" });
    let added = server.call(&ben, "/api/security/authenticator/add", body).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
    assert_eq!(server.rows("method WHERE name = 'Work'"), 1);

    server.advance(60);
    let before = server.rows("method WHERE number = 2 AND used IS NOT NULL");
    let shown = json!({ "account": ben.account, "method": 2, "code": app.code_at(&server, 0) });
    let verified = server.second_step(&ben, shown).await;
    assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
    assert_eq!(server.rows("method WHERE number = 2 AND used IS NOT NULL"), before + 1);

    assert_eq!(server.switch_two_step(&ann, false).await.status, StatusCode::OK);
    assert_eq!(server.remove_method(&ann, 2).await.status, StatusCode::OK);
    assert_eq!(server.rows("method WHERE number = 2"), 1);
}

#[tokio::test]
async fn a_contact_of_two_accounts_is_used_by_the_account_that_verifies() {
    let (server, mut ann, mut ben) = two_accounts().await;
    server.complete_step_up(&mut ben).await;
    assert_eq!(server.add_contact(&ben, ANN).await.status, StatusCode::OK); // his method 2, and her method 1
    server.advance(60);
    server.complete_step_up(&mut ann).await;
    server.advance(60);
    let method = json!({ "account": ben.account, "method": 2 });
    assert_eq!(server.call(&ben, "/api/verify/request", method).await.status, StatusCode::OK);
    let code = server.newest_mail().await.code.expect("a code");
    let entered = json!({ "account": ben.account, "method": 2, "code": code });
    let verified = server.call(&ben, "/api/verify", entered).await;
    assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
    assert_eq!(server.rows(&format!("method WHERE contact = '{ANN}' AND used IS NOT NULL")), 2);
}

#[tokio::test]
async fn signing_out_everywhere_leaves_another_account_in_use() {
    let (server, mut both, _) = two_accounts().await;
    let body = json!({ "name": BEN, "password": PASSWORD });
    let signed_in = server.call(&both, "/api/session/sign-in-with-password", body).await;
    assert_eq!(signed_in.json()["pending"], true, "{}", signed_in.text);
    both.take_cookie(&signed_in);
    let session = server.complete(&mut both).await;
    both.account = session["current"].as_str().map(str::to_owned);
    let elsewhere = server.browser(ANN).await;
    let left = server.call(&elsewhere, "/api/session/sign-out-everywhere", json!({})).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    assert_eq!(server.read(&both, "/api/devices").await.status, StatusCode::OK, "Ben goes on there");
}

/// Ann is signed in in two browsers, and Ben in the first of them. Both accounts trust these browsers.
async fn three_trusted() -> (Server, Browser, Browser) {
    let (server, mut first, _) = two_accounts().await;
    let second = server.browser(ANN).await;
    let ben = format!("SELECT account FROM sign_in_name WHERE name = '{BEN}'");
    server.execute(&format!("DELETE FROM known_browser WHERE account = ({ben})"));
    let body = json!({ "name": BEN, "password": PASSWORD });
    let signed_in = server.call(&first, "/api/session/sign-in-with-password", body).await;
    first.take_cookie(&signed_in);
    server.complete(&mut first).await;
    let chosen = json!({ "account": first.account });
    assert_eq!(server.call(&first, "/api/session/choose-account", chosen).await.status, StatusCode::OK);
    let now = server.clock.now().0;
    let until = now + 20 * 24 * 3_600_000;
    server.execute(&format!("UPDATE known_browser SET trusted_since = {now}, trusted_until = {until}"));
    assert_eq!(trusted(&server), 3);
    (server, first, second)
}

fn trusted(server: &Server) -> u32 {
    server.rows("known_browser WHERE trusted_since IS NOT NULL")
}

#[tokio::test]
async fn signing_out_of_a_browser_changes_what_its_own_account_knows_of_it_only() {
    for (waits, known) in [(0, 2), (24 * 3600, 3)] {
        let (server, first, _) = three_trusted().await;
        server.advance(waits);
        let left = server.call(&first, "/api/session/sign-out", json!({ "account": first.account })).await;
        assert_eq!(left.status, StatusCode::OK, "{}", left.text);
        assert_eq!((server.rows("known_browser"), trusted(&server)), (known, 2), "after {waits} s");
    }
}

#[tokio::test]
async fn a_browser_is_no_longer_trusted_or_known_by_the_account_that_says_so_only() {
    let (server, mut first, _) = three_trusted().await;
    server.complete_step_up(&mut first).await;
    let info = server.read(&first, "/api/security").await.json();
    let listed = info["trusted_browsers"].as_array().expect("a list");
    assert_eq!(listed.len(), 2, "Ann's: {info}");
    let here = listed.iter().find(|browser| browser["here"] == true).expect("this one");
    let ended = server.call(&first, "/api/security/end-trust", json!({ "id": here["id"] })).await;
    assert_eq!((ended.status, trusted(&server)), (StatusCode::OK, 2));
    let ended = server.call(&first, "/api/session/end", json!({ "id": here["id"] })).await;
    assert_eq!((ended.status, server.rows("known_browser")), (StatusCode::OK, 2));
}

#[tokio::test]
async fn a_changed_password_ends_no_session_of_another_account() {
    let (server, mut ann, ben) = two_accounts().await;
    server.complete_step_up(&mut ann).await;
    let changed = server.call(&ann, "/api/account/change-password", json!({ "password": PASSWORD })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!((server.rows("session"), server.rows("known_browser")), (2, 2));
    assert_eq!(server.read(&ben, "/api/devices").await.status, StatusCode::OK);
}
