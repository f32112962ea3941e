//! A thief who reads the messages to one of the owner's contacts: a mailbox, or a phone number after a SIM swap.

use super::{
    ANN, EVE, OTHER, PHONE, begin_replacement, browser_of, button, by_text, cancel_by_link, change_password,
    enter_texted_code, received, told, with_old_phone,
};
use crate::authenticators::with_app;
use crate::none_of_these::let_days_pass;
use crate::server::{Browser, Server};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_thief_with_the_mailbox_gets_in_without_two_step_verification_and_other_contacts_can_only_sign_them_out() {
    let server = Server::start().await;
    server.with_two_old_addresses().await;
    received(&server).await;

    server.sign_in_with_code().await;
    assert_eq!(told(&received(&server).await, "new-browser"), [(ANN, true), (OTHER, true)]);
    let thief = browser_of(&server.reset_with_code_to(ANN).await);
    let notices = received(&server).await;
    assert_eq!(told(&notices, "password-changed"), [(ANN, true), (OTHER, true)]);
    assert!(server.sees_security_info(&thief).await);
    server.press_not_me(button(&notices, OTHER, "password-changed")).await;
    assert!(!server.sees_security_info(&thief).await);

    server.advance(61);
    let thief = server.sign_in_with_code().await;
    assert_eq!(server.remove_method(&thief, 2).await.error(), "changes-blocked");
    // The mailbox is an old method as well, and not the one in whose message changes were blocked.
    assert_eq!(server.allow_changes(&thief).await.status, StatusCode::OK);
    assert_eq!(told(&received(&server).await, "changes-unblocked"), [(ANN, true), (OTHER, true)]);
    assert_eq!(server.remove_method(&thief, 2).await.status, StatusCode::OK);
    let notices = received(&server).await;
    assert_eq!(told(&notices, "method-removed"), [(ANN, true), (OTHER, true)], "the removed one hears of it, too");
    server.press_not_me(button(&notices, OTHER, "method-removed")).await;
    assert!(!server.sees_security_info(&thief).await);
}

#[tokio::test]
async fn a_thief_with_the_mailbox_alone_waits_for_thirty_days_if_two_step_verification_is_on() {
    let (server, _, app) = with_app().await;
    let_days_pass(&server, 30).await;
    received(&server).await;

    let whom = json!({ "name": ANN });
    let code = server.code(whom.clone()).await;
    let first = server.enter_code(&Browser::default(), whom, &code).await;
    assert_eq!(first.json()["pending"], true, "{}", first.text);
    let thief = browser_of(&first);
    assert_eq!(server.verify_methods(&thief).await, [2], "the app");
    assert_eq!(server.reset_with_code_to(ANN).await.json()["pending"], true);
    let mut owner = Browser::default();
    assert!(server.needs_second_step(&mut owner).await, "the password is the old one");
    begin_replacement(&server, &thief).await;
    assert_eq!(told(&received(&server).await, "hold-started"), [(ANN, true), (EVE, false)]);

    let shown = json!({ "method": 2, "code": app.code_at(&server, 0) });
    let owner = browser_of(&server.second_step(&owner, shown).await);
    assert_eq!(server.read(&owner, "/api/reminder").await.json()["asks"], "review_hold");
    let canceled = server.call(&owner, "/api/hold/cancel", json!({})).await;
    assert_eq!((canceled.status, server.rows("hold")), (StatusCode::OK, 0), "{}", canceled.text);
}

#[tokio::test]
async fn a_thief_with_a_swapped_sim_gets_in_without_two_step_verification_until_the_owner_removes_the_phone() {
    let server = Server::start().await;
    with_old_phone(&server).await;

    let mut thief = browser_of(&enter_texted_code(&server).await);
    assert_eq!(told(&received(&server).await, "new-browser"), [(PHONE, true), (ANN, true)]);
    change_password(&server, &mut thief).await;
    let notices = received(&server).await;
    assert_eq!(told(&notices, "password-changed"), [(PHONE, true), (ANN, true)]);
    server.press_not_me(button(&notices, ANN, "password-changed")).await;
    assert!(!server.sees_security_info(&thief).await);

    let thief = browser_of(&enter_texted_code(&server).await);
    assert_eq!(server.remove_method(&thief, 1).await.error(), "changes-blocked");
    // The phone is an old method as well, and not the contact in whose message changes were blocked.
    assert_eq!(server.allow_changes(&thief).await.status, StatusCode::OK);
    assert_eq!(told(&received(&server).await, "changes-unblocked"), [(PHONE, true), (ANN, true)]);
    let mut owner = server.sign_in_with_code().await;
    assert_eq!(server.remove_method(&owner, 2).await.status, StatusCode::OK);
    change_password(&server, &mut owner).await;
    assert!(!server.sees_security_info(&thief).await);
    server.advance(61);
    assert_eq!(server.request_code(by_text()).await.status, StatusCode::OK);
    assert!(server.messages().await.pop().expect("a message").decoy, "the phone gets no codes any more");
}

#[tokio::test]
async fn a_thief_with_a_swapped_sim_alone_waits_for_thirty_days_if_two_step_verification_is_on() {
    let server = Server::start().await;
    let owner = with_old_phone(&server).await;
    assert_eq!(server.switch_two_step(&owner, true).await.status, StatusCode::OK);
    received(&server).await;

    let first = enter_texted_code(&server).await;
    assert_eq!(first.json()["pending"], true, "{}", first.text);
    let thief = browser_of(&first);
    assert_eq!(server.verify_methods(&thief).await, [1], "the mailbox");
    begin_replacement(&server, &thief).await;
    let notices = received(&server).await;
    assert_eq!(told(&notices, "hold-started"), [(PHONE, true), (ANN, true), (EVE, false)]);
    cancel_by_link(&server, button(&notices, ANN, "hold-started")).await;
    assert_eq!(server.rows("hold"), 0);
}
