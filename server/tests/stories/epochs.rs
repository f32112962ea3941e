//! Approvals that an account has made void before their device collected its tokens (D7), and tokens of an account that is gone.

use crate::server::{Browser, Device, PASSWORD, Server};
use crate::tokens::{introspect, linked, refresh, text, userinfo};
use axum::http::StatusCode;
use domain::Problem;
use domain::code::UserCode;
use serde_json::json;
use server::secrets::Token;
use server::store::{Approver, BrowserSession, Stop};

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const OTHER: &str = "other@example.com";
const NEW: &str = "walnut harbour 42 tides";

/// A change that makes approvals void.
#[derive(Clone, Copy, Debug)]
enum Voiding {
    ResetPassword,
    ChangePassword,
    SignOutEverywhere,
    RemoveMethod,
}

const ALL: [Voiding; 4] =
    [Voiding::ResetPassword, Voiding::ChangePassword, Voiding::SignOutEverywhere, Voiding::RemoveMethod];

impl Server {
    /// A browser in which Ann has just signed in with a code, and which has added another address, her method 2.
    async fn with_other_address(&self) -> Browser {
        let browser = self.sign_in_with_code().await;
        let added = self.add_contact(&browser, OTHER).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.text);
        self.advance(60);
        browser
    }

    async fn change(&self, browser: &Browser, change: Voiding) {
        let answer = match change {
            Voiding::ResetPassword => {
                let whom = json!({ "name": ANN });
                let asked = json!({ "for": whom, "purpose": "reset-password" });
                self.call(&Browser::default(), "/api/single-use-code/request", asked).await;
                let code = self.newest_mail().await.code.expect("a code");
                let reset = json!({ "for": whom, "code": code, "password": NEW });
                self.call(&Browser::default(), "/api/account/reset-password", reset).await
            }
            Voiding::ChangePassword => {
                self.call(browser, "/api/account/change-password", json!({ "password": NEW })).await
            }
            Voiding::SignOutEverywhere => self.call(browser, "/api/session/sign-out-everywhere", json!({})).await,
            Voiding::RemoveMethod => self.remove_method(browser, 2).await,
        };
        assert_eq!(answer.status, StatusCode::OK, "{change:?}: {}", answer.text);
    }

    async fn link_device(&self, browser: &Browser) -> Device {
        let device = self.device().await;
        let linked = self.call(browser, "/api/link/approve", json!({ "code": device.user_code })).await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
        device
    }

    /// Approves a device, in a browser as its request has read it.
    async fn approve_as_read(&self, browser: &BrowserSession, device: &Device) -> Result<(), Stop> {
        let code = UserCode::parse(&device.user_code).expect("a code");
        let account = browser.current().expect("signed in").clone();
        let by = Approver { browser: browser.clone(), account, approvals: Vec::new(), operation: None };
        let notice = |_: &_, _: &_, _: &_| unreachable!("nobody gets a message");
        self.ctx.store.approve(code, Vec::new(), by, |_| Ok(()), notice).await.map(drop)
    }
}

#[tokio::test]
async fn an_approval_that_is_not_collected_is_void_after_such_a_change() {
    for change in ALL {
        let server = Server::start().await;
        let browser = server.with_other_address().await;
        let device = server.link_device(&browser).await;
        server.change(&browser, change).await;
        let answer = server.poll(&device).await;
        assert_eq!((answer.status, &*answer.error()), (StatusCode::BAD_REQUEST, "access_denied"), "{change:?}");
        let mut again = Browser::default();
        if matches!(change, Voiding::RemoveMethod) {
            again = browser;
        } else {
            server.advance(60);
            server.sign_in_with_code_in(&mut again).await;
        }
        let listed = server.read(&again, "/api/devices").await.json();
        assert_eq!(listed["devices"], json!([]), "{change:?}: the device can do nothing any more");
        let device = server.link_device(&again).await;
        assert_eq!(server.poll(&device).await.status, StatusCode::OK, "{change:?}: a new approval counts");
    }
}

#[tokio::test]
async fn a_device_that_has_collected_its_tokens_outlives_such_a_change() {
    for change in ALL {
        let (server, tokens) = linked().await;
        let browser = server.with_other_address().await;
        server.change(&browser, change).await;
        assert_eq!(introspect(&server, &text(&tokens, "access_token")).await["active"], true, "{change:?}");
        let next = refresh(&server, &text(&tokens, "refresh_token")).await;
        assert_eq!(next.status, StatusCode::OK, "{change:?}: {}", next.text);
    }
}

