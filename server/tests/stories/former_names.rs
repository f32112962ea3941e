//! A sign-in name that changes hands: what was counted in its former owner's browsers isn't counted for the new owner (S8, U3, U4, U9).

use crate::codes::with_method;
use crate::server::{Answer, Browser, PASSWORD, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::config::{Config, Limits};

const FORMER: &str = "former@example.com";
const NEXT: &str = "next@example.com";
const SHARED: &str = "shared@example.com";
const SWITCH: &str = "/api/security/sign-in-name";
const REQUEST: &str = "/api/single-use-code/request";
const PASSWORD_PATH: &str = "/api/session/sign-in-with-password";

/// A browser in which the owner of two sign-in names has just stepped up.
async fn former_owner(server: &Server) -> Browser {
    let names = [FORMER, SHARED].map(|name| Contact::parse(name).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(names.to_vec(), Some(hash)).await.expect("stored");
    let mut browser = server.browser(FORMER).await;
    server.complete_step_up(&mut browser).await;
    browser
}

/// Gives the second name up, and turns it on for another account. Returns a browser that this account knows.
async fn hand_over(server: &Server, former: &Browser) -> Browser {
    let off = server.call(former, SWITCH, json!({ "id": 2, "on": false })).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.text);
    let owner = with_method(server, NEXT, SHARED).await;
    let on = server.call(&owner, SWITCH, json!({ "id": 2, "on": true })).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text);
    owner
}

fn shared() -> Value {
    json!({ "name": SHARED })
}

async fn request_code(server: &Server, browser: &Browser) -> Answer {
    server.call(browser, REQUEST, json!({ "for": shared() })).await
}

#[tokio::test]
async fn codes_that_a_former_owner_has_requested_are_not_counted_for_the_new_one() {
    let server = Server::start().await;
    let former = former_owner(&server).await;
    for _ in 0..5 {
        server.advance(60);
        assert_eq!(request_code(&server, &former).await.status, StatusCode::OK);
    }
    let owner = hand_over(&server, &former).await;
    for expected in [StatusCode::OK; 5].into_iter().chain([StatusCode::TOO_MANY_REQUESTS]) {
        server.advance(60);
        request_code(&server, &former).await; // as a stranger
        assert_eq!(request_code(&server, &owner).await.status, expected);
    }
}

#[tokio::test]
async fn wrong_codes_of_a_former_owner_are_not_counted_for_the_new_one() {
    let server = Server::start().await;
    let former = former_owner(&server).await;
    for _ in 0..10 {
        server.enter_code(&former, shared(), "000000").await;
    }
    assert_eq!(server.enter_code(&former, shared(), "000000").await.error(), "too-many");
    let owner = hand_over(&server, &former).await;
    assert_eq!(request_code(&server, &owner).await.status, StatusCode::OK);
    let code = server.newest_mail().await.code.expect("a code");
    let entered = server.enter_code(&owner, shared(), &code).await;
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.text);
}

#[tokio::test]
async fn wrong_passwords_of_a_former_owner_do_not_delay_the_new_one() {
    let limits = Limits { failures_before_delays: 1, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let former = former_owner(&server).await;
    let sign_in = async |browser: &Browser, password: &str| {
        server.call(browser, PASSWORD_PATH, json!({ "name": SHARED, "password": password })).await
    };
    for delay in [30, 60, 120, 240] {
        assert_eq!(sign_in(&former, "a wrong one").await.error(), "wrong-password");
        assert_eq!(sign_in(&former, "a wrong one").await.json()["retry_after_s"], delay);
        if delay < 240 {
            server.advance(delay);
        }
    }
    let owner = hand_over(&server, &former).await;
    assert_eq!(sign_in(&former, "a wrong one").await.error(), "wrong-password", "as in any other browser");
    let signed_in = sign_in(&owner, PASSWORD).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text);
}
