//! Browsers that are trusted, with the names that people know; time alone makes none of them trusted again (S4, O10).

use crate::authenticators::{App, with_app};
use crate::log::Log;
use crate::server::{Browser, PASSWORD, Server, address};
use axum::http::StatusCode;
use serde_json::json;
use server::config::Config;

const DAY: u64 = 24 * 3600;

/// A browser that skips Ann's second step.
async fn trusted_browser(server: &Server, app: &App) -> Browser {
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let shown = json!({ "method": 2, "code": app.code_at(server, 0), "trust": true });
    browser.take_cookie(&server.second_step(&browser, shown).await);
    assert!(!server.needs_second_step(&mut browser).await);
    browser
}

#[tokio::test]
async fn a_browser_whose_trust_a_lowered_setting_has_ended_is_not_trusted_again() {
    let (server, owner, app) = with_app().await;
    let mut browser = trusted_browser(&server, &app).await;
    let mut config = server.ctx.config.clone();
    config.life.trusted_days = 7;
    let server = server.restarted_with(config).await;
    server.tidy().await; // this ends trust that began at a wrong time only
    let info = server.read(&owner, "/api/security").await.json();
    assert_eq!(info["trusted_browsers"][0]["ends_in_s"], 7 * DAY);
    server.advance(7 * DAY - 1);
    assert!(!server.needs_second_step(&mut browser).await);
    server.advance(1);
    assert!(server.needs_second_step(&mut browser).await);
    assert_eq!(server.read(&owner, "/api/security").await.json()["trusted_browsers"], json!([]));
    server.advance(17 * DAY);
    assert!(server.needs_second_step(&mut browser).await, "only six of the thirty days are left");
}

#[tokio::test]
async fn a_browser_is_not_trusted_again_when_the_time_comes_to_which_the_clock_was_set() {
    let (server, _, app) = with_app().await;
    let ahead = 20 * 24 * 3600;
    server.set_clock(ahead);
    let mut browser = trusted_browser(&server, &app).await;
    server.set_clock(-ahead);
    server.tidy().await;
    assert!(server.needs_second_step(&mut browser).await);
    server.advance(20 * DAY);
    assert!(server.needs_second_step(&mut browser).await);
}

#[tokio::test]
async fn another_accounts_sign_in_changes_no_trusted_browser() {
    let (server, owner, app) = with_app().await;
    server.add_account("bea@example.com").await;
    let mut browser = trusted_browser(&server, &app).await;
    browser.user_agent = Some("Firefox/140.0 (Windows)");
    let body = json!({ "name": "bea@example.com", "password": PASSWORD });
    let bea = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    assert_eq!((bea.status, &bea.json()["pending"]), (StatusCode::OK, &json!(false)), "{}", bea.text);
    let info = server.read(&owner, "/api/security").await.json();
    assert_eq!(info["trusted_browsers"][0]["name"], json!({}), "as Ann trusted it: without a name");
}

#[tokio::test]
async fn a_trusted_browser_is_named_by_its_browser_system_and_place() {
    const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let (server, owner, app) = with_app().await;
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let config = Config { geoip_database: Some(places.into()), ..server.ctx.config.clone() };
    let server = server.restarted_with(config).await;
    let mut browser =
        Browser { address: Some(address("198.51.100.7")), user_agent: Some(FIREFOX), ..Browser::default() };
    assert!(server.needs_second_step(&mut browser).await);
    let shown = json!({ "method": 2, "code": app.code_at(&server, 0), "trust": true });
    let verified = server.second_step(&browser, shown).await;
    assert_eq!(verified.status, StatusCode::OK, "{}", verified.text);
    let info = server.read(&owner, "/api/security").await.json();
    let trusted = &info["trusted_browsers"][0];
    assert_eq!(trusted["name"], json!({ "product": "Firefox", "system": "Windows" }));
    assert_eq!(trusted["place"], "Portugal");
}

#[tokio::test]
async fn a_browser_that_is_known_but_not_trusted_leaves_no_error_in_the_log() {
    let (server, owner, _) = with_app().await;
    let (log, guard) = Log::begin();
    assert_eq!(server.read(&owner, "/api/security").await.json()["trusted_browsers"], json!([]));
    drop(guard);
    assert!(!log.text().contains("a row was left out"), "{}", log.text());
}

#[tokio::test]
async fn the_trust_of_another_account_in_the_same_browser_does_not_count() {
    let (server, mut browser, _) = with_app().await;
    server.add_account("bea@example.com").await;
    let body = json!({ "name": "bea@example.com", "password": PASSWORD });
    let bea = server.call(&browser, "/api/session/sign-in-with-password", body).await;
    assert_eq!(bea.json()["pending"], false, "{}", bea.text);
    browser.take_cookie(&bea);
    let (now, bea) = (server.clock.now().0, "SELECT account FROM sign_in_name WHERE name = 'bea@example.com'");
    let until = now + 20 * 24 * 3_600_000;
    server.execute(&format!(
        "UPDATE known_browser SET trusted_since = {now}, trusted_until = {until} WHERE account = ({bea})"
    ));
    assert!(server.needs_second_step(&mut browser).await);
}
