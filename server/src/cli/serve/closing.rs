//! Accounts whose owners have closed them are deleted at the end of the waiting period, also if that was while no server ran.

use crate::ctx::Ctx;
use crate::observe::event::{Event, EventKind};
use crate::store::Stop;
use std::time::Duration;

/// The interval at which they are looked for. Each look is one lookup by index.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Deletes them, as long as the server runs.
pub(super) async fn delete_closed_accounts(ctx: Ctx) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(cause) = delete_due_accounts(&ctx).await {
            tracing::error!(%cause, "accounts that their owners have closed couldn't be deleted");
        }
    }
}

/// Deletes the accounts that are due: one batch.
pub async fn delete_due_accounts(ctx: &Ctx) -> Result<(), Stop> {
    for account in ctx.store.due_closings().await? {
        if ctx.store.delete_closed_account(&account).await? {
            ctx.record(Event::new(EventKind::AccountClosed).account(&account));
        }
    }
    Ok(())
}
