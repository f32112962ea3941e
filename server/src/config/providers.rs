//! Who carries messages.

use super::setting::settings;
use super::{ConfigError, Secret};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

settings! {
    /// A mail server.
    pub struct Smtp given {
        /// `smtps://user:password@host:465`, or `smtp://host:587?tls=required` for STARTTLS.
        url: Secret;
        /// Who mails come from: `Acme <no-reply@acme.example>`.
        from: String;
    }
}

settings! {
    /// A provider of texts whose API is Twilio's.
    pub struct Twilio given {
        /// Where its API is.
        url: TwilioUrl, default;
        /// The account, as `AC…`.
        account: String;
        /// Its secret.
        token: Secret;
        /// Who texts come from: a number, or a messaging service, as `MG…`.
        from: String;
    }
}

settings! {
    /// An operator's own way to send texts: each is posted there, signed.
    pub struct SmsWebhook given {
        /// Where to.
        #[serde(deserialize_with = "address")]
        url: url::Url;
        /// What signatures are made with: `whsec_` and base64, or any text.
        secret: Secret;
    }
}

/// Where the API of a provider like Twilio is.
#[derive(Clone, Debug)]
pub struct TwilioUrl(pub url::Url);

impl Default for TwilioUrl {
    fn default() -> Self {
        Self(url::Url::parse("https://api.twilio.com").expect("a constant address"))
    }
}

impl std::ops::Deref for TwilioUrl {
    type Target = url::Url;

    fn deref(&self) -> &url::Url {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TwilioUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        address(from).map(Self)
    }
}

/// Reads an address; it may hold a password, so no error repeats it.
fn address<'de, D: Deserializer<'de>>(from: D) -> Result<url::Url, D::Error> {
    let Secret(text) = Secret::deserialize(from)?;
    url::Url::parse(&text).map_err(|cause| D::Error::custom(format!("this is no address ({cause})")))
}

/// Characters of a webhook's secret, and bytes of one in base64.
const SHORTEST_SECRET: usize = 24;

/// Texts go one way, no way where others could read them, and are signed with something.
pub(super) fn check(twilio: Option<&Twilio>, webhook: Option<&SmsWebhook>) -> Result<(), ConfigError> {
    let wrong = |told: String| Err(ConfigError::Value(told));
    if twilio.is_some() && webhook.is_some() {
        return wrong("texts go one way: set either [twilio] or [sms_webhook]".into());
    }
    let urls =
        [("twilio.url", twilio.map(|twilio| &*twilio.url)), ("sms_webhook.url", webhook.map(|webhook| &webhook.url))];
    for (key, url) in urls {
        if url.is_some_and(|url| !super::remote::is_safe(url)) {
            return wrong(format!("{key} starts with https://, unless it is on this machine: texts hold codes"));
        }
    }
    if let Some(Twilio { account, token, from, .. }) = twilio {
        if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
            return wrong("twilio.account is letters and digits, like AC…".into());
        }
        if token.0.is_empty() {
            return wrong("twilio.token cannot be empty".into());
        }
        if from.is_empty() {
            return wrong("twilio.from cannot be empty".into());
        }
    }
    if webhook.is_some_and(|webhook| !is_strong(&webhook.secret.0)) {
        return wrong(format!(
            "sms_webhook.secret is whsec_ with base64 of {SHORTEST_SECRET} bytes or more, or {SHORTEST_SECRET} characters or more: whoever guesses it sends texts"
        ));
    }
    Ok(())
}

impl Twilio {
    /// Whether texts come from a messaging service: `MG` and 32 hex digits.
    pub fn has_service(&self) -> bool {
        let id = self.from.strip_prefix("MG");
        id.is_some_and(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }
}

fn is_strong(secret: &str) -> bool {
    use base64::Engine;
    match secret.strip_prefix("whsec_") {
        Some(text) => base64::prelude::BASE64_STANDARD.decode(text).is_ok_and(|bytes| bytes.len() >= SHORTEST_SECRET),
        None => secret.len() >= SHORTEST_SECRET,
    }
}
