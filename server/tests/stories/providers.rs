//! What becomes of texts, whatever a provider answers, and what it may say of them later (U5, U6, U8).

use crate::server::{Browser, Server, post};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post as route;
use domain::contact::Contact;
use serde_json::json;
use server::config::{Config, Secret, SmsWebhook, Twilio};
use server::delivery::{Carriers, SigningKey, deliver_due};
use server::store::Lane;

const PHONE: &str = "+4915123456789";
const SECRET: &str = "a secret of the webhook";

/// A provider on this machine that gives one answer.
async fn provider(status: StatusCode, body: &'static str) -> url::Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
    let answer = move || async move { (status, [("location", "/elsewhere"), ("retry-after", "600")], body) };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(route(answer))).await });
    url
}

fn twilio(url: url::Url) -> Config {
    let settings = Twilio { url, account: "AC1".into(), token: Secret("token".into()), from: "MG1".into() };
    Config { twilio: Some(settings), ..Config::default() }
}

async fn ask(server: &Server) {
    let asked =
        server.call(&Browser::default(), "/api/single-use-code/request", json!({ "for": { "name": PHONE } })).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text);
}

async fn server(config: Config) -> Server {
    let server = Server::with(config).await;
    let names = vec![Contact::parse(PHONE).expect("a phone")];
    server.ctx.store.add_account(names, None).await.expect("stored").expect("free");
    ask(&server).await;
    server
}

/// Seconds until a text is tried again; `None` when it never is.
fn next_try(server: &Server) -> Option<u64> {
    for seconds in 0..1000 {
        if server.ctx.store.has_due_messages(Lane::Texts).expect("read") {
            return Some(seconds);
        }
        server.advance(1);
    }
    None
}

#[tokio::test]
async fn each_answer_of_a_provider_has_its_consequence() {
    let (sent, later, given_up) = ("sent", "later", "given up");
    for (status, body, becomes) in [
        (201, r#"{"sid":"SM1"}"#, sent),
        (200, "<h1>Welcome</h1>", later),
        (302, "", later),
        (400, r#"{"code":21211}"#, given_up),
        (401, "", later),
        (404, "", later),
        (410, "", given_up),
        (500, "", later),
    ] {
        let url = provider(StatusCode::from_u16(status).expect("a status"), body).await;
        let server = server(twilio(url)).await;
        let carriers = Carriers::new(&server.ctx.config).expect("settings");
        deliver_due(&server.ctx, &carriers).await.expect("delivers");
        let dead = server.ctx.store.dead_letters().expect("read");
        let is = match (dead.len(), next_try(&server)) {
            (1, None) => given_up,
            (0, None) => sent,
            (0, Some(1..=3)) => later,
            other => panic!("{status}: {other:?}"),
        };
        assert_eq!(is, becomes, "{status}");
        assert!(dead.iter().all(|letter| letter.message.is_none()), "a code that nobody gets is wiped");
    }
}

#[tokio::test]
async fn a_provider_that_asks_for_time_gets_it() {
    let server = server(twilio(provider(StatusCode::TOO_MANY_REQUESTS, "").await)).await;
    let carriers = Carriers::new(&server.ctx.config).expect("settings");
    deliver_due(&server.ctx, &carriers).await.expect("delivers");
    assert_eq!(next_try(&server), Some(600));
}

#[tokio::test]
async fn what_was_given_up_is_kept_for_a_week_and_can_be_sent_after_all() {
    let server = server(twilio(provider(StatusCode::GONE, "").await)).await;
    let id = {
        let taken = server.ctx.store.take_due_messages(Lane::Texts, 1).await.expect("taken");
        taken.first().expect("a text").id
    };
    server.ctx.store.give_up_message(id, "for a test".into(), false).await.expect("written");
    assert_eq!(next_try(&server), None);
    assert!(server.ctx.store.retry_message(id).await.expect("written"));
    assert_eq!(next_try(&server), Some(0));
    server.ctx.store.give_up_message(id, "for a test".into(), false).await.expect("written");
    server.advance(7 * 24 * 3600 + 1);
    while server.ctx.store.purge().await.expect("purged") {}
    assert!(server.ctx.store.dead_letters().expect("read").is_empty());
    assert!(!server.ctx.store.retry_message(id).await.expect("written"));
}

#[tokio::test]
async fn what_is_said_of_a_text_counts_only_with_a_signature_of_its_own() {
    let webhook = SmsWebhook { url: "http://127.0.0.1:9".parse().expect("a URL"), secret: Secret(SECRET.into()) };
    let server = server(Config { sms_webhook: Some(webhook), ..Config::default() }).await;
    let key = SigningKey::new(SECRET);
    let now = server.clock.now().unix_seconds();
    let said = async |path: &str, id: &str, timestamp: i64, signature: &str| {
        let mut request = post(path, "application/json", r#"{"status":"delivered"}"#);
        let timestamp = timestamp.to_string();
        for (name, value) in [("webhook-id", id), ("webhook-timestamp", &timestamp), ("webhook-signature", signature)] {
            request.headers_mut().insert(
                axum::http::HeaderName::from_bytes(name.as_bytes()).expect("a name"),
                value.parse().expect("a value"),
            );
        }
        server.send(request).await.status
    };
    let sign = |id: &str, timestamp: i64| key.sign(id, &timestamp.to_string(), br#"{"status":"delivered"}"#);
    assert_eq!(said("/callbacks/sms/7", "7", now, &sign("7", now)).await, StatusCode::NO_CONTENT);
    assert_eq!(said("/callbacks/sms/8", "7", now, &sign("7", now)).await, StatusCode::FORBIDDEN, "of another text");
    assert_eq!(said("/callbacks/sms/7", "7", now, "v1,AAAA").await, StatusCode::FORBIDDEN);
    assert_eq!(
        said("/callbacks/sms/7", "7", now - 301, &sign("7", now - 301)).await,
        StatusCode::FORBIDDEN,
        "a replay"
    );
    assert_eq!(said("/callbacks/twilio/7", "7", now, &sign("7", now)).await, StatusCode::NOT_FOUND, "not configured");
}
