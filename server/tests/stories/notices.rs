//! Notices are counted, merged if there are too many, and obey the operator's countries (U9).

mod accounts;
mod merged;

use crate::server::{Browser, PASSWORD, Server};
use axum::http::StatusCode;
use domain::contact::Contact;
use serde_json::{Value, json};
use server::config::{Config, Limits};
use server::delivery::{Carriers, deliver_due};
use server::store::{Lane, Summary};
use tempfile::TempDir;

const ANN: &str = "ann@example.com";
const PHONE: &str = "+4915123456789";
const DAY: u64 = 24 * 3600;

/// Adds an account that has only a phone, and signs it in.
async fn with_phone(server: &Server, phone: &str) -> Browser {
    let hash = server.hash(PASSWORD).await;
    let contact = Contact::parse(phone).expect("a phone");
    server.ctx.store.add_account(vec![contact], Some(hash)).await.expect("stored");
    server.browser(phone).await
}

async fn link_devices(server: &Server, browser: &Browser, number: usize) {
    for _ in 0..number {
        let code = server.device().await.user_code;
        let linked = server.call(browser, "/api/link/approve", json!({ "code": code })).await;
        assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    }
}

/// Delivers what is due, and returns it.
async fn delivered(server: &Server) -> Vec<Value> {
    let folder = TempDir::new().expect("a folder");
    deliver_due(&server.ctx, &Carriers::to_folder(folder.path())).await.expect("delivers");
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path()).expect("read").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| serde_json::from_slice(&std::fs::read(file).expect("read")).expect("JSON")).collect()
}

fn purposes(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["purpose"].as_str().expect("text")).collect()
}

fn text(message: &Value) -> &str {
    message["text"].as_str().expect("text")
}

#[tokio::test]
async fn the_eleventh_text_of_a_day_and_those_after_it_become_one() {
    let server = Server::start().await;
    let browser = with_phone(&server, PHONE).await;
    link_devices(&server, &browser, 8).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"; 8]);
    server.advance(3600);
    link_devices(&server, &browser, 4).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"; 2]);
    server.advance(3600);
    link_devices(&server, &browser, 1).await;
    assert!(delivered(&server).await.is_empty());
    server.ctx.store.bring_back_times().await.expect("corrected");
    assert!(!server.ctx.store.has_due_messages(Lane::Texts).await.expect("read"), "it waits for more than a pause");
    server.advance(DAY - 2 * 3600 - 1);
    assert!(delivered(&server).await.is_empty(), "the first one was less than a day ago");
    server.advance(1);
    let merged = delivered(&server).await;
    assert_eq!(purposes(&merged), ["several-changes"]);
    assert!(text(&merged[0]).contains("3 more changes"), "{}", text(&merged[0]));
    link_devices(&server, &browser, 1).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"], "it has a day of its own again");
}

#[tokio::test]
async fn a_single_notice_that_waited_is_delivered_as_it_was_written() {
    let server =
        Server::with(Config { limits: Limits { notices_per_day: 1, ..Limits::default() }, ..Config::default() }).await;
    let browser = with_phone(&server, PHONE).await;
    link_devices(&server, &browser, 2).await;
    assert_eq!(delivered(&server).await.len(), 1);
    server.advance(DAY);
    let late = delivered(&server).await;
    assert_eq!(purposes(&late), ["device-linked"]);
    assert!(text(&late[0]).contains("/undo/"), "{}", text(&late[0]));
}

