//! An owner downloads the account's data (I9).

use crate::server::{Browser, Server};
use crate::tokens::{linked, text};
use axum::http::StatusCode;
use serde_json::{Value, json};

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const DATA: &str = "/api/account/data";

#[tokio::test]
async fn an_owner_gets_everything_about_the_account_without_its_secrets() {
    let (server, tokens) = linked().await;
    server.advance(61);
    let mut browser = Browser { user_agent: Some("Firefox/140.0 (Windows)"), ..Browser::default() };
    server.sign_in_with_code_in(&mut browser).await;
    server.add_contact(&browser, PHONE).await;
    let codes = server.recovery_codes(&browser).await;
    let read = server.call(&browser, DATA, json!({})).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text);
    let data = read.json();
    assert_eq!(data["made"], "2026-09-21T14:14:21.000Z");
    let account = &data["account"];
    assert_eq!(account["id"], json!(browser.account));
    assert_eq!((&account["created"], &account["signed_in"]), (&json!("2026-09-21T14:13:20.000Z"), &data["made"]));
    assert_eq!((&account["sign_in_names"], &account["recovery_codes"]), (&json!([ANN]), &json!(10)));
    let of = |list: &str, field: &str| -> Vec<Value> {
        data[list].as_array().expect("a list").iter().map(|item| item[field].clone()).collect()
    };
    assert_eq!(of("methods", "contact"), [ANN, PHONE], "in full");
    assert_eq!(of("devices", "client"), ["Living Room TV"]);
    assert_eq!(of("devices", "linked_from"), ["192.0.2.1"]);
    assert_eq!((of("sessions", "network").len(), of("known_browsers", "browser").len()), (2, 2));
    assert!(of("known_browsers", "browser").contains(&json!({ "product": "Firefox", "system": "Windows" })));
    let happened = of("activity", "kind");
    assert_eq!((&happened[0], happened.contains(&json!("device_linked"))), (&json!("recovery_codes_made"), true));
    let (refresh, access) = (text(&tokens, "refresh_token"), text(&tokens, "access_token"));
    for secret in ["argon2", &refresh, &access, &codes[0]] {
        assert!(!read.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_data_is_read_five_times_an_hour_by_each_account() {
    let server = Server::start().await;
    let browser = server.sign_in_with_code().await;
    for _ in 0..5 {
        assert_eq!(server.call(&browser, DATA, json!({})).await.status, StatusCode::OK);
    }
    assert_eq!(server.call(&browser, DATA, json!({})).await.error(), "too-many");
    server.add_account("bea@example.com").await;
    let mut other = server.browser("bea@example.com").await;
    server.complete_step_up(&mut other).await;
    assert_eq!(server.call(&other, DATA, json!({})).await.status, StatusCode::OK);
}
