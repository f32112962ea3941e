//! The status callbacks of text message providers, and their signatures (U5).

use crate::log::Log;
use crate::providers::{PHONE, server, twilio};
use crate::server::{Browser, Server, post};
use aws_lc_rs::hmac;
use axum::http::{HeaderName, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use server::config::{Config, ProviderUrl, Secret, SmsWebhook};
use server::delivery::WebhookKey;
use server::store::Lane;

const SECRET: &str = "a secret of the webhook";

/// A text message that was handed over, and a browser that may read its delivery status.
struct SentText {
    server: Server,
    owner: Browser,
    id: i64,
}

async fn sent_text(config: Config) -> SentText {
    let server = server(config).await;
    let taken = server.ctx.store.take_due_messages(Lane::Texts, 1).await.expect("taken").remove(0);
    server.ctx.store.message_sent(taken.lease).await.expect("written");
    let code = taken.message.expect("opens").code.expect("a code");
    let mut owner = Browser::default();
    let answer = server.enter_code(&owner, json!({ "name": PHONE }), &code).await;
    owner.take_cookie(&answer);
    SentText { server, owner, id: taken.lease.id }
}

impl SentText {
    async fn stage(&self) -> String {
        let asked = json!({ "for": { "name": PHONE } });
        let answer = self.server.call(&self.owner, "/api/single-use-code/delivery", asked).await;
        answer.json()["stage"].as_str().expect("a stage").to_owned()
    }

    async fn post_callback(&self, path: &str, kind: &str, body: String, headers: &[(&str, &str)]) -> StatusCode {
        let mut request = post(path, kind, body);
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        self.server.send(request).await.status
    }

    /// Sends a callback as Twilio does: signed with the account's secret over the address and the fields, sorted by name.
    async fn post_twilio_status(&self, status: &str, origin: &str, secret: &str) -> StatusCode {
        let path = format!("/callbacks/twilio/{}", self.id);
        let signed = format!("{origin}{path}MessageSidSM1MessageStatus{status}");
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
        let signature = BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()));
        let body = format!("MessageStatus={status}&MessageSid=SM1");
        self.post_callback(&path, "application/x-www-form-urlencoded", body, &[("x-twilio-signature", &signature)])
            .await
    }

    /// Sends a callback as Standard Webhooks defines it. `id` is the signed message id.
    async fn post_webhook_status(&self, status: &str, id: i64, timestamp: i64, secret: &str) -> StatusCode {
        let body = json!({ "status": status }).to_string();
        let (id, timestamp) = (id.to_string(), timestamp.to_string());
        let signature = WebhookKey::new(secret).sign(&id, &timestamp, body.as_bytes());
        let headers = [("webhook-id", &*id), ("webhook-timestamp", &timestamp), ("webhook-signature", &signature)];
        self.post_callback(&format!("/callbacks/sms/{}", self.id), "application/json", body, &headers).await
    }
}

fn at(public_url: &str) -> Config {
    let config = twilio("https://api.twilio.com".parse().expect("a URL"), "+15550100123");
    Config { public_url: public_url.parse().expect("an address"), ..config }
}

#[tokio::test]
async fn a_twilio_callback_needs_a_valid_signature_with_or_without_the_port() {
    let text = sent_text(at("https://id.example")).await;
    assert_eq!(text.stage().await, "handed_over");
    assert_eq!(text.post_twilio_status("delivered", "https://id.example", "guessed").await, StatusCode::FORBIDDEN);
    assert_eq!(text.post_twilio_status("delivered", "https://evil.example", "token").await, StatusCode::FORBIDDEN);
    let path = format!("/callbacks/twilio/{}", text.id);
    let unsigned =
        text.post_callback(&path, "application/x-www-form-urlencoded", "MessageStatus=delivered".into(), &[]).await;
    assert_eq!(unsigned, StatusCode::FORBIDDEN);
    assert_eq!(text.stage().await, "handed_over");
    assert_eq!(text.post_twilio_status("delivered", "https://id.example:443", "token").await, StatusCode::NO_CONTENT);
    assert_eq!(text.stage().await, "delivered");

    let text = sent_text(at("https://id.example:8443")).await;
    assert_eq!(text.post_twilio_status("undelivered", "https://id.example", "token").await, StatusCode::NO_CONTENT);
    assert_eq!(text.stage().await, "bounced");
}

#[tokio::test]
async fn a_late_callback_does_not_change_a_delivered_status() {
    let (log, guard) = Log::begin();
    let text = sent_text(at("https://id.example")).await;
    for status in ["queued", "delivered", "sent", "failed"] {
        assert_eq!(text.post_twilio_status(status, "https://id.example", "token").await, StatusCode::NO_CONTENT);
    }
    assert_eq!(text.stage().await, "delivered");
    drop(guard);
    let events = log.lines("event").into_iter().filter(|event| event["message_id"] == text.id);
    let outcomes: Vec<_> = events.map(|event| [event["kind"].clone(), event["outcome"].clone()]).collect();
    assert_eq!(
        json!(outcomes),
        json!([["code_sent", "success"], ["message_delivery", "delivered"], ["message_delivery", "bounced"]])
    );
}

#[tokio::test]
async fn a_webhook_callback_needs_a_recent_signature_for_its_own_text() {
    let url = ProviderUrl("http://127.0.0.1:9".parse().expect("a URL"));
    let webhook = SmsWebhook { url, secret: Secret(SECRET.into()) };
    let text = sent_text(Config { sms_webhook: Some(webhook), ..Config::default() }).await;
    let now = text.server.clock.now().unix_seconds();
    assert_eq!(text.post_webhook_status("delivered", text.id, now, "guessed").await, StatusCode::FORBIDDEN);
    assert_eq!(
        text.post_webhook_status("delivered", text.id + 1, now, SECRET).await,
        StatusCode::FORBIDDEN,
        "for another text"
    );
    assert_eq!(
        text.post_webhook_status("delivered", text.id, now - 301, SECRET).await,
        StatusCode::FORBIDDEN,
        "a replay"
    );
    assert_eq!(text.stage().await, "handed_over");
    assert_eq!(text.post_webhook_status("delivered", text.id, now, SECRET).await, StatusCode::NO_CONTENT);
    assert_eq!(text.stage().await, "delivered");
    assert_eq!(text.post_twilio_status("delivered", "http://localhost:8080", "token").await, StatusCode::NOT_FOUND);
}
