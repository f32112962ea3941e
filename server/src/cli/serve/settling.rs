//! Waiting periods that are due: their warnings, and their ends.

use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::store::{AccountId, Stop};
use domain::rules::notice::NoticeKind;
use std::time::Duration;

/// The interval at which they are looked for. Each look is one lookup by index.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Does what is due about holds, also what became due while no server ran.
pub(super) async fn settle_holds(ctx: Ctx) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        loop {
            match settle_due_holds(&ctx).await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => break,
                Err(cause) => {
                    tracing::error!(%cause, "waiting periods that are due couldn't be settled");
                    break;
                }
            }
        }
    }
}

/// Does one batch of what is due about holds, and records it. `true` if there may be more.
pub async fn settle_due_holds(ctx: &Ctx) -> Result<bool, Stop> {
    let report = |account: &AccountId, notice: NoticeKind| {
        if let Some(kind) = EventKind::of_notice(notice, None) {
            ctx.record(Event::new(kind).account(account));
        }
    };
    ctx.store.settle_due_holds_and(report).await
}