#[tokio::test]
async fn an_approval_that_becomes_void_while_its_device_collects_gives_no_tokens() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let others = server.link_device(&server.browser(BEN).await).await;
    let browser = server.browser(ANN).await;
    let device = server.link_device(&browser).await;
    server.change(&browser, Voiding::SignOutEverywhere).await;
    // The poll was answered before.
    let code = Token::parse(&device.device_code).expect("a device code");
    let collected = server.ctx.store.collect(code, "192.0.2.1".into()).await.expect("written");
    assert!(collected.is_none());
    assert_eq!(server.poll(&device).await.error(), "access_denied");
    assert_eq!(server.poll(&others).await.status, StatusCode::OK, "another account's approval holds");
}

#[tokio::test]
async fn a_device_whose_approval_is_void_is_nobodys() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    server.link_device(&server.browser(BEN).await).await; // whose approval holds
    let browser = server.with_other_address().await;
    let device = server.device().await;
    let approve = async || {
        server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await.json()["device"].clone()
    };
    let linked = approve().await;
    assert!(linked.is_string(), "{linked}");
    assert_eq!(approve().await, linked, "the answer says which device it is");
    server.change(&browser, Voiding::RemoveMethod).await;
    assert!(!approve().await.is_string());
    assert_eq!(server.read(&browser, "/api/devices").await.json()["devices"], json!([]));
    let removed = server.call(&browser, "/api/devices/remove", json!({ "device": linked })).await;
    assert_eq!(removed.error(), "device-unknown");
}

#[tokio::test]
async fn an_approval_that_is_collected_too_late_gives_no_tokens() {
    let server = Server::start().await;
    let device = server.link_device(&server.browser(ANN).await).await;
    server.advance(600 + 60);
    // The poll was answered before.
    let code = Token::parse(&device.device_code).expect("a device code");
    assert!(server.ctx.store.collect(code, "192.0.2.1".into()).await.expect("written").is_none());
}

#[tokio::test]
async fn a_disabled_account_approves_nothing_even_in_a_session() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    let ann = format!("SELECT account FROM sign_in_name WHERE name = '{ANN}'");
    server.execute(&format!("UPDATE account SET disabled = 1 WHERE id = ({ann})"));
    let refused = server.call(&browser, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(refused.error(), "not-signed-in");
}

#[tokio::test]
async fn a_session_that_ends_meanwhile_approves_nothing() {
    let server = Server::start().await;
    let (device, browser) = (server.device().await, server.browser(ANN).await);
    let read = server.session_of(&browser).await;
    server.change(&browser, Voiding::SignOutEverywhere).await;
    let approved = server.approve_as_read(&read, &device).await;
    assert!(matches!(approved, Err(Stop::Refused(Problem::NotSignedIn))), "{approved:?}");
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
}

#[tokio::test]
async fn a_cookie_that_is_replaced_meanwhile_approves_nothing() {
    let server = Server::start().await;
    let (device, mut browser) = (server.device().await, server.browser(ANN).await);
    let read = server.session_of(&browser).await;
    server.complete_step_up(&mut browser).await;
    let approved = server.approve_as_read(&read, &device).await;
    assert!(matches!(approved, Err(Stop::Refused(Problem::StepUpNeeded))), "{approved:?}");
    assert_eq!(server.poll(&device).await.error(), "authorization_pending");
}

#[tokio::test]
async fn tokens_of_an_account_that_is_gone_do_not_work() {
    let (server, tokens) = linked().await;
    server.execute("PRAGMA foreign_keys = OFF; DELETE FROM account");
    assert_eq!(introspect(&server, &text(&tokens, "access_token")).await, json!({ "active": false }));
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
}

#[tokio::test]
async fn signing_in_again_keeps_an_approval() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    let device = server.link_device(&browser).await;
    let body = json!({ "name": ANN, "password": PASSWORD });
    server.call(&browser, "/api/session/sign-in-with-password", body).await;
    server.call(&browser, "/api/session/sign-out", json!({ "account": browser.account })).await;
    assert_eq!(server.poll(&device).await.status, StatusCode::OK);
}
