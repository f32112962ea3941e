//! The delivery of messages for each response of a provider (U6, U8).

use crate::server::Server;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post as route;
use domain::contact::Contact;
use serde_json::json;
use server::config::{Config, ProviderUrl, Secret, SmsWebhook, Twilio};
use server::delivery::{Carriers, deliver_due};
use server::store::{Channel, Lane, Lease};
use std::sync::{Arc, Mutex};

pub(crate) const PHONE: &str = "+4915123456789";
pub(crate) const SERVICE: &str = "MG0123456789abcdef0123456789abcdef";

/// A request that a provider received.
struct Received {
    uri: Uri,
    headers: HeaderMap,
    body: String,
}

/// A local provider that always gives the same response, and records its requests.
async fn provider(status: u16, body: &'static str) -> (url::Url, Arc<Mutex<Vec<Received>>>) {
    let (status, got) = (StatusCode::from_u16(status).expect("a status"), Arc::new(Mutex::new(Vec::new())));
    let noted = Arc::clone(&got);
    let answer = move |uri: Uri, headers: HeaderMap, body_: String| async move {
        noted.lock().expect("not poisoned").push(Received { uri, headers, body: body_ });
        (status, [("location", "/elsewhere"), ("retry-after", "600")], body)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(route(answer))).await });
    (url, got)
}

pub(crate) fn twilio(url: url::Url, from: &str) -> Config {
    let settings =
        Twilio { url: ProviderUrl(url), account: "AC1".into(), token: Secret("token".into()), from: from.into() };
    Config { twilio: Some(settings), is_dev: true, ..Config::default() }
}

