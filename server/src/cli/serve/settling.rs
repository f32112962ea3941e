//! Waiting periods that are due: their warnings, and their ends.

use crate::ctx::Ctx;
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
            match ctx.store.settle_due_holds().await {
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