#[tokio::test]
async fn a_notice_that_was_given_up_while_it_waited_swallows_no_later_one() {
    let limits = Limits { notices_per_day: 1, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let browser = with_phone(&server, PHONE).await;
    link_devices(&server, &browser, 2).await;
    assert_eq!(delivered(&server).await.len(), 1);
    let config = server.ctx.config.clone();
    let server = server.restarted_with(Config { phone_countries: vec!["AT".into()], ..config.clone() }).await;
    server.advance(DAY);
    assert!(delivered(&server).await.is_empty(), "its country gets no texts for now");
    let server = server.restarted_with(config).await;
    link_devices(&server, &browser, 1).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"]);

    // While another one waits, the operator retries the one that was given up.
    link_devices(&server, &browser, 1).await;
    assert!(delivered(&server).await.is_empty());
    let given_up = server.ctx.store.dead_letters().await.expect("read").pop().expect("a message");
    assert!(server.ctx.store.retry_message(given_up.id).await.expect("written"));
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"], "it is neither held again nor merged");
    assert!(delivered(&server).await.is_empty());
    server.advance(DAY);
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"], "the one that waited");
}

#[tokio::test]
async fn a_merged_email_lists_the_changes_and_how_to_undo_them() {
    let server =
        Server::with(Config { limits: Limits { notices_per_day: 1, ..Limits::default() }, ..Config::default() }).await;
    let browser = server.browser(ANN).await;
    link_devices(&server, &browser, 26).await;
    assert_eq!(delivered(&server).await.len(), 1);
    let server = server.restarted().await;
    server.advance(DAY);
    let merged = delivered(&server).await;
    assert_eq!(purposes(&merged), ["several-changes"]);
    assert_eq!(merged[0]["subject"], "25 more changes to your Countersign account");
    assert_eq!(text(&merged[0]).matches("Living Room TV was linked").count(), 20);
    assert_eq!(text(&merged[0]).matches("/undo/").count(), 21, "the last one is for the others together");
    assert!(text(&merged[0]).contains("5 more devices were linked."), "{}", text(&merged[0]));
}

#[tokio::test]
async fn messages_that_strangers_cause_do_not_delay_notices() {
    let server =
        Server::with(Config { limits: Limits { notices_per_day: 1, ..Limits::default() }, ..Config::default() }).await;
    let browser = server.browser(ANN).await;
    let create = json!({ "for": { "name": ANN }, "purpose": "create-account" });
    server.call(&Browser::default(), "/api/single-use-code/request", create).await;
    assert_eq!(purposes(&delivered(&server).await), ["account-exists"]);
    link_devices(&server, &browser, 1).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"]);
}

#[tokio::test]
async fn messages_that_are_to_be_merged_or_were_given_up_do_not_wait_for_delivery() {
    let limits = Limits { notices_per_day: 1, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let browser = server.browser(ANN).await;
    let level = async || {
        let level = server.ctx.store.lane_level(Lane::Emails).await.expect("read");
        (level.waiting, level.oldest.is_some(), level.given_up)
    };
    link_devices(&server, &browser, 2).await;
    assert_eq!(level().await, (2, true, 0));
    assert_eq!(delivered(&server).await.len(), 1);
    assert_eq!(level().await, (0, false, 0), "the other one is to be merged");
    server.request_code(json!({ "name": ANN })).await;
    let mut taken = server.ctx.store.take_due_messages(Lane::Emails, 1).await.expect("taken");
    let lease = taken.pop().expect("an email").lease;
    server.ctx.store.give_up_message(lease, "for a test".into(), false).await.expect("written");
    assert_eq!(level().await, (0, false, 1));
}

#[tokio::test]
async fn notices_count_against_a_prefix_and_are_few_once_it_is_stopped() {
    let limits = Limits { unanswered_texts: 3, ..Limits::default() };
    let server = Server::with(Config { limits, ..Config::default() }).await;
    let phones = ["+4915123456781", "+4915123456782", "+4915123456783"];
    let mut browser = Browser::default();
    for phone in phones {
        browser = with_phone(&server, phone).await;
        link_devices(&server, &browser, 1).await;
    }
    assert_eq!(delivered(&server).await.len(), 3);
    let asked = server.request_code(json!({ "name": "+4915123456784" })).await;
    assert_eq!(asked.error(), "texts-unavailable");
    let metrics = crate::metrics::metrics(&server, None).await.0;
    assert!(metrics.contains("text_blocks_stopped_total{country=\"DE\",prefix=\"block\"} 1"));
    link_devices(&server, &browser, 5).await;
    assert_eq!(delivered(&server).await.len(), 3, "three a day to each phone");
    server.advance(DAY);
    assert_eq!(purposes(&delivered(&server).await), ["several-changes"]);
}

#[tokio::test]
async fn a_country_that_is_not_allowed_gets_no_texts_of_any_kind() {
    let server = Server::start().await;
    let browser = with_phone(&server, PHONE).await;
    link_devices(&server, &browser, 1).await;
    let mut config = server.ctx.config.clone();
    config.phone_countries = vec!["AT".into()];
    let server = server.restarted_with(config).await;
    assert!(delivered(&server).await.is_empty(), "a text that was written before");
    assert_eq!(server.ctx.store.dead_letters().await.expect("read").len(), 1);
    link_devices(&server, &browser, 1).await;
    assert!(delivered(&server).await.is_empty());
    assert_eq!(server.ctx.store.dead_letters().await.expect("read").len(), 1, "no other text was written");
}

#[tokio::test]
async fn a_notice_is_not_delivered_under_a_lease_that_has_expired() {
    let server = Server::start().await;
    link_devices(&server, &server.browser(ANN).await, 1).await;
    let lease = async || {
        let mut taken = server.ctx.store.take_due_messages(Lane::Emails, 1).await.expect("taken");
        taken.pop().expect("an email").lease
    };
    let slow = lease().await;
    server.advance(121);
    let quick = lease().await;
    let (to, about) = (Contact::parse(ANN).expect("a contact"), Summary::default());
    for (lease, is_delivered) in [(slow, false), (quick, true)] {
        let admitted = server.ctx.store.admit_notice(lease, (&to, &about), Vec::new()).await.expect("written");
        assert_eq!(admitted.message.is_some(), is_delivered);
    }
}

#[tokio::test]
async fn an_account_that_began_with_a_phone_gets_texts_although_it_has_an_address_now() {
    let server = Server::start().await;
    let contacts = [PHONE, "late@example.com"].map(|contact| Contact::parse(contact).expect("a contact"));
    let hash = server.hash(PASSWORD).await;
    server.ctx.store.add_account(contacts.to_vec(), Some(hash)).await.expect("stored");
    server.execute("UPDATE method SET first = 0 WHERE contact = 'late@example.com'");
    let browser = server.browser(PHONE).await;
    link_devices(&server, &browser, 1).await;
    assert_eq!(purposes(&delivered(&server).await), ["device-linked"; 2]);
}