/// A server with a code to a phone in its outbox.
pub(crate) async fn server(config: Config) -> Server {
    let server = Server::with(config).await;
    let names = vec![Contact::parse(PHONE).expect("a phone")];
    server.ctx.store.add_account(names, None).await.expect("stored");
    let asked = server.request_code(json!({ "name": PHONE })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
    server
}

async fn deliver(server: &Server) {
    let carriers = Carriers::new(&server.ctx.config).expect("settings");
    deliver_due(&server.ctx, &carriers).await.expect("delivers");
}

/// The seconds until the next attempt; `None` if there is none.
async fn next_attempt(server: &Server) -> Option<u64> {
    for seconds in 0..1000 {
        if server.ctx.store.has_due_messages(Lane::Texts).await.expect("read") {
            return Some(seconds);
        }
        server.advance(1);
    }
    None
}

#[tokio::test]
async fn each_response_of_a_provider_determines_the_next_attempt() {
    const SENT: &str = "sent";
    const LATER: &str = "in seconds";
    const MUCH_LATER: &str = "when the provider asks for it";
    const GIVEN_UP: &str = "given up";
    for (status, body, becomes) in [
        (201, r#"{"sid":"SM1"}"#, SENT),
        (200, "<h1>Welcome</h1>", LATER),
        (302, "", MUCH_LATER),
        (400, r#"{"code":21211}"#, GIVEN_UP),
        (401, "", MUCH_LATER),
        (404, "", MUCH_LATER),
        (408, "", MUCH_LATER),
        (410, "", GIVEN_UP),
        (429, "", MUCH_LATER),
        (500, "", MUCH_LATER),
        (503, "", MUCH_LATER),
    ] {
        let server = server(twilio(provider(status, body).await.0, "+15550100123")).await;
        deliver(&server).await;
        let dead = server.ctx.store.dead_letters().await.expect("read");
        let is = match (dead.len(), next_attempt(&server).await) {
            (1, None) => GIVEN_UP,
            (0, None) => SENT,
            (0, Some(1..=3)) => LATER,
            (0, Some(600)) => MUCH_LATER,
            other => panic!("{status}: {other:?}"),
        };
        assert_eq!(is, becomes, "{status}");
        for letter in dead {
            assert!(letter.message.is_none(), "an undeliverable code is deleted");
            assert!(!server.ctx.store.retry_message(letter.id).await.expect("read"), "and can't be retried");
        }
    }
}

#[tokio::test]
async fn deliveries_of_texts_are_counted_by_provider_and_outcome_and_those_given_up_are_seen() {
    for (status, outcome, given_up) in [(201, "handed_over", 0), (503, "put_off", 0), (410, "given_up", 1)] {
        let url = async || provider(status, r#"{"sid":"SM1"}"#).await.0;
        let webhook = SmsWebhook { url: ProviderUrl(url().await), secret: Secret("a secret of the webhook".into()) };
        let with_webhook = Config { sms_webhook: Some(webhook), ..Config::default() };
        for (name, config) in [("twilio", twilio(url().await, "+15550100123")), ("sms_webhook", with_webhook)] {
            let server = server(config).await;
            deliver(&server).await;
            let (metrics, _) = crate::metrics::metrics(&server, None).await;
            let labels = format!("channel=\"text\",provider=\"{name}\",outcome=\"{outcome}\"");
            let delivered = format!("countersign_message_deliveries_total{{{labels}}} 1");
            for line in [delivered, format!("countersign_outbox_given_up_messages {given_up}")] {
                assert!(metrics.lines().any(|each| each == line), "{line}: {metrics}");
            }
        }
    }
}

#[tokio::test]
async fn a_text_is_retried_until_an_unreachable_provider_is_back() {
    let (url, got) = provider(201, r#"{"sid":"SM1"}"#).await;
    let unreachable: url::Url = "http://127.0.0.1:1".parse().expect("a URL");
    let server = server(twilio(unreachable, "+15550100123")).await;
    deliver(&server).await;
    assert!(matches!(next_attempt(&server).await, Some(1..=3)));
    let carriers = Carriers::new(&twilio(url, "+15550100123")).expect("settings");
    deliver_due(&server.ctx, &carriers).await.expect("delivers");
    assert_eq!(next_attempt(&server).await, None);
    assert_eq!(got.lock().expect("not poisoned").len(), 1);
}

#[tokio::test]
async fn a_text_names_its_sender_and_its_status_callback() {
    for (from, field) in [("+15550100123", "From"), (SERVICE, "MessagingServiceSid"), ("MGM", "From")] {
        let (url, got) = provider(201, r#"{"sid":"SM1"}"#).await;
        let server = server(twilio(url, from)).await;
        deliver(&server).await;
        let got = got.lock().expect("not poisoned").pop().expect("a request");
        let form: std::collections::HashMap<_, _> = form_urlencoded::parse(got.body.as_bytes()).collect();
        assert_eq!(got.uri.path(), "/2010-04-01/Accounts/AC1/Messages.json");
        assert_eq!((&*form["To"], &*form[field]), (PHONE, from));
        let id = got.headers["idempotency-key"].to_str().expect("a number");
        assert_eq!(&*form["StatusCallback"], format!("http://localhost:8080/callbacks/twilio/{id}"));
    }
}

#[tokio::test]
async fn a_webhook_gets_a_signed_text_with_a_stable_id() {
    let (url, got) = provider(401, "").await;
    let webhook = SmsWebhook { url: ProviderUrl(url), secret: Secret("a secret of the webhook".into()) };
    let mut config = Config { sms_webhook: Some(webhook), ..Config::default() };
    config.life.single_use_code_minutes = 30;
    let server = server(config).await;
    for _ in 0..2 {
        deliver(&server).await;
        next_attempt(&server).await;
    }
    let got = got.lock().expect("not poisoned");
    let [first, second] = &got[..] else { panic!("{} requests", got.len()) };
    assert_eq!((&first.body, &first.headers["webhook-id"]), (&second.body, &second.headers["webhook-id"]));
    assert_ne!(
        first.headers["webhook-signature"], second.headers["webhook-signature"],
        "the signature contains its own time"
    );
    let body: serde_json::Value = serde_json::from_str(&first.body).expect("JSON");
    assert_eq!((&body["to"], &body["purpose"]), (&json!(PHONE), &json!("single-use-code")));
}

/// The lease of the one text message that is due.
async fn lease(server: &Server) -> Lease {
    let taken = server.ctx.store.take_due_messages(Lane::Texts, 1).await.expect("taken");
    taken.first().expect("a text").lease
}

#[tokio::test]
async fn an_undeliverable_message_is_kept_for_a_week_and_can_be_retried() {
    let server = server(twilio(provider(410, "").await.0, "+15550100123")).await;
    let first = lease(&server).await;
    server.ctx.store.give_up_message(first, "for a test".into(), false).await.expect("written");
    assert_eq!(next_attempt(&server).await, None);
    assert!(server.ctx.store.retry_message(first.id).await.expect("written"));
    assert_eq!(next_attempt(&server).await, Some(0));
    server.advance(6 * 24 * 3600);
    let second = lease(&server).await;
    server.ctx.store.give_up_message(second, "for a test".into(), false).await.expect("written");
    server.advance(2 * 24 * 3600);
    while server.ctx.store.purge().await.expect("purged") {}
    assert_eq!(server.ctx.store.dead_letters().await.expect("read").len(), 1, "the week begins when it is given up");
    server.advance(7 * 24 * 3600 + 1);
    while server.ctx.store.purge().await.expect("purged") {}
    assert!(server.ctx.store.dead_letters().await.expect("read").is_empty());
    assert!(!server.ctx.store.retry_message(first.id).await.expect("written"));
}

#[tokio::test]
async fn an_expired_lease_cannot_change_its_message() {
    let server = server(Config::default()).await;
    let slow = lease(&server).await;
    server.advance(121);
    let quick = lease(&server).await;
    assert_eq!((quick.id, quick.taken), (slow.id, 2));
    server.ctx.store.give_up_message(slow, "too late".into(), true).await.expect("written");
    server.ctx.store.message_failed(slow, server.clock.now()).await.expect("written");
    server.ctx.store.message_sent(slow).await.expect("written");
    assert!(server.ctx.store.dead_letters().await.expect("read").is_empty());
    assert!(!server.ctx.store.has_due_messages(Lane::Texts).await.expect("read"), "another lease holds the message");
    server.ctx.store.message_failed(quick, server.clock.now()).await.expect("written");
    assert!(server.ctx.store.has_due_messages(Lane::Texts).await.expect("read"), "the message is due again");
}

#[tokio::test]
async fn each_lease_is_for_its_own_message() {
    let server = server(Config::default()).await;
    for number in ["+4915123456788", "+4915123456787"] {
        let names = vec![Contact::parse(number).expect("a phone")];
        server.ctx.store.add_account(names, None).await.expect("stored");
        assert_eq!(server.request_code(json!({ "name": number })).await.status, StatusCode::OK);
    }
    let store = &server.ctx.store;
    assert!(!store.has_due_messages(Lane::Emails).await.expect("read"), "these are texts");
    assert!(store.take_due_messages(Lane::Emails, 9).await.expect("taken").is_empty());
    let taken = store.take_due_messages(Lane::Texts, 9).await.expect("taken");
    let [failed, refused, sent] = [0, 1, 2].map(|at| taken[at].lease);
    store.message_failed(failed, server.clock.now()).await.expect("written");
    let again = lease(&server).await;
    assert_eq!(again, Lease { taken: 2, ..failed });
    assert!(!store.has_due_messages(Lane::Texts).await.expect("read"), "the others are under way");
    store.give_up_message(refused, "for a test".into(), false).await.expect("written");
    assert_eq!(store.dead_letters().await.expect("read").len(), 1);
    let handed_over = || server.rows("challenge WHERE stage = 1");
    store.message_sent(failed).await.expect("written");
    assert_eq!(handed_over(), 0, "this lease has expired");
    store.message_sent(sent).await.expect("written");
    assert_eq!((handed_over(), server.rows("outbox")), (1, 2));

    assert!(!store.retry_message(again.id).await.expect("written"), "it wasn't given up");
    store.give_up_message(again, "for a test".into(), false).await.expect("written");
    assert!(store.retry_message(refused.id).await.expect("written"));
    assert!(!store.drop_message(refused.id).await.expect("written"), "it is due again");
    assert!(store.drop_message(again.id).await.expect("written"));
    assert_eq!(server.rows("outbox"), 1);
}

#[tokio::test]
async fn a_message_written_by_an_older_server_can_be_read() {
    let server = server(Config::default()).await;
    let taken = server.ctx.store.take_due_messages(Lane::Texts, 1).await.expect("taken").remove(0);
    let mut older = serde_json::to_value(taken.message.expect("opens")).expect("JSON");
    older.as_object_mut().expect("an object").remove("decoy");
    let read: server::store::Message = serde_json::from_value(older).expect("read");
    assert_eq!((read.channel, read.decoy), (Channel::Text, false));
}
