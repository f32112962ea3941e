//! The configured transports: SMTP for emails, a provider for text messages, or a folder.

use super::smtp::{BadSmtp, Mailer};
use super::twilio::TwilioSender;
use super::webhook::Webhook;
use super::{Refusal, folder};
use crate::config::Config;
use crate::observe::metrics::{ChannelLabel, ProviderLabel};
use crate::store::{Channel, Message};
use domain::Moment;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The transports of messages. Clones share them.
#[derive(Clone)]
pub struct Carriers(Arc<CarrierByChannel>);

struct CarrierByChannel {
    emails: Carrier,
    texts: Carrier,
}

/// What a mail server says of addresses beyond ASCII (SMTPUTF8).
pub(super) struct Utf8Support {
    /// Whether it transports them.
    pub(super) is_supported: bool,
    /// Whether the sender of all emails has such an address.
    pub(super) is_needed_by_sender: bool,
}

enum Carrier {
    Smtp(Box<Mailer>),
    Twilio(Box<TwilioSender>),
    Webhook(Box<Webhook>),
    Folder(PathBuf),
    /// No transport: messages go to a folder in development only.
    None,
}

/// The reason why the configured transports can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCarrier {
    /// The settings of the mail server are invalid.
    #[error(transparent)]
    Smtp(#[from] BadSmtp),
    /// There is no mail server (U8).
    #[error(
        "there is no mail server to send codes; set one, such as smtp.url = \"smtps://user:password@mail.example:465\" and \
         smtp.from = \"Acme <no-reply@acme.example>\", or try Countersign out with --dev, which writes messages to a folder"
    )]
    NoMails,
}

impl Carriers {
    /// The configured transports. What has none goes to a folder in development; otherwise, a mail server is required.
    pub fn new(config: &Config) -> Result<Self, BadCarrier> {
        let folder = || Carrier::Folder(config.outbox_folder());
        let emails = match &config.smtp {
            Some(smtp) => Carrier::Smtp(Box::new(Mailer::new(smtp, config.public_url.host())?)),
            None if config.is_dev => folder(),
            None => return Err(BadCarrier::NoMails),
        };
        let texts = match (&config.twilio, &config.sms_webhook) {
            (Some(twilio), _) => Carrier::Twilio(Box::new(TwilioSender::new(twilio, &config.public_url))),
            (None, Some(webhook)) => Carrier::Webhook(Box::new(Webhook::new(webhook))),
            (None, None) if config.is_dev => folder(),
            (None, None) => Carrier::None,
        };
        Ok(Self(Arc::new(CarrierByChannel { emails, texts })))
    }

    /// The transport of all messages to a folder, for tests.
    pub fn to_folder(folder: impl AsRef<Path>) -> Self {
        let carrier = || Carrier::Folder(folder.as_ref().to_owned());
        Self(Arc::new(CarrierByChannel { emails: carrier(), texts: carrier() }))
    }

    /// The transport of a channel, as metrics name it.
    pub(super) fn provider(&self, channel: ChannelLabel) -> ProviderLabel {
        let carrier = match channel {
            ChannelLabel::Email => &self.0.emails,
            ChannelLabel::Text => &self.0.texts,
        };
        match carrier {
            Carrier::Smtp(_) => ProviderLabel::Smtp,
            Carrier::Twilio(_) => ProviderLabel::Twilio,
            Carrier::Webhook(_) => ProviderLabel::Webhook,
            Carrier::Folder(_) => ProviderLabel::Folder,
            Carrier::None => ProviderLabel::None,
        }
    }

    /// Whether the mail server transports addresses beyond ASCII, and whether the sender's is one; `None` without a mail server.
    pub(super) async fn utf8_of_mail_server(&self) -> Option<Result<Utf8Support, String>> {
        let Carrier::Smtp(mailer) = &self.0.emails else { return None };
        let answer = mailer.takes_utf8().await;
        Some(answer.map(|is_supported| Utf8Support { is_supported, is_needed_by_sender: mailer.needs_utf8() }))
    }

    /// Hands a message over. A retry sends the same content, except for a signature's time.
    pub(super) async fn send(&self, id: i64, message: Message, written: Moment, now: Moment) -> Result<(), Refusal> {
        let carriers = Arc::clone(&self.0);
        if let (Channel::Email, Carrier::Smtp(mailer)) = (message.channel, &carriers.emails) {
            return mailer.send(id, &message, written).await;
        }
        let sent = tokio::task::spawn_blocking(move || carriers.send_blocking(id, &message, now)).await;
        sent.unwrap_or_else(|cause| Err(Refusal::ForNow(cause.to_string())))
    }
}

impl CarrierByChannel {
    fn send_blocking(&self, id: i64, message: &Message, now: Moment) -> Result<(), Refusal> {
        let carrier = match message.channel {
            Channel::Email => &self.emails,
            Channel::Text => &self.texts,
        };
        match carrier {
            Carrier::Twilio(twilio) => twilio.send(id, message, now),
            Carrier::Webhook(webhook) => webhook.send(id, message, now),
            Carrier::Folder(folder) => {
                folder::put(folder, id, message).map_err(|cause| Refusal::ForNow(cause.to_string()))
            }
            Carrier::Smtp(_) | Carrier::None => {
                Err(Refusal::ForNow("no transport is configured for this message".into()))
            }
        }
    }
}
