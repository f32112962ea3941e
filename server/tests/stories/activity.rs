//! Recent activity (V1): what has happened to an account, as its owner sees it.

mod kept;

use crate::authenticators::with_app;
use crate::process::run;
use crate::server::{Browser, PASSWORD, Server, address, other_code};
use crate::tokens::link_in;
use axum::http::StatusCode;
use domain::api::activity::ActivityKind;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::config::Config;
use server::observe::event::EventKind;
use server::store::AccountId;

const ANN: &str = "ann@example.com";
const BEN: &str = "ben@example.com";
const SIGN_IN: &str = "/api/session/sign-in-with-password";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// An ID of a time shortly before the server's.
const OLD: i64 = 1_789_000_000_000 << 21;

impl Server {
    async fn activity(&self, browser: &Browser, query: &str) -> Value {
        let answer = self.read(browser, &format!("/api/activity{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    /// Adds entries to an account's activity: their number, the kind, and the first ID.
    fn add_entries(&self, account: &str, (count, kind, first): (i64, &str, i64)) {
        let entry = |number| format!("('{account}', {}, '{kind}', 'success', FALSE)", first + number);
        let entries: Vec<String> = (0..count).map(entry).collect();
        let entries = entries.join(", ");
        self.execute(&format!("INSERT INTO activity (account, id, kind, outcome, in_browser) VALUES {entries}"));
    }

    async fn id_of(&self, name: &str) -> AccountId {
        let name = Contact::parse(name).expect("a contact");
        self.ctx.store.account_named(&name).await.expect("read").expect("an account")
    }

    async fn wrong_password(&self, name: &str) {
        let body = json!({ "name": name, "password": "not the right one" });
        assert_eq!(self.call(&Browser::default(), SIGN_IN, body).await.error(), "wrong-password");
    }
}

/// The kinds of a page's entries, the newest first.
fn kinds(page: &Value) -> Vec<&str> {
    page["entries"].as_array().expect("a list").iter().filter_map(|entry| entry["kind"].as_str()).collect()
}

fn account(browser: &Browser) -> &str {
    browser.account.as_deref().expect("an account")
}

#[test]
fn what_an_owner_sees_has_the_name_of_its_event() {
    let is_event = |name: &str| EventKind::ALL.iter().any(|(_, known, _)| *known == name);
    for kind in ActivityKind::ALL {
        let name = kind.name();
        assert!(is_event(name), "{name}");
        assert_eq!(ActivityKind::named(name), Some(*kind));
    }
}

#[tokio::test]
async fn an_owner_sees_what_happened_where_and_in_which_browser() {
    let places = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb");
    let server = Server::with(Config { geoip_database: Some(places.into()), ..Config::default() }).await;
    let owner = server.browser(ANN).await;
    let firefox = Browser { user_agent: Some(FIREFOX), address: Some(address("192.0.2.7")), ..Browser::default() };
    let body = json!({ "name": ANN, "password": "not the right one" });
    server.advance(60);
    assert_eq!(server.call(&firefox, SIGN_IN, body).await.error(), "wrong-password");
    server.advance(60);
    let page = server.activity(&owner, "").await;
    assert_eq!(kinds(&page), ["wrong_password", "sign_in"]);
    let [wrong, right] = [&page["entries"][0], &page["entries"][1]];
    assert_eq!(wrong["browser"], json!({ "product": "Firefox", "system": "Windows" }));
    assert!(wrong["place"].is_string(), "{wrong}");
    assert_eq!(
        (&wrong["method"], &wrong["s_ago"], &wrong["complete"]),
        (&json!("password"), &json!(60), &json!(false))
    );
    assert_eq!((&right["s_ago"], &right["complete"]), (&json!(120), &json!(true)));
    assert_eq!((&page["kept_days"], &page["next"]), (&json!(180), &Value::Null));
}

#[tokio::test]
async fn another_account_sees_none_of_it() {
    let server = Server::start().await;
    server.add_account(BEN).await;
    let _ann = server.browser(ANN).await;
    let ben = server.browser(BEN).await;
    server.wrong_password(ANN).await;
    server.wrong_password("nobody@example.com").await;
    assert_eq!(kinds(&server.activity(&ben, "").await), ["sign_in"]);
}

#[tokio::test]
async fn a_sign_in_that_needs_another_step_is_shown_as_incomplete() {
    let (server, owner, _) = with_app().await;
    let mut browser = Browser::default();
    assert!(server.needs_second_step(&mut browser).await);
    let newest = &server.activity(&owner, "").await["entries"][0];
    assert_eq!((&newest["kind"], &newest["complete"]), (&json!("sign_in"), &json!(false)));
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_no_entry() {
    let server = Server::start().await;
    let mut owner = server.browser(ANN).await;
    server.complete_step_up(&mut owner).await;
    let before = server.rows("activity");
    let refused = server.call(&owner, "/api/security/remove", json!({ "id": 1 })).await;
    assert_ne!(refused.status, StatusCode::OK, "it is the only method");
    assert_eq!(server.rows("activity"), before);
}

#[tokio::test]
async fn codes_are_in_the_activity_with_their_wrong_entries() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    let whom = json!({ "name": ANN });
    server.request_code(whom.clone()).await;
    let code = server.newest_mail().await.code.expect("a code");
    let wrong = server.enter_code(&Browser::default(), whom, other_code(&code)).await;
    assert_eq!(wrong.error(), "wrong-sent-code");
    let page = server.activity(&owner, "?topic=codes").await;
    assert_eq!(kinds(&page), ["wrong_code", "code_sent"]);
    assert_eq!(page["entries"][1]["method"], "email");
}

#[tokio::test]
async fn a_device_is_named_by_its_client_and_stays_in_the_activity_once_it_is_removed() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    link_in(&server, &owner, "openid").await;
    let device = server.read(&owner, "/api/devices").await.json()["devices"][0]["id"].clone();
    let removed = server.call(&owner, "/api/devices/remove", json!({ "device": device })).await;
    assert_eq!(removed.status, StatusCode::OK, "{}", removed.text);
    let page = server.activity(&owner, "?topic=devices").await;
    assert_eq!(kinds(&page), ["device_removed", "device_linked"]);
    assert_eq!([&page["entries"][0]["device"], &page["entries"][1]["device"]], ["Living Room TV"; 2]);
}

#[tokio::test]
async fn what_support_did_is_in_the_activity() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    let id = server.id_of(ANN).await;
    assert!(server.ctx.store.unlock_account(&id).await.expect("done"));
    let entry = &server.activity(&owner, "").await["entries"][0];
    assert_eq!((&entry["kind"], &entry["browser"]), (&json!("account_unlocked"), &Value::Null));
}

#[tokio::test]
async fn a_waiting_period_its_cancel_and_a_block_are_in_the_activity_once() {
    let server = Server::start().await;
    let owner = server.sign_in_with_code().await;
    let begun = server.call(&owner, "/api/hold/begin", json!({ "id": 1 })).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    for _ in 0..2 {
        let canceled = server.call(&owner, "/api/hold/cancel", json!({})).await;
        assert_eq!(canceled.status, StatusCode::OK, "{}", canceled.text);
    }
    server.press_not_me(&server.link_about_change(ANN, server.clock.now())).await;
    server.advance(61);
    let owner = server.sign_in_with_code().await;
    let page = server.activity(&owner, "?topic=changes").await;
    assert_eq!(kinds(&page), ["changes_blocked", "hold_canceled", "hold_started"]);
    assert_eq!(page["entries"][2]["method"], "email", "the method that was to be removed");
}

#[tokio::test]
async fn a_long_history_is_read_page_by_page_without_gaps() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    server.add_entries(account(&owner), (120, "stepped_up", OLD));
    let (mut seen, mut query) = (Vec::new(), String::new());
    for pages in 1.. {
        let page = server.activity(&owner, &query).await;
        let entries = page["entries"].as_array().expect("a list");
        seen.extend(entries.iter().map(|entry| entry["id"].as_str().expect("an ID").to_owned()));
        assert!(entries.len() <= 50 && pages <= 3, "{}", entries.len());
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?before={next}");
    }
    let mut unique = seen.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (121, 121));
    let refused = server.read(&owner, "/api/activity?before=yesterday").await;
    assert_eq!(refused.error(), "malformed");
}

