//! Messages: their words, and the worker that hands them over (U6).

mod folder;
mod templates;

pub use templates::{Linked, Templates};

use crate::ctx::Ctx;
use crate::store::{Message, Waiting};
use std::path::PathBuf;
use std::time::Duration;

/// How often the outbox is looked into: one look-up by index.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Messages handed over between two looks.
const AT_ONCE: u32 = 32;
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// Hands messages over for as long as the server runs. A crash between handing over and noting it sends a message twice, never not
/// at all.
pub async fn run(ctx: Ctx, outbox: PathBuf) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        look.tick().await;
        if let Err(cause) = deliver_due(&ctx, &outbox).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
}

/// Hands over what is due now.
pub async fn deliver_due(ctx: &Ctx, outbox: &std::path::Path) -> crate::store::Result<()> {
    for Waiting { id, tries, message } in ctx.store.due_messages(AT_ONCE)? {
        let put = match message {
            Ok(message) => hand_over(outbox.to_owned(), id, message).await,
            // One that cannot be read must not hold up the others.
            Err(cause) => Err(std::io::Error::other(cause)),
        };
        match put {
            Ok(()) => ctx.store.message_sent(id).await?,
            Err(cause) => {
                tracing::warn!(%cause, id, folder = %outbox.display(), "a message could not be handed over; it will be tried again");
                let pause = Duration::from_secs(1 << tries.min(10)).min(LONGEST_PAUSE);
                ctx.store.message_failed(id, ctx.clock.now() + pause).await?;
            }
        }
    }
    Ok(())
}

/// Files are written away from the threads that answer requests.
async fn hand_over(outbox: PathBuf, id: i64, message: Message) -> std::io::Result<()> {
    let put = move || folder::put(&outbox, id, &message);
    tokio::task::spawn_blocking(put).await.unwrap_or_else(|cause| Err(std::io::Error::other(cause)))
}
