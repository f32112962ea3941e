//! Text messages by the operator's own webhook, signed by Standard Webhooks (<https://www.standardwebhooks.com>).

use super::Refusal;
use super::agent::agent;
use super::provider::{read, refusal};
use crate::config::SmsWebhook;
use crate::store::Message;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Moment;
use serde::Serialize;
use std::time::Duration;
use ureq::Agent;

/// The greatest difference between a signature's time and the present, against replays.
const TOLERANCE: Duration = Duration::from_mins(5);

/// An operator's own webhook for text messages.
pub(super) struct Webhook {
    agent: Agent,
    url: String,
    key: WebhookKey,
}

/// The key that signs requests to the webhook and verifies its callbacks.
#[derive(Clone)]
pub struct WebhookKey(hmac::Key);

#[derive(Serialize)]
struct Body<'a> {
    to: &'a str,
    text: &'a str,
    purpose: &'a str,
}

impl Webhook {
    pub(super) fn new(settings: &SmsWebhook) -> Self {
        let key = WebhookKey::new(&settings.secret.0);
        Self { agent: agent(&settings.url, super::PATIENCE), url: settings.url.to_string(), key }
    }

    /// Hands a text message over. Blocks.
    pub(super) fn send(&self, id: i64, message: &Message, now: Moment) -> Result<(), Refusal> {
        let body = Body { to: &message.to, text: &message.text, purpose: &message.purpose };
        let body = serde_json::to_string(&body).map_err(|cause| Refusal::ForGood(cause.to_string()))?;
        let (id, timestamp) = (id.to_string(), now.unix_seconds().to_string());
        let request = self.agent.post(&self.url).header("content-type", "application/json");
        let request = request.header("webhook-signature", self.key.sign(&id, &timestamp, body.as_bytes()));
        let answer = read(request.header("webhook-id", id).header("webhook-timestamp", timestamp).send(body), now)?;
        if answer.is_success() { Ok(()) } else { Err(refusal(&answer, None)) }
    }
}

impl WebhookKey {
    /// The key of a secret: any text, or `whsec_` followed by base64.
    pub fn new(secret: &str) -> Self {
        let bytes = secret.strip_prefix("whsec_").and_then(|text| BASE64_STANDARD.decode(text).ok());
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_deref().unwrap_or(secret.as_bytes())))
    }

    /// The value of the header `webhook-signature`.
    pub fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let signature = hmac::sign(&self.0, &signed(id, timestamp, body));
        format!("v1,{}", BASE64_STANDARD.encode(signature))
    }

    /// Whether a header has a valid and recent signature.
    pub fn has_signed(&self, header: &str, id: &str, timestamp: &str, body: &[u8], now: Moment) -> bool {
        let Ok(seconds) = timestamp.parse::<i64>() else { return false };
        let age = now.unix_seconds().abs_diff(seconds);
        let signed = signed(id, timestamp, body);
        let is_ours = |signature: &str| {
            let signature = signature.strip_prefix("v1,").and_then(|text| BASE64_STANDARD.decode(text).ok());
            signature.is_some_and(|signature| hmac::verify(&self.0, &signed, &signature).is_ok())
        };
        age <= TOLERANCE.as_secs() && header.split(' ').any(is_ours)
    }
}

fn signed(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat()
}

#[cfg(test)]
mod tests {
    use super::WebhookKey;
    use domain::Moment;

    #[test]
    fn a_signature_matches_the_example_of_standard_webhooks() {
        // The example in the specification.
        let key = WebhookKey::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        let (id, timestamp) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330");
        let signature = key.sign(id, timestamp, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let then = Moment(1_614_265_330_000);
        let header = format!("v1,AAAA {signature}");
        assert!(key.has_signed(&header, id, timestamp, body, then));
        assert!(!key.has_signed(&header, "another", timestamp, body, then));
        assert!(!key.has_signed(&header, id, timestamp, b"another", then));
        assert!(!key.has_signed(&header, id, timestamp, body, Moment(1_614_265_631_000)), "a replay");
        assert!(!key.has_signed("", id, timestamp, body, then));
    }
}