#[tokio::test]
async fn a_rare_topic_is_found_behind_a_long_history_in_bounded_steps() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    server.add_entries(account(&owner), (1, "password_changed", OLD));
    server.add_entries(account(&owner), (1100, "stepped_up", OLD + 1));
    let (mut found, mut query) = (Vec::new(), "?topic=changes".to_owned());
    for reads in 1.. {
        assert!(reads <= 3, "each read passes 500 entries");
        let page = server.activity(&owner, &query).await;
        found.extend(kinds(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?topic=changes&before={next}");
    }
    assert_eq!(found, ["password_changed"]);
}

#[tokio::test]
async fn more_entries_about_a_topic_than_a_page_has_are_on_the_next_one() {
    let server = Server::start().await;
    let owner = server.browser(ANN).await;
    server.add_entries(account(&owner), (60, "password_changed", OLD));
    let first = server.activity(&owner, "?topic=changes").await;
    let next = first["next"].as_str().expect("another page");
    let second = server.activity(&owner, &format!("?topic=changes&before={next}")).await;
    assert_eq!((kinds(&first).len(), kinds(&second).len(), &second["next"]), (50, 10, &Value::Null));
}

#[tokio::test]
async fn an_operator_lists_the_activity_of_an_account() {
    let server = Server::start().await;
    let mut owner = Browser { user_agent: Some(FIREFOX), ..Browser::default() };
    let answer = server.call(&owner, SIGN_IN, json!({ "name": ANN, "password": PASSWORD })).await;
    owner.take_cookie(&answer);
    server.wrong_password(ANN).await;
    let data = server.folder().to_str().expect("text");
    let list = |more: &[&str]| {
        let output = run(&[&["account", "activity", "--data", data, ANN], more].concat(), "");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let words = list(&[]);
    let lines: Vec<&str> = words.lines().collect();
    assert_eq!(lines.len(), 2, "{words}");
    assert!(lines[0].contains("wrong_password\twrong\tpassword"), "{words}");
    assert!(lines[1].contains("sign_in\tsuccess") && lines[1].contains("Firefox on Windows"), "{words}");
    let newest: Value = serde_json::from_str(list(&["--json", "--limit", "1"]).trim()).expect("one line of JSON");
    assert_eq!((&newest["kind"], &newest["outcome"]), (&json!("wrong_password"), &json!("wrong")));
    assert!(newest["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{newest}");
    let before = newest["id"].as_str().expect("an ID");
    assert_eq!(list(&["--before", before]).lines().count(), 1);
}
