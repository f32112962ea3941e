//! The providers that send messages.

use super::setting::settings;
use super::{ConfigError, Secret, remote};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

settings! {
    /// A mail server.
    pub struct Smtp given {
        /// `smtps://user:password@host:465`, or `smtp://host:587?tls=required` for STARTTLS. Reserved characters in the user name and the
        /// password are percent-encoded: `%23` for `#`, `%40` for `@`.
        url: Secret;
        /// The sender of emails: `Acme <no-reply@acme.example>`.
        from: String;
    }
}

settings! {
    /// A text message provider with Twilio's API.
    pub struct Twilio given {
        /// The address of the API.
        url: ProviderUrl, default;
        /// The account, as `AC…`.
        account: String;
        /// The auth token.
        token: Secret;
        /// The sender of text messages: a number, or a messaging service as `MG…`.
        from: String;
    }
}

settings! {
    /// The operator's own program that sends text messages, each posted to it and signed.
    pub struct SmsWebhook given {
        /// The address that texts are posted to.
        url: ProviderUrl;
        /// The signing secret: `whsec_` and base64 of 24 bytes or more, or any text of 24 characters or more.
        secret: Secret;
    }
}

/// The address of a text message provider, by default Twilio's. It can contain a password, or a token in its path or query, so it never appears
/// in logs and errors.
#[derive(Clone)]
pub struct ProviderUrl(pub url::Url);

impl std::fmt::Debug for ProviderUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderUrl(…)")
    }
}

impl Default for ProviderUrl {
    fn default() -> Self {
        Self(url::Url::parse("https://api.twilio.com").expect("a constant address"))
    }
}

impl std::ops::Deref for ProviderUrl {
    type Target = url::Url;

    fn deref(&self) -> &url::Url {
        &self.0
    }
}

impl<'de> Deserialize<'de> for ProviderUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Secret(text) = Secret::deserialize(from)?;
        let wrong = |error: &str| D::Error::custom(format!("the value must be an address ({error})"));
        if remote::has_raw_credentials(&text) {
            // It can be valid all the same, but for another host: `https://ann:1#2@texts.example` is one of `ann`.
            return Err(wrong(remote::PERCENT_ENCODE));
        }
        url::Url::parse(&text).map(Self).map_err(|cause| wrong(&cause.to_string()))
    }
}

/// The shortest secret of a webhook, in characters, or in bytes if it is base64.
const SHORTEST_SECRET: usize = 24;

/// Rejects two providers, unencrypted connections, and weak secrets.
pub(super) fn check(twilio: Option<&Twilio>, webhook: Option<&SmsWebhook>) -> Result<(), ConfigError> {
    let wrong = |error: String| Err(ConfigError::Value(error));
    if twilio.is_some() && webhook.is_some() {
        return wrong("set either [twilio] or [sms_webhook], not both".into());
    }
    let urls =
        [("twilio.url", twilio.map(|twilio| &*twilio.url)), ("sms_webhook.url", webhook.map(|webhook| &*webhook.url))];
    for (key, url) in urls {
        if url.is_some_and(|url| !remote::is_safe(url)) {
            return wrong(format!("{key} must start with https://, unless it is on this machine: texts contain codes"));
        }
    }
    if let Some(Twilio { account, token, from, .. }) = twilio {
        if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
            return wrong("twilio.account must be letters and digits, such as AC…".into());
        }
        if token.0.is_empty() {
            return wrong("twilio.token can't be empty".into());
        }
        if from.is_empty() {
            return wrong("twilio.from can't be empty".into());
        }
    }
    if webhook.is_some_and(|webhook| !is_strong(&webhook.secret.0)) {
        return wrong(format!(
            "sms_webhook.secret must be whsec_ with base64 of {SHORTEST_SECRET} bytes or more, or at least {SHORTEST_SECRET} characters: anyone who guesses it can send texts"
        ));
    }
    Ok(())
}

impl Twilio {
    /// Whether the sender is a messaging service: `MG` and 32 hex digits.
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
