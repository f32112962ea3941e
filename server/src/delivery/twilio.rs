//! Texts by an HTTP API like Twilio's: `POST /2010-04-01/Accounts/{account}/Messages.json`.

use super::Refusal;
use super::provider::{read, refusal};
use crate::config::{PublicUrl, Twilio as Settings};
use crate::outgoing::{agent, is_here};
use crate::store::Message;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use ureq::Agent;

/// A provider.
pub(super) struct Twilio {
    agent: Agent,
    messages: String,
    authorization: String,
    from: String,
    /// Where it says how far a text got; the message's id follows.
    callback: Option<String>,
}

#[derive(Deserialize)]
struct Taken {
    #[serde(rename = "sid")]
    _sid: String,
}

/// Error codes that the same message would always meet: not that of an account that is out of money.
#[derive(Deserialize)]
struct Refused {
    code: u32,
}

impl Twilio {
    /// `public_url` is where the provider reaches this server.
    pub(super) fn new(settings: &Settings, public_url: &PublicUrl) -> Self {
        let account = &settings.account;
        let secret = BASE64_STANDARD.encode(format!("{account}:{}", settings.token.0));
        let base = settings.url.as_str().trim_end_matches('/');
        // Twilio refuses a text whose callback it cannot reach.
        let is_reachable = public_url.is_https() || is_here(&settings.url);
        Self {
            agent: agent(&settings.url, super::PATIENCE),
            messages: format!("{base}/2010-04-01/Accounts/{account}/Messages.json"),
            authorization: format!("Basic {secret}"),
            from: settings.from.clone(),
            callback: is_reachable.then(|| public_url.to("/callbacks/twilio/")),
        }
    }

    /// Hands a text over. Blocks.
    pub(super) fn send(&self, id: i64, message: &Message) -> Result<(), Refusal> {
        let sender = if self.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let callback = self.callback.as_ref().map(|callback| format!("{callback}{id}"));
        let mut form = vec![("To", message.to.as_str()), (sender, &self.from), ("Body", &message.text)];
        form.extend(callback.as_deref().map(|callback| ("StatusCallback", callback)));
        let request = self.agent.post(&self.messages).header("authorization", &self.authorization);
        let answer = read(request.header("idempotency-key", id.to_string()).send_form(form))?;
        if answer.is_success() {
            // A page of some proxy says nothing about the text: rather twice than never.
            let taken = serde_json::from_str::<Taken>(&answer.body).map(drop);
            return taken.map_err(|_| Refusal::ForNow("the provider's answer is not what it should be".into()));
        }
        let code = serde_json::from_str::<Refused>(&answer.body).map(|refused| refused.code).ok();
        Err(refusal(&answer, code))
    }
}
