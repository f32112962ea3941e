//! "This wasn't me" behind the link in a message about a change (I8, D7).

mod allowed_again;

use crate::server::{Browser, Server, join_all};
use crate::tokens::{DAY, link_in, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::Moment;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::rng::Rng;
use server::secrets::Token;
use server::store::AccountId;
use std::fmt::Write;

const ANN: &str = "ann@example.com";
const OTHER: &str = "other@example.com";

impl Server {
    /// The link in a message to a contact about a change to Ann's account: a new password, for "This wasn't me" (1).
    pub(crate) fn link_about_change(&self, contact: &str, changed: Moment) -> String {
        self.link_for_purpose(1, contact, changed)
    }

    /// The link for a purpose, by its number in the store.
    pub(crate) fn link_for_purpose(&self, purpose: u8, contact: &str, about: Moment) -> String {
        let now = self.clock.now().0;
        let link = Token::new((now << 21) + i64::from(self.rows("notice_link")), &Rng::system());
        let secret = link.hash().iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("written");
            hex
        });
        self.execute(&format!(
            "INSERT INTO notice_link (id, secret, account, purpose, kind, contact, about, sent)
             SELECT {}, X'{secret}', account, {purpose}, 'password-changed', '{contact}', {}, {now}
             FROM sign_in_name WHERE name = '{ANN}'",
            link.id, about.0
        ));
        link.to_text()
    }

    pub(crate) async fn press_not_me(&self, link: &str) -> Value {
        let body = json!({ "link": link });
        let answer = self.call(&Browser::default(), "/api/undo/change/this-was-not-me", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    async fn read_change(&self, link: &str) -> Result<Value, String> {
        let answer = self.call(&Browser::default(), "/api/undo/change/read", json!({ "link": link })).await;
        if answer.status == StatusCode::OK { Ok(answer.json()) } else { Err(answer.error()) }
    }

    /// A browser in which Ann has just signed in with a code, and her old second address, method 2.
    pub(crate) async fn with_two_old_addresses(&self) -> Browser {
        let browser = self.sign_in_with_code().await;
        let added = self.add_contact(&browser, OTHER).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.text);
        self.execute("UPDATE method SET verified = 1 WHERE number = 2");
        self.advance(61);
        browser
    }

    /// Ann's account, whose only method is removed at the end of a hold that begins now.
    async fn account_with_hold(&self) -> AccountId {
        let read = self.session_of(&self.sign_in_with_code().await).await;
        let (begun, month) = (self.clock.now().0, 30 * 24 * 3600 * 1000_i64);
        self.execute(&format!(
            "INSERT INTO hold (account, change, method, started, ends, warned, due)
             SELECT account, 0, 1, {begun}, {begun} + {month}, 0, {begun} + {month} FROM sign_in_name WHERE name = '{ANN}'"
        ));
        read.current().expect("signed in").id.clone()
    }

    /// How often Ann's contacts are to be told that changes were blocked.
    async fn blocks_told(&self) -> usize {
        let notices = self.ctx.store.change_notices().await.expect("read");
        notices.iter().filter(|notice| notice.kind.name() == "changes-blocked").count()
    }

    pub(crate) async fn sees_security_info(&self, browser: &Browser) -> bool {
        self.read(browser, "/api/security").await.status == StatusCode::OK
    }
}

#[tokio::test]
async fn it_ends_sessions_and_blocks_changes_and_unlinks_the_devices_that_were_linked_since() {
    let server = Server::start().await;
    let browser = server.with_two_old_addresses().await;
    let before = link_in(&server, &browser, "openid offline_access").await;
    let uncollected = server.device().await;
    let approved = server.call(&browser, "/api/link/approve", json!({ "code": uncollected.user_code })).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text);
    server.advance(1);
    let link = server.link_about_change(ANN, server.clock.now());
    let since = link_in(&server, &browser, "openid offline_access").await;
    server.advance(100);

    let read = server.read_change(&link).await.expect("known");
    let unused = json!({ "kind": "password-changed", "changed_s_ago": 100, "used": false, "other_method": false });
    assert_eq!(read, unused);
    assert!(server.sees_security_info(&browser).await, "reading changes nothing");

    let pressed = server.press_not_me(&link).await;
    assert_eq!((&pressed["used"], &pressed["other_method"]), (&json!(true), &json!(true)));
    assert!(!server.sees_security_info(&browser).await);
    assert_eq!(userinfo(&server, &text(&before, "access_token")).await, StatusCode::OK, "linked before the change");
    assert_eq!(userinfo(&server, &text(&since, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &text(&since, "refresh_token")).await.error(), "invalid_grant");
    let states = [1, 2, 3].map(|state| server.rows(&format!("device_authorization WHERE state = {state}")));
    assert_eq!(states, [1, 0, 2], "the one that was approved before the change isn't declined");
    assert_eq!(server.poll(&uncollected).await.error(), "access_denied", "but a new epoch has begun");
    assert_eq!(server.blocks_told().await, 1);

    let browser = server.sign_in_with_code().await;
    let info = server.read(&browser, "/api/security").await.json();
    assert_eq!(info["blocked"], json!({ "by": Contact::parse(ANN).expect("a contact").masked(), "methods": [2] }));
    for (path, body) in [
        ("/api/security/remove", json!({ "id": 2 })),
        ("/api/security/sign-in-name", json!({ "id": 2, "on": true })),
        ("/api/security/two-step", json!({ "on": false })),
        ("/api/security/recovery-codes", json!({})),
        ("/api/account/change-password", json!({ "password": "walnut harbour 42 tides" })),
    ] {
        assert_eq!(server.call(&browser, path, body).await.error(), "changes-blocked", "{path}");
    }
    link_in(&server, &browser, "openid").await;
}

