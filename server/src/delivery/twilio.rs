//! Text messages by Twilio's HTTP API, or a compatible one: `POST /2010-04-01/Accounts/{account}/Messages.json`, and its callbacks.

use super::Refusal;
use super::agent::agent;
use super::provider::{read, refusal};
use crate::config::remote::is_this_machine;
use crate::config::{PublicUrl, Twilio as Settings};
use crate::store::Message;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Moment;
use serde::Deserialize;
use std::borrow::Cow;
use ureq::Agent;

/// The path of a provider's callbacks, without the message's id.
pub const CALLBACKS: &str = "/callbacks/twilio/";

/// A provider with Twilio's API.
pub(super) struct TwilioSender {
    agent: Agent,
    messages: String,
    authorization: String,
    /// The form field of the sender, and its value.
    from: (&'static str, String),
    /// The address for callbacks, without the message's id; `None` if the provider can't reach this server.
    callback: Option<String>,
}

#[derive(Deserialize)]
struct AcceptedText {
    #[serde(rename = "sid")]
    _sid: String,
}

/// A provider's error response, with its own error code.
#[derive(Deserialize)]
struct TwilioError {
    code: u32,
}

impl TwilioSender {
    /// A provider with these settings, which reaches this server at `public_url`.
    pub(super) fn new(settings: &Settings, public_url: &PublicUrl) -> Self {
        let account = &settings.account;
        let secret = BASE64_STANDARD.encode(format!("{account}:{}", settings.token.0));
        let base = settings.url.as_str().trim_end_matches('/');
        // Twilio rejects a text whose callback it can't reach.
        let is_reachable = public_url.is_https() || is_this_machine(&settings.url);
        Self {
            agent: agent(&settings.url, super::PATIENCE),
            messages: format!("{base}/2010-04-01/Accounts/{account}/Messages.json"),
            authorization: format!("Basic {secret}"),
            from: (if settings.has_service() { "MessagingServiceSid" } else { "From" }, settings.from.clone()),
            callback: is_reachable.then(|| public_url.to(CALLBACKS)),
        }
    }

    /// Hands a text message over. Blocks.
    pub(super) fn send(&self, id: i64, message: &Message, now: Moment) -> Result<(), Refusal> {
        let (sender, from) = &self.from;
        let callback = self.callback.as_ref().map(|callback| format!("{callback}{id}"));
        let mut form = vec![("To", message.to.as_str()), (*sender, from), ("Body", &message.text)];
        form.extend(callback.as_deref().map(|callback| ("StatusCallback", callback)));
        let request = self.agent.post(&self.messages).header("authorization", &self.authorization);
        let answer = read(request.header("idempotency-key", id.to_string()).send_form(form), now)?;
        if answer.is_success() {
            // Another body, such as a proxy's page, doesn't confirm the text: a duplicate is better than a loss.
            let taken = serde_json::from_str::<AcceptedText>(&answer.body).map(drop);
            return taken.map_err(|_| Refusal::ForNow("the provider's response is not in the expected format".into()));
        }
        let code = serde_json::from_str::<TwilioError>(&answer.body).map(|refused| refused.code).ok();
        Err(refusal(&answer, code))
    }
}

impl Settings {
    /// Whether a message's callback has the provider's valid signature (<https://www.twilio.com/docs/usage/security>).
    pub fn has_signed(&self, signature: &str, public_url: &PublicUrl, id: i64, form: &[(Cow<str>, Cow<str>)]) -> bool {
        let Ok(signature) = BASE64_STANDARD.decode(signature) else { return false };
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.token.0.as_bytes());
        let mut fields: Vec<_> = form.iter().collect();
        fields.sort();
        let fields: String = fields.into_iter().flat_map(|(name, value)| [&**name, &**value]).collect();
        // The provider may sign the address with or without its port.
        let signed = public_url.with_and_without_port().map(|origin| format!("{origin}{CALLBACKS}{id}{fields}"));
        signed.iter().any(|signed| hmac::verify(&key, signed.as_bytes(), &signature).is_ok())
    }
}
