//! Sign-ins that wait on a shared computer whose last session is ended from elsewhere (S11).

use super::{ANN, BEA, CLEO, SIGN_IN, begin, newest, server, waits};
use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};

const NEW_PASSWORD: &str = "walnut harbour 42 tides";

/// Signs Cleo in for the first time, in a browser that she declares to be on a shared computer if `shared`.
async fn signed_in(server: &Server, shared: bool) -> Browser {
    let mut browser = Browser::default();
    let body = json!({ "name": CLEO, "password": PASSWORD, "shared": shared });
    let answer = server.call(&browser, SIGN_IN, body).await;
    assert_eq!(answer.json()["pending"], false, "{}", answer.text);
    browser.take_cookie(&answer);
    browser.account = answer.json()["current"].as_str().map(str::to_owned);
    browser
}

/// Ends an account's session on the shared computer from another browser of its.
async fn end(server: &Server, home: &Browser, how: &str) {
    let list = server.read(home, "/api/session/list").await.json();
    let sessions = list["sessions"].as_array().expect("a list");
    let elsewhere = sessions.iter().find(|session| session["here"] != true).expect("the other one");
    let (path, body): (_, Value) = match how {
        "end" => ("/api/session/end", json!({ "id": elsewhere["id"] })),
        "change-password" => ("/api/account/change-password", json!({ "password": NEW_PASSWORD })),
        _ => ("/api/session/sign-out-everywhere", json!({})),
    };
    let ended = server.call(home, path, body).await;
    assert_eq!(ended.status, StatusCode::OK, "{how}: {}", ended.text);
}

#[tokio::test]
async fn a_sign_out_from_elsewhere_ends_all_that_waits_on_a_shared_computer() {
    for (how, shared) in [
        ("end", true),
        ("end", false),
        ("sign-out-everywhere", true),
        ("sign-out-everywhere", false),
        ("change-password", true),
    ] {
        let server = server().await;
        let mut computer = signed_in(&server, shared).await;
        let ann = begin(&server, &mut computer, ANN).await;
        // Another shared computer, on which nobody is signed in, has nothing to do with Cleo.
        let mut other = Browser::default();
        let body = json!({ "name": BEA, "password": PASSWORD, "shared": true });
        other.take_cookie(&server.call(&other, SIGN_IN, body).await);
        let bea = newest(&server, &other).await;
        let home = server.browser(CLEO).await;
        assert!(waits(&server, &computer, &ann).await, "while Cleo is signed in");
        end(&server, &home, how).await;
        assert_eq!(waits(&server, &computer, &ann).await, !shared, "{how}");
        assert!(waits(&server, &other, &bea).await, "{how}: on another computer");
    }
}

#[tokio::test]
async fn a_command_of_the_operator_ends_all_that_waits_on_a_shared_computer() {
    for command in ["sign-out", "disable", "set-password", "delete"] {
        let server = server().await;
        let mut computer = signed_in(&server, true).await;
        let ann = begin(&server, &mut computer, ANN).await;
        let (account, store) = (server.session_of(&computer).await.accounts[0].id.clone(), &server.ctx.store);
        let done = match command {
            "sign-out" => store.sign_out_account(&account, false).await,
            "disable" => store.disable_account(&account).await,
            "set-password" => store.replace_password(&account, server.hash(NEW_PASSWORD).await).await,
            _ => store.delete_account(&account).await,
        };
        assert!(done.expect("written"), "{command}");
        assert!(!waits(&server, &computer, &ann).await, "{command}");
    }
}

#[tokio::test]
async fn what_waits_on_a_shared_computer_goes_on_waiting_until_the_last_account_is_signed_out_there() {
    for how in ["end", "sign-out-everywhere"] {
        let server = server().await;
        let mut computer = Browser { account: None, ..signed_in(&server, true).await };
        server.add_account("ben@example.com").await;
        let body = json!({ "name": "ben@example.com", "password": PASSWORD, "shared": true });
        computer.take_cookie(&server.call(&computer, SIGN_IN, body).await);
        let ann = begin(&server, &mut computer, ANN).await;
        let (home, bens_home) = (server.browser(CLEO).await, server.browser("ben@example.com").await);
        end(&server, &home, how).await;
        assert!(waits(&server, &computer, &ann).await, "{how}: Ben is still signed in");
        end(&server, &bens_home, how).await;
        assert!(!waits(&server, &computer, &ann).await, "{how}: nobody is signed in");
    }
}

#[tokio::test]
async fn a_changed_password_ends_nothing_that_waits_in_its_own_browser() {
    let server = server().await;
    let mut computer = signed_in(&server, true).await;
    let step_up = json!({ "account": computer.account, "method": 1 });
    server.call(&computer, "/api/verify/request", step_up.clone()).await;
    let mut entered = step_up;
    entered["code"] = server.newest_mail().await.code.into();
    let mut ann_waits = computer.clone();
    ann_waits.account = None;
    let ann = begin(&server, &mut ann_waits, ANN).await;
    computer.cookie = ann_waits.cookie;
    let stepped_up = server.call(&computer, "/api/verify", entered).await;
    assert_eq!(stepped_up.status, StatusCode::OK, "{}", stepped_up.text);
    computer.take_cookie(&stepped_up);
    let body = json!({ "password": NEW_PASSWORD });
    let changed = server.call(&computer, "/api/account/change-password", body).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    computer.take_cookie(&changed);
    assert!(waits(&server, &computer, &ann).await);
}

#[tokio::test]
async fn a_reset_password_ends_nothing_that_waits_in_its_own_browser() {
    let server = server().await;
    let mut computer = signed_in(&server, true).await;
    let ann = begin(&server, &mut computer, ANN).await;
    let whom = json!({ "name": CLEO });
    let request = json!({ "for": whom, "purpose": "reset-password" });
    let asked = server.call(&computer, "/api/single-use-code/request", request).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let code = server.newest_mail().await.code.expect("a code");
    let body = json!({ "for": whom, "code": code, "password": NEW_PASSWORD, "shared": true });
    let reset = server.call(&computer, "/api/account/reset-password", body).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    computer.take_cookie(&reset);
    assert!(waits(&server, &computer, &ann).await, "although Cleo was signed out everywhere first");
}
