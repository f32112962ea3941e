//! Browsers with several accounts, and sessions that another browser ends.

use super::{ANN, kinds};
use crate::authenticators::with_app;
use crate::log::Log;
use crate::server::{Answer, Browser, PASSWORD, Server};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

const BEN: &str = "ben@example.com";

async fn choose(server: &Server, browser: &Browser, account: &Value) -> Answer {
    server.call(browser, "/api/session/choose-account", json!({ "account": account })).await
}

/// A browser in which Ann's account is in use, and Ben's account, which is signed in there, too.
async fn with_both(server: &Server) -> (Browser, Value) {
    server.add_account(BEN).await;
    let mut browser = server.browser(ANN).await;
    let with_password = json!({ "name": BEN, "password": PASSWORD });
    let signed_in = server.call(&browser, "/api/session/sign-in-with-password", with_password).await;
    browser.take_cookie(&signed_in);
    let ben = signed_in.json()["current"].clone();
    assert!(ben.is_string(), "{}", signed_in.text);
    assert_eq!(choose(server, &browser, &json!(browser.account)).await.status, StatusCode::OK);
    (browser, ben)
}

#[tokio::test]
async fn a_step_up_is_an_event_of_its_own_account_while_another_ones_sign_in_waits() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    server.browser(BEN).await; // so that Ben's next browser is asked for a code
    let mut browser = server.browser(ANN).await;
    let asked = json!({ "name": BEN, "password": PASSWORD });
    let answer = server.call(&browser, "/api/session/sign-in-with-password", asked).await;
    assert_eq!(answer.json()["pending"], true);
    browser.take_cookie(&answer);
    let (log, guard) = Log::begin();
    server.complete_step_up(&mut browser).await;
    drop(guard);
    assert_eq!(kinds(&log), ["code_sent success", "stepped_up success email"]);
    assert_eq!(log.lines("event")[1]["account"], json!(browser.account));
}

#[tokio::test]
async fn a_step_up_is_complete_while_another_sign_in_of_its_account_waits() {
    let (server, mut browser, _) = with_app().await;
    assert!(server.needs_second_step(&mut browser).await);
    let (log, guard) = Log::begin();
    server.complete_step_up(&mut browser).await;
    drop(guard);
    assert_eq!(kinds(&log), ["code_sent success", "stepped_up success email"]);
}

#[tokio::test]
async fn a_step_up_is_an_event_of_its_own_account_if_another_one_is_chosen_before_it_is_answered() {
    let server = Server::start().await;
    let (mut browser, ben) = with_both(&server).await;
    let ben = ben.as_str().expect("an ID");
    // As soon as the step-up is stored, another tab chooses Ben's account.
    server.execute(&format!(
        "CREATE TRIGGER chosen AFTER UPDATE OF secret ON browser
         BEGIN UPDATE browser SET current = '{ben}' WHERE id = NEW.id; END"
    ));
    let (log, guard) = Log::begin();
    server.complete_step_up(&mut browser).await;
    drop(guard);
    assert_eq!(server.read(&browser, "/api/session").await.json()["current"], ben);
    assert_eq!(kinds(&log), ["code_sent success", "stepped_up success email"]);
    assert_eq!(log.lines("event")[1]["account"], json!(browser.account));
}

#[tokio::test]
async fn a_new_password_is_an_event_of_its_own_account_if_another_one_is_chosen_before_it_is_stored() {
    let server = Server::start().await;
    let (mut browser, ben) = with_both(&server).await;
    server.complete_step_up(&mut browser).await;
    let (log, guard) = Log::begin();
    let body = json!({ "password": "walnut harbour 42 tides" });
    let mut change = pin!(server.call(&browser, "/api/account/change-password", body));
    // Until the new password has its place in the queue. Its change then waits, because nothing polls it.
    while server.ctx.passwords.requests() == 0 {
        let is_answered = poll_fn(|context| Poll::Ready(change.as_mut().poll(context).is_ready())).await;
        assert!(!is_answered, "the new password had no place");
        tokio::task::yield_now().await;
    }
    assert_eq!(choose(&server, &browser, &ben).await.json()["current"], ben);
    let changed = change.await;
    drop(guard);
    assert_eq!((changed.status, &changed.json()["current"]), (StatusCode::OK, &ben), "{}", changed.text);
    assert_eq!(kinds(&log), ["password_changed success"]);
    assert_eq!(log.lines("event")[0]["account"], json!(browser.account));
}

#[tokio::test]
async fn only_a_session_that_existed_leaves_an_event_when_it_is_ended() {
    let server = Server::start().await;
    let (browser, _other) = (server.browser(ANN).await, server.browser(ANN).await);
    let list = server.read(&browser, "/api/session/list").await.json();
    let sessions = list["sessions"].as_array().expect("a list");
    let other = sessions.iter().find(|session| session["here"] != true).expect("the other one");
    server.add_account("ben@example.com").await;
    let ben = server.browser("ben@example.com").await;
    let somebody_elses = &server.read(&ben, "/api/session/list").await.json()["sessions"][0];
    let (log, guard) = Log::begin();
    for id in [&json!("7"), &somebody_elses["id"], &other["id"], &other["id"]] {
        server.call(&browser, "/api/session/end", json!({ "id": id })).await;
    }
    drop(guard);
    assert_eq!(kinds(&log), ["session_ended success"]);
}