#[tokio::test]
async fn a_device_that_was_linked_since_and_has_not_collected_its_tokens_is_declined() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    let link = server.link_about_change(ANN, server.clock.now());
    let device = server.device().await;
    server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    server.press_not_me(&link).await;
    assert_eq!(server.poll(&device).await.error(), "access_denied");
    assert_eq!(server.rows("device_authorization WHERE state = 2"), 1, "it is declined, and not only void");
    server.add_account("ben@example.com").await;
    let (ben, others) = (server.browser("ben@example.com").await, server.device().await);
    server.call(&ben, "/api/link/approve", json!({ "code": others.user_code })).await;
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    assert_eq!(server.poll(&others).await.status, StatusCode::OK, "another account's device stays");
}

#[tokio::test]
async fn a_link_works_once_and_for_thirty_days() {
    let server = Server::start().await;
    let changed = server.clock.now();
    let links = [(); 3].map(|()| server.link_about_change(ANN, changed));
    let presses = join_all((0..2).map(|_| server.press_not_me(&links[0]))).await;
    assert!(presses.iter().all(|pressed| pressed["used"] == true), "{presses:?}");
    assert_eq!(server.blocks_told().await, 1, "one of two at once has blocked changes");
    let browser = server.sign_in_with_code().await;
    server.press_not_me(&links[0]).await;
    assert!(server.sees_security_info(&browser).await, "a used link ends no sessions");
    assert_eq!(server.read_change(&links[0]).await.map(|read| read["used"].clone()), Ok(json!(true)));

    server.advance(30 * DAY - 1);
    server.press_not_me(&links[1]).await;
    assert_eq!(server.blocks_told().await, 2);
    server.advance(1);
    assert_eq!(server.read_change(&links[2]).await, Err("message-link-unknown".into()));
    let late = json!({ "link": links[2] });
    let late = server.call(&Browser::default(), "/api/undo/change/this-was-not-me", late).await;
    assert_eq!((late.status, late.error()), (StatusCode::NOT_FOUND, "message-link-unknown".into()));
    assert_eq!(server.blocks_told().await, 2);
}

#[tokio::test]
async fn only_the_secret_of_a_link_for_this_purpose_opens_it() {
    let server = Server::start().await;
    let link = server.link_about_change(ANN, server.clock.now());
    let id = Token::parse(&link).expect("a token").id;
    let guessed = Token::new(id, &Rng::system()).to_text();
    let of_hold = server.link_for_purpose(2, ANN, server.clock.now());
    for other in [guessed, of_hold, "A".repeat(54), "nonsense".into(), String::new()] {
        for path in ["/api/undo/change/read", "/api/undo/change/this-was-not-me"] {
            let answer = server.call(&Browser::default(), path, json!({ "link": other })).await;
            assert_eq!(answer.error(), "message-link-unknown", "{path} {other}");
        }
    }
    assert_eq!((server.blocks_told().await, server.rows("notice_link WHERE used IS NOT NULL")), (0, 0));
}

#[tokio::test]
async fn it_cancels_a_hold_and_works_while_an_operator_has_disabled_the_account() {
    let server = Server::start().await;
    let account = server.account_with_hold().await;
    server.ctx.store.disable_account(&account).await.expect("disabled");
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    assert_eq!(server.ctx.store.hold(&account).await.expect("read"), None);
    server.ctx.store.enable_account(&account).await.expect("enabled");
    let protection = server.ctx.store.protection(&account).await.expect("read");
    assert_eq!(protection.blocked, Some(server.clock.now()));
}

#[tokio::test]
async fn links_are_deleted_after_thirty_days_but_those_about_a_hold_not_before_its_end() {
    let server = Server::start().await;
    let account = server.account_with_hold().await;
    let begun = server.clock.now();
    server.ctx.store.disable_account(&account).await.expect("disabled"); // so that the hold runs for longer
    server.link_for_purpose(2, ANN, begun);
    server.link_for_purpose(1, ANN, begun);
    server.link_for_purpose(2, ANN, Moment(begun.0 - 1)); // about an earlier hold
    server.advance(30 * DAY);
    server.tidy().await;
    assert_eq!(server.rows("notice_link"), 3);
    server.advance(1);
    server.tidy().await;
    assert_eq!(server.rows("notice_link"), 1);
    server.ctx.store.delete_account(&account).await.expect("deleted");
    assert_eq!(server.rows("notice_link"), 0);
}

// O10: the hold itself begins anew, and its links must go on working.
#[tokio::test]
async fn links_about_a_hold_move_with_it_when_a_clock_that_was_ahead_is_set_right() {
    let server = Server::start().await;
    let now = server.clock.now();
    server.advance(365 * DAY);
    server.account_with_hold().await;
    let begun = server.clock.now();
    server.link_for_purpose(2, ANN, begun);
    server.link_for_purpose(2, ANN, Moment(begun.0 - 1));
    server.link_for_purpose(1, ANN, begun);
    server.ctx.clock.set(now);
    server.ctx.store.bring_back_times().await.expect("written");
    let moved = format!("notice_link WHERE about = {}", now.0);
    assert_eq!(server.rows(&moved), 1, "the others stay as they are");
    assert_eq!(server.rows(&format!("{moved} AND purpose = 2")), 1);
}
