//! A thief who gets the owner to enter the code of the thief's device, or to read a code out.

use super::{ANN, OTHER, browser_of, button, change_password, received, told, try_first_password};
use crate::none_of_these::after_password;
use crate::server::{Browser, PASSWORD, Server, address};
use crate::tokens::{link_in, refresh, text, userinfo};
use axum::http::StatusCode;
use serde_json::json;
use server::config::Config;

#[tokio::test]
async fn a_thief_with_a_user_code_that_the_owner_enters_has_a_device_until_an_address_presses_the_button() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    let owner = server.with_two_old_addresses().await;
    server.advance(600);
    received(&server).await;

    let distant = Browser { address: Some(address("2001:db8::7")), ..owner.clone() };
    let device = server.device().await;
    let refused = server.call(&distant, "/api/link/approve", json!({ "code": device.user_code })).await;
    assert_eq!(refused.error(), "step-up-needed", "the device is in another country");

    let tokens = link_in(&server, &owner, "openid offline_access").await;
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::OK);
    let notices = received(&server).await;
    assert_eq!(told(&notices, "device-linked"), [(ANN, true), (OTHER, true)]);
    let undo = json!({ "link": button(&notices, OTHER, "device-linked") });
    let undone = server.call(&Browser::default(), "/api/undo/this-was-not-me", undo).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text);
    assert_eq!(userinfo(&server, &text(&tokens, "access_token")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&server, &text(&tokens, "refresh_token")).await.error(), "invalid_grant");
    assert!(server.sees_security_info(&owner).await, "the owner stays signed in");
}

#[tokio::test]
async fn a_thief_with_the_password_and_a_code_that_the_owner_reads_out_is_in_until_an_old_contact_presses_the_button() {
    let server = Server::start().await;
    server.with_two_old_addresses().await;
    received(&server).await;

    let waiting = after_password(&server, PASSWORD).await;
    let asked = server.call(&waiting, "/api/verify/request", json!({ "method": 1 })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    let mail = server.newest_mail().await;
    assert!(mail.text.contains("Don't share it with anyone."), "{}", mail.text);
    let read_out = json!({ "method": 1, "code": mail.code });
    let thief = browser_of(&server.second_step(&waiting, read_out).await);
    assert!(server.sees_security_info(&thief).await);

    let notices = received(&server).await;
    assert_eq!(told(&notices, "new-browser"), [(ANN, true), (OTHER, true)]);
    server.press_not_me(button(&notices, OTHER, "new-browser")).await;
    assert!(!server.sees_security_info(&thief).await);
    after_password(&server, PASSWORD).await; // it waits for another code
    server.advance(61);
    let mut owner = server.sign_in_with_code().await;
    assert_eq!(server.allow_changes(&owner).await.status, StatusCode::OK);
    change_password(&server, &mut owner).await;
    assert_eq!(try_first_password(&server).await.error(), "wrong-password");
}
