//! How messages leave: the workers that hand them over (U6). Mails and texts have a lane each, so that a slow provider holds up
//! its own only.

pub(crate) mod agent;
mod carriers;
mod folder;
mod provider;
mod smtp;
mod twilio;
mod webhook;

pub use carriers::{BadCarrier, Carriers};
pub use twilio::CALLBACKS as TWILIOS_CALLBACKS;
pub use webhook::SigningKey;

use crate::ctx::Ctx;
use crate::observe::metrics::{Fate, Handed, Way};
use crate::store::{Lane, Lease, Taken};
use domain::rules::delivery::{is_given_up, pause};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};

/// How often the outbox is looked into: one look-up by index.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Messages of one lane under way at a time.
const AT_ONCE: usize = 8;
/// A provider may take so long for one message: less than the lease.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// Another time it may be.
    #[error("{0}")]
    ForNow(String),
    /// Another time it may be, but not before.
    #[error("{1}")]
    After(Duration, String),
    /// It never will be.
    #[error("{0}")]
    ForGood(String),
}

/// Hands messages over for as long as the server runs. A crash between handing over and noting it sends a message twice, never not
/// at all.
pub async fn run(ctx: Ctx, carriers: Carriers) {
    let [mails, texts] = [Lane::Mails, Lane::Texts].map(|lane| run_lane(ctx.clone(), carriers.clone(), lane));
    tokio::join!(mails, texts, drop_decoys(&ctx));
}

async fn run_lane(ctx: Ctx, carriers: Carriers, lane: Lane) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut sending = JoinSet::new();
    let mut look = looks();
    loop {
        // A place that gets free is filled at once.
        tokio::select! {
            _ = look.tick() => {}
            Some(ended) = sending.join_next() => note_end(ended),
        }
        if let Err(cause) = start_due(&ctx, &carriers, lane, &places, &mut sending).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
}

fn note_end(ended: Result<(), JoinError>) {
    if let Err(cause) = ended {
        tracing::error!(%cause, "handing over a message broke off: it will be sent again");
    }
}

/// Messages for nobody go nowhere, many at a time.
async fn drop_decoys(ctx: &Ctx) {
    let mut look = looks();
    loop {
        look.tick().await;
        if let Err(cause) = drop_all_decoys(ctx).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
}

async fn drop_all_decoys(ctx: &Ctx) -> crate::store::Result<()> {
    while ctx.store.drop_decoys().await? {
        tokio::task::yield_now().await; // a flood of them is not to hold up what people write
    }
    Ok(())
}

fn looks() -> tokio::time::Interval {
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    look
}

/// Hands over what is due now, and waits until that is done: for tests.
pub async fn deliver_due(ctx: &Ctx, carriers: &Carriers) -> crate::store::Result<()> {
    for lane in [Lane::Mails, Lane::Texts] {
        let (places, mut sending) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
        while ctx.store.has_due_messages(lane)? {
            start_due(ctx, carriers, lane, &places, &mut sending).await?;
            sending.join_next().await;
        }
        sending.join_all().await;
    }
    drop_all_decoys(ctx).await
}

/// Starts to hand over what is due, as far as there are places.
async fn start_due(
    ctx: &Ctx,
    carriers: &Carriers,
    lane: Lane,
    places: &Arc<Semaphore>,
    sending: &mut JoinSet<()>,
) -> crate::store::Result<()> {
    // A look costs a read; only what is found is taken, which writes.
    while ctx.store.has_due_messages(lane)? {
        let free = u32::try_from(places.available_permits()).unwrap_or(0);
        let Ok(mut held) = Arc::clone(places).try_acquire_many_owned(free.max(1)) else { break };
        for taken in ctx.store.take_due_messages(lane, free).await? {
            let (ctx, carriers, place) = (ctx.clone(), carriers.clone(), held.split(1));
            sending.spawn(async move {
                let (_place, id) = (place, taken.lease.id);
                if let Err(cause) = deliver(&ctx, &carriers, taken).await {
                    tracing::error!(%cause, id, "what became of a message could not be noted: it will be sent again");
                }
            });
        }
    }
    Ok(())
}

async fn deliver(ctx: &Ctx, carriers: &Carriers, taken: Taken) -> crate::store::Result<()> {
    let Taken { lease, lane, tries, written, message } = taken;
    let Lease { id, .. } = lease;
    let channel = if lane == Lane::Mails { Way::Email } else { Way::Text };
    let until = message.as_ref().ok().and_then(|message| message.until);
    let is_over = until.is_some_and(|until| ctx.clock.now() >= until);
    let sent = match message {
        Ok(_) if is_over => Err(Refusal::ForGood("it has lost its meaning before it could be handed over".into())),
        Ok(message) => carriers.send(id, message, written, ctx.clock.now()).await,
        Err(cause) => Err(Refusal::ForGood(cause.to_string())),
    };
    let now = ctx.clock.now();
    let count = |fate| ctx.metrics.messages.get_or_create(&Handed { channel, fate }).inc();
    let (cause, wait) = match sent {
        Ok(()) => {
            count(Fate::HandedOver);
            return ctx.store.message_sent(lease).await;
        }
        Err(Refusal::ForNow(cause)) => (cause, Some(Duration::ZERO)),
        Err(Refusal::After(wait, cause)) => (cause, Some(wait)),
        Err(Refusal::ForGood(cause)) => (cause, None),
    };
    match wait {
        Some(wait) if !is_given_up(now.since(written), tries) => {
            let pause = pause(tries, ctx.rng.bytes::<1>()[0], wait);
            tracing::warn!(cause, id, tries, again_in_s = pause.as_secs(), "a message could not be handed over");
            count(Fate::PutOff);
            ctx.store.message_failed(lease, now + pause).await
        }
        _ => {
            tracing::error!(cause, id, tries, "a message was given up: `countersign outbox list` has it");
            count(Fate::GivenUp);
            // A code is wiped: before an operator could send it after all it would have ended. All else is kept for that.
            ctx.store.give_up_message(lease, cause, until.is_some()).await
        }
    }
}
