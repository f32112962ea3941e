//! Messages: their words, and the worker that hands them over (U6).

mod folder;
mod smtp;
mod templates;

pub use smtp::BadSmtp;
pub use templates::{Linked, SingleUseCode, Templates};

use crate::config::Config;
use crate::ctx::Ctx;
use crate::store::{Message, Taken};
use domain::rules::delivery::{GIVEN_UP_AFTER, pause};
use smtp::Mailer;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often the outbox is looked into: one look-up by index.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Messages under way at a time: a slow provider must not hold up more than its own.
const AT_ONCE: u32 = 8;

/// How mails leave.
#[derive(Clone)]
pub struct Mail(Arc<Way>);

enum Way {
    Smtp(Mailer),
    Folder(PathBuf),
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// Another time it may be.
    #[error("{0}")]
    ForNow(String),
    /// It never will be.
    #[error("{0}")]
    ForGood(String),
}

impl Mail {
    /// As the operator has set it: a mail server, or else a folder.
    pub fn new(config: &Config) -> Result<Self, BadSmtp> {
        let way = match &config.smtp {
            Some(smtp) => Way::Smtp(Mailer::new(smtp, config.public_url.host())?),
            None => Way::Folder(config.outbox_folder()),
        };
        Ok(Self(Arc::new(way)))
    }

    /// Mails to a folder, for tests.
    pub fn to_folder(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Way::Folder(folder.into())))
    }

    /// The folder, if no person gets these mails.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match &*self.0 {
            Way::Smtp(_) => None,
            Way::Folder(folder) => Some(folder),
        }
    }

    async fn send(&self, ctx: &Ctx, id: i64, message: Message) -> Result<(), Refusal> {
        match &*self.0 {
            Way::Smtp(mailer) => mailer.send(id, &message, ctx.clock.now()).await,
            Way::Folder(folder) => {
                let folder = folder.clone();
                let put = tokio::task::spawn_blocking(move || folder::put(&folder, id, &message)).await;
                let put = put.unwrap_or_else(|cause| Err(std::io::Error::other(cause)));
                put.map_err(|cause| Refusal::ForNow(cause.to_string()))
            }
        }
    }
}

/// Hands messages over for as long as the server runs. A crash between handing over and noting it sends a message twice, never not
/// at all.
pub async fn run(ctx: Ctx, mail: Mail) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        look.tick().await;
        if let Err(cause) = deliver_due(&ctx, &mail).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
}

/// Hands over what is due now, some at a time.
pub async fn deliver_due(ctx: &Ctx, mail: &Mail) -> crate::store::Result<()> {
    // A look costs a read; only what is found is taken, which writes.
    while ctx.store.has_due_messages()? {
        let mut sending = tokio::task::JoinSet::new();
        for taken in ctx.store.take_due_messages(AT_ONCE).await? {
            let (ctx, mail) = (ctx.clone(), mail.clone());
            sending.spawn(async move { deliver(&ctx, &mail, taken).await });
        }
        while let Some(sent) = sending.join_next().await {
            sent.unwrap_or(Ok(()))?;
        }
    }
    Ok(())
}

async fn deliver(ctx: &Ctx, mail: &Mail, taken: Taken) -> crate::store::Result<()> {
    let Taken { id, tries, written, message } = taken;
    let sent = match message {
        Ok(message) => mail.send(ctx, id, message).await,
        Err(cause) => Err(Refusal::ForGood(cause.to_string())),
    };
    let now = ctx.clock.now();
    match sent {
        Ok(()) => ctx.store.message_sent(id).await,
        Err(Refusal::ForNow(cause)) if now.since(written) < GIVEN_UP_AFTER => {
            let pause = pause(tries, ctx.chance.bytes::<1>()[0]);
            tracing::warn!(cause, id, tries, again_in_s = pause.as_secs(), "a message could not be handed over");
            ctx.store.message_failed(id, now + pause).await
        }
        Err(Refusal::ForNow(cause) | Refusal::ForGood(cause)) => {
            tracing::error!(cause, id, tries, "a message was given up: nobody will get it");
            ctx.store.message_sent(id).await
        }
    }
}
