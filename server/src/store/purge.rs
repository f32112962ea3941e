//! Deletion of expired rows, in small batches between other writes.

use super::operations::ANSWERED_AGAIN;
use super::tables::{
    attempt, browser, challenge, client, device_authorization, known_browser, operation, outbox, spent_ceremony,
    text_prefix, undo, voided_cookie, waiting_sign_in,
};
use super::tx::Tx;
use super::voided_cookies::RECOGNIZED;
use super::{Result, Stop, Store, dead_letters, moment_of};
use domain::Moment;
use domain::rules::REMEMBERED;
use domain::rules::link::{UNDONE_WITHIN, UNTYPED_KEPT};
use domain::rules::policy::Policy;
use domain::rules::pumping::COUNTED_OVER;
use domain::rules::sign_in::COMPLETED_WITHIN;
use domain::rules::throttle::LONGEST_WINDOW;
use domain::time::MOST_AHEAD;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Rows of a table in one batch.
const BATCH: u32 = 500;
/// No code lives longer, so a device that hasn't collected its tokens by then never will.
const UNCOLLECTED_KEPT: Duration = Duration::from_hours(1);

/// Long after a sign-in can be completed. A browser that has only begun one isn't needed any more.
const BEGUN_KEPT: Duration = Duration::from_hours(1);

/// Deletes a batch of one table's expired rows. Returns their number.
type Purge = fn(&Tx, &Policy, Moment) -> Result<usize>;

const PURGES: &[Purge] = &[
    |tx, _, now| attempt::purge(tx, now - LONGEST_WINDOW, BATCH),
    |tx, _, now| text_prefix::purge(tx, now - COUNTED_OVER, BATCH),
    |tx, _, now| waiting_sign_in::purge(tx, now - COMPLETED_WITHIN, BATCH),
    |tx, _, now| browser::purge_begun(tx, now - BEGUN_KEPT, BATCH),
    |tx, _, now| browser::forget_begun(tx, now - BEGUN_KEPT, BATCH),
    |tx, policy, now| browser::purge(tx, now - policy.session_idle, BATCH),
    |tx, policy, now| browser::purge_shared(tx, now - policy.shared_idle, BATCH),
    |tx, policy, now| known_browser::purge(tx, now - policy.session_idle, BATCH),
    |tx, _, now| client::purge_old_secrets(tx, now, BATCH),
    |tx, _, now| challenge::purge(tx, now - REMEMBERED, BATCH),
    |tx, _, now| spent_ceremony::purge(tx, now, BATCH),
    // Operations and voided cookies of a time when the clock was ahead aren't believed.
    |tx, _, now| operation::purge(tx, now, now + ANSWERED_AGAIN + MOST_AHEAD, BATCH),
    |tx, _, now| voided_cookie::purge(tx, now, now + RECOGNIZED + MOST_AHEAD, BATCH),
    |tx, _, now| device_authorization::purge(tx, now - REMEMBERED, BATCH),
    |tx, _, now| undo::purge(tx, now - UNDONE_WITHIN, BATCH),
    |tx, _, now| outbox::purge(tx, now - dead_letters::KEPT, BATCH),
];

impl Store {
    /// Deletes a batch of each table's expired rows; `true` if there may be more. Each table has a transaction of its own, which
    /// therefore holds no locks of another table. While the clock may be wrong, nothing is deleted (O10).
    pub async fn purge(&self) -> Result<bool, Stop> {
        if !self.trusts_clock().await? {
            return Ok(false);
        }
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let mut more = false;
        for purge in PURGES {
            let removed = self.0.engine.write_one(move |tx| purge(tx, &policy, now)).await?;
            more |= removed == BATCH as usize;
        }
        more |= self.purge_idle_devices(now).await?;
        more |= self.purge_expired_devices(now).await?;
        more |= self.purge_uncollected_devices(now - UNCOLLECTED_KEPT).await?;
        Ok(more | self.purge_untyped(now).await?)
    }

    /// Deletes a batch of the device authorizations whose codes nobody has typed, which are almost all of them in a flood. Those that stay
    /// aren't read again in each batch.
    async fn purge_untyped(&self, now: Moment) -> Result<bool, Stop> {
        let before = self.0.untyped_purged.load(Relaxed);
        // After a clock that was ahead (O10), they are read from the first one again.
        let from = if moment_of(before).is_believed(now) { before } else { 0 };
        let purge = move |tx: &Tx| device_authorization::purge_untyped(tx, from, now - UNTYPED_KEPT, BATCH);
        let (last, removed) = self.0.engine.write_one(purge).await?;
        self.0.untyped_purged.store(last.unwrap_or(from), Relaxed);
        Ok(removed == BATCH as usize)
    }
}
