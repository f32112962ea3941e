//! Browsers with several accounts, and sessions that another browser ends.

use super::{ANN, kinds};
use crate::log::Log;
use crate::server::{PASSWORD, Server};
use serde_json::json;

const BEN: &str = "ben@example.com";

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
async fn only_a_session_that_existed_leaves_an_event_when_it_is_ended() {
    let server = Server::start().await;
    let (browser, _other) = (server.browser(ANN).await, server.browser(ANN).await);
    let list = server.read(&browser, "/api/session/list").await.json();
    let sessions = list["sessions"].as_array().expect("a list");
    let other = sessions.iter().find(|session| session["here"] != true).expect("the other one");
    let (log, guard) = Log::begin();
    for id in [&json!("7"), &other["id"], &other["id"]] {
        server.call(&browser, "/api/session/end", json!({ "id": id })).await;
    }
    drop(guard);
    assert_eq!(kinds(&log), ["session_ended success"]);
}
