//! Sessions are named as people know their browsers.

use crate::server::{Browser, PASSWORD, Server, address};
use serde_json::{Value, json};
use server::config::Config;

const ANN: &str = "ann@example.com";
const BEA: &str = "bea@example.com";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

impl Server {
    /// Signs Ann in, with a code if necessary.
    async fn sign_in_ann_in(&self, browser: Browser) -> Browser {
        self.sign_in_to(ANN, browser).await
    }

    /// Signs an account in, with a code if necessary.
    async fn sign_in_to(&self, name: &str, mut browser: Browser) -> Browser {
        let body = json!({ "name": name, "password": PASSWORD });
        let answer = self.call(&browser, "/api/session/sign-in-with-password", body).await;
        browser.take_cookie(&answer);
        let session = if answer.json()["pending"] == true { self.complete(&mut browser).await } else { answer.json() };
        browser.account = session["current"].as_str().map(str::to_owned);
        browser
    }

    /// The names and places of the sessions, this browser's first.
    async fn named_sessions(&self, browser: &Browser) -> Vec<(Value, Value)> {
        let list = self.read(browser, "/api/session/list").await.json();
        let mut sessions = list["sessions"].as_array().expect("a list").clone();
        sessions.sort_by_key(|session| session["here"] != true);
        sessions.iter().map(|session| (session["name"].clone(), session["place"].clone())).collect()
    }
}

#[tokio::test]
async fn a_session_is_named_by_its_browser_system_and_place() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    let firefox = Browser { address: Some(address("192.0.2.7")), user_agent: Some(FIREFOX), ..Browser::default() };
    let firefox = server.sign_in_ann_in(firefox).await;
    let safari = Browser { address: Some(address("198.51.100.7")), user_agent: Some(SAFARI), ..Browser::default() };
    server.sign_in_ann_in(safari).await;
    assert_eq!(
        server.named_sessions(&firefox).await,
        [
            (json!({ "product": "Firefox", "system": "Windows" }), json!("Vienna")),
            (json!({ "product": "Safari", "system": "iPhone" }), json!("Portugal")),
        ]
    );
}

#[tokio::test]
async fn another_accounts_sign_in_changes_no_name_or_place() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    server.add_account(BEA).await;
    let laptop = Browser { address: Some(address("192.0.2.7")), user_agent: Some(FIREFOX), ..Browser::default() };
    let mut laptop = server.sign_in_ann_in(laptop).await;
    let phone = Browser { address: Some(address("198.51.100.7")), user_agent: Some(SAFARI), ..Browser::default() };
    let phone = server.sign_in_ann_in(phone).await;
    // Bea signs in in the same browser, which says something else meanwhile, in Kyoto.
    (laptop.address, laptop.user_agent, laptop.account) = (Some(address("2001:db8::7")), Some(SAFARI), None);
    let bea = server.sign_in_to(BEA, laptop).await;
    let safari = json!({ "product": "Safari", "system": "iPhone" });
    let firefox = json!({ "product": "Firefox", "system": "Windows" });
    assert_eq!(
        server.named_sessions(&phone).await,
        [(safari.clone(), json!("Portugal")), (firefox, json!("Vienna"))],
        "Ann sees where she signed in herself"
    );
    assert_eq!(server.named_sessions(&bea).await, [(safari, json!("Kyoto"))]);
}

#[tokio::test]
async fn a_browser_that_does_not_say_what_it_is_has_no_name() {
    let server = Server::start().await;
    let browser = server.browser(ANN).await;
    assert_eq!(server.named_sessions(&browser).await, [(json!({}), Value::Null)]);
    let hostile = Browser { user_agent: Some("<script>alert(1)</script>"), ..Browser::default() };
    let hostile = server.sign_in_ann_in(hostile).await;
    assert_eq!(server.named_sessions(&hostile).await, [(json!({}), Value::Null), (json!({}), Value::Null)]);
}

#[tokio::test]
async fn a_browser_is_named_by_the_first_512_characters_of_what_it_says() {
    let firefox = json!({ "product": "Firefox", "system": "Windows" });
    for (before, name) in [(512 - FIREFOX.len(), firefox), (512, json!({}))] {
        let server = Server::start().await;
        let user_agent: &'static str = format!("{}{FIREFOX}", "x".repeat(before)).leak();
        let browser = Browser { user_agent: Some(user_agent), ..Browser::default() };
        let browser = server.sign_in_ann_in(browser).await;
        assert_eq!(server.named_sessions(&browser).await, [(name, Value::Null)]);
    }
}

#[tokio::test]
async fn a_session_that_was_idle_for_thirty_days_is_not_listed() {
    let server = Server::start().await;
    server.browser(ANN).await;
    server.advance(30 * 24 * 3600);
    let browser = server.browser(ANN).await;
    assert_eq!(server.named_sessions(&browser).await.len(), 1);
}
