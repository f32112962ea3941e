//! The delivery of messages (U6). Emails and text messages have a lane each, so a slow provider delays only its own.

pub(crate) mod agent;
mod carriers;
mod folder;
mod notices;
mod provider;
mod smtp;
mod twilio;
mod utf8;
mod webhook;

pub use carriers::{BadCarrier, Carriers};
pub use twilio::CALLBACKS as TWILIOS_CALLBACKS;
pub use utf8::{ask_mail_server, watch_mail_server};
pub use webhook::WebhookKey;

use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{ChannelLabel, Delivered, Outcome};
use crate::shutdown::Stage;
use crate::store::{Lane, Lease, Message, Stop, Taken};
use domain::Moment;
use domain::rules::delivery::{is_given_up, pause};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinSet};

/// The interval of outbox checks. Each check is one lookup by index.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The most concurrent deliveries of a lane.
const AT_ONCE: usize = 8;
/// The time limit for one delivery. It must be shorter than the lease.
const PATIENCE: Duration = Duration::from_secs(20);

/// The reason why a provider didn't accept a message.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// It may accept a later attempt.
    #[error("{0}")]
    ForNow(String),
    /// It may accept an attempt after this time.
    #[error("{1}")]
    After(Duration, String),
    /// It will never accept the message.
    #[error("{0}")]
    ForGood(String),
}

/// Delivers messages until the server stops, and then finishes the deliveries under way. A crash between a delivery and its record sends
/// the message twice, and never loses it.
pub async fn run(ctx: Ctx, carriers: Carriers) {
    let [emails, texts] = [Lane::Emails, Lane::Texts].map(|lane| run_lane(ctx.clone(), carriers.clone(), lane));
    tokio::join!(emails, texts, drop_decoys(&ctx));
}

async fn run_lane(ctx: Ctx, carriers: Carriers, lane: Lane) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut sending = JoinSet::new();
    let mut look = looks();
    loop {
        // A free place is filled immediately.
        tokio::select! {
            () = ctx.shutdown.reached(Stage::Finishing) => break,
            _ = look.tick() => {}
            Some(ended) = sending.join_next() => note_end(ended),
        }
        if let Err(cause) = start_due(&ctx, &carriers, lane, &places, &mut sending).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
    while let Some(ended) = sending.join_next().await {
        note_end(ended);
    }
}

fn note_end(ended: Result<(), JoinError>) {
    if let Err(cause) = ended {
        tracing::error!(%cause, "the delivery of a message failed: it will be sent again");
    }
}

/// Drops decoys, many at a time.
async fn drop_decoys(ctx: &Ctx) {
    let mut look = looks();
    while ctx.shutdown.stage() < Stage::Finishing {
        look.tick().await;
        if let Err(cause) = drop_all_decoys(ctx).await {
            tracing::error!(%cause, "the outbox could not be read");
        }
    }
}

async fn drop_all_decoys(ctx: &Ctx) -> Result<(), Stop> {
    while ctx.store.drop_decoys().await? {
        tokio::task::yield_now().await; // many decoys must not delay people's writes
    }
    Ok(())
}

fn looks() -> tokio::time::Interval {
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    look
}

/// Delivers everything that is due, and waits until that is done. For tests.
pub async fn deliver_due(ctx: &Ctx, carriers: &Carriers) -> Result<(), Stop> {
    for lane in [Lane::Emails, Lane::Texts] {
        let (places, mut sending) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
        while ctx.store.has_due_messages(lane).await? {
            start_due(ctx, carriers, lane, &places, &mut sending).await?;
            sending.join_next().await;
        }
        sending.join_all().await;
    }
    drop_all_decoys(ctx).await
}

/// Starts to deliver what is due, as far as places are free.
async fn start_due(
    ctx: &Ctx,
    carriers: &Carriers,
    lane: Lane,
    places: &Arc<Semaphore>,
    sending: &mut JoinSet<()>,
) -> Result<(), Stop> {
    // Checking costs a read; only taking writes.
    while ctx.store.has_due_messages(lane).await? {
        let free = u32::try_from(places.available_permits()).unwrap_or(0);
        let Ok(mut held) = Arc::clone(places).try_acquire_many_owned(free.max(1)) else { break };
        for taken in ctx.store.take_due_messages(lane, free).await? {
            let (ctx, carriers, place) = (ctx.clone(), carriers.clone(), held.split(1));
            sending.spawn(async move {
                let (_place, id) = (place, taken.lease.id);
                if let Err(cause) = deliver(&ctx, &carriers, taken).await {
                    tracing::error!(%cause, id, "the result of a delivery could not be recorded: the message will be sent again");
                }
            });
        }
    }
    Ok(())
}

/// Hands a message over, if it still may be; `None` for a notice that waits.
async fn hand_over(
    ctx: &Ctx,
    carriers: &Carriers,
    lease: Lease,
    message: Message,
    written: Moment,
) -> Result<Option<Result<(), Refusal>>, Stop> {
    let now = ctx.clock.now();
    if message.until.is_some_and(|until| now >= until.if_begun(written, now)) {
        return Ok(Some(Err(Refusal::ForGood("it expired before it could be delivered".into()))));
    }
    if !notices::may_get_messages(ctx, &message) {
        return Ok(Some(Err(Refusal::ForGood("phone_countries allows no texts to this country".into()))));
    }
    let Some(message) = notices::admit(ctx, lease, message).await? else { return Ok(None) };
    Ok(Some(carriers.send(lease.id, message, written, now).await))
}

async fn deliver(ctx: &Ctx, carriers: &Carriers, taken: Taken) -> Result<(), Stop> {
    let Taken { lease, lane, tries, written, message } = taken;
    let Lease { id, .. } = lease;
    let channel = if lane == Lane::Emails { ChannelLabel::Email } else { ChannelLabel::Text };
    let provider = carriers.provider(channel);
    let until = message.as_ref().ok().and_then(|message| message.until);
    let sent = match message {
        Ok(message) => match hand_over(ctx, carriers, lease, message, written).await? {
            Some(sent) => sent,
            None => return Ok(()),
        },
        Err(cause) => Err(Refusal::ForGood(cause.to_string())),
    };
    let now = ctx.clock.now();
    let count = |outcome| {
        ctx.metrics.deliveries.get_or_create(&Delivered { channel, provider, outcome }).inc();
        ctx.record(Event::new(EventKind::MessageDelivery).outcome(outcome).message(channel, id));
    };
    let (cause, wait) = match sent {
        Ok(()) => {
            count(Outcome::HandedOver);
            return ctx.store.message_sent(lease).await;
        }
        Err(Refusal::ForNow(cause)) => (cause, Some(Duration::ZERO)),
        Err(Refusal::After(wait, cause)) => (cause, Some(wait)),
        Err(Refusal::ForGood(cause)) => (cause, None),
    };
    match wait {
        Some(wait) if !is_given_up(now.since(written), tries) => {
            let pause = pause(tries, ctx.rng.bytes::<1>()[0], wait);
            tracing::warn!(cause, id, tries, again_in_s = pause.as_secs(), "a message could not be delivered");
            count(Outcome::PutOff);
            ctx.store.message_failed(lease, now + pause).await
        }
        _ => {
            tracing::error!(cause, id, tries, "a message was given up: see `countersign outbox list`");
            count(Outcome::GivenUp);
            // A code is deleted, because it would expire before an operator could retry it. Everything else is kept for a retry.
            ctx.store.give_up_message(lease, cause, until.is_some()).await
        }
    }
}
