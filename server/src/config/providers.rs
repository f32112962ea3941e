//! Who carries messages.

use super::{ConfigError, Secret};
use serde::Deserialize;

/// A mail server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// `smtps://user:password@host:465`, or `smtp://host:587?tls=required` for STARTTLS.
    pub url: Secret,
    /// Who mails come from: `Acme <no-reply@acme.example>`.
    pub from: String,
}

/// A provider of texts whose API is Twilio's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// Where its API is.
    #[serde(default = "twilio_url")]
    pub url: url::Url,
    /// The account, as `AC…`.
    pub account: String,
    /// Its secret.
    pub token: Secret,
    /// Who texts come from: a number, or a messaging service, as `MG…`.
    pub from: String,
}

fn twilio_url() -> url::Url {
    url::Url::parse("https://api.twilio.com").expect("a constant address")
}

/// An operator's own way to send texts: each is posted there, signed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsWebhook {
    /// Where to.
    pub url: url::Url,
    /// What signatures are made with: `whsec_` and base64, or any text.
    pub secret: Secret,
}

/// Texts go one way, and no way where others could read them.
pub(super) fn check(twilio: Option<&Twilio>, webhook: Option<&SmsWebhook>) -> Result<(), ConfigError> {
    let urls =
        [("twilio.url", twilio.map(|twilio| &twilio.url)), ("sms_webhook.url", webhook.map(|webhook| &webhook.url))];
    if urls.iter().all(|(_, url)| url.is_some()) {
        return Err(ConfigError::Value("texts go one way: set either [twilio] or [sms_webhook]".into()));
    }
    for (key, url) in urls {
        if url.is_some_and(|url| !crate::outgoing::is_safe(url)) {
            let told = format!("{key} starts with https://, unless it is on this machine: texts hold codes");
            return Err(ConfigError::Value(told));
        }
    }
    Ok(())
}
