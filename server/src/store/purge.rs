//! Forgetting what has ended, in small batches between other writes.

use super::tables::{
    attempt, browser, challenge, device_authorization, known_browser, oauth_grant, spent_ceremony, text_traffic, undo,
};
use super::tx::Tx;
use super::{Result, Store, dead_letters, first_id};
use domain::Moment;
use domain::rules::REMEMBERED;
use domain::rules::link::UNDONE_WITHIN;
use domain::rules::policy::Policy;
use domain::rules::pumping::COUNTED_OVER;
use domain::rules::sign_in::COMPLETED_WITHIN;
use rusqlite::{Connection, params};
use std::time::Duration;

/// Rows of a table in one batch.
const BATCH: u32 = 500;
/// The longest window of any limit: counts older than this mean nothing.
const COUNTS_KEPT: Duration = Duration::from_hours(24);
/// A device that has not collected its tokens by then never will: no code lives longer.
const UNCOLLECTED_KEPT: Duration = Duration::from_hours(1);

/// How long something is kept, and the statement that removes it.
type Ended = (fn(&Policy) -> Duration, &'static str);

/// What ends so long after which moment. Ids start with the time: `?2` is the first one of then, `?1` then itself (a statement that
/// needs only one of them says so of the other), `?3` the batch.
const ENDED: &[Ended] = &[(
    |_| dead_letters::KEPT,
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE given_up < ?1 AND id < ?2 LIMIT ?3)",
)];

impl Store {
    /// Removes one batch of what has ended; `true` when there may be more.
    pub async fn purge(&self) -> Result<bool> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        self.0
            .engine
            .writer
            .write(move |connection| {
                let mut more = purge_tables(&Tx::new(connection), &policy, now)?;
                for (age_of, statement) in ENDED {
                    more |= delete(connection, statement, now - age_of(&policy))?;
                }
                Ok(more)
            })
            .await
    }
}

/// Removes a batch of each table; `true` when there may be more.
fn purge_tables(tx: &Tx, policy: &Policy, now: Moment) -> Result<bool> {
    let (remembered, uncollected) = (now - REMEMBERED, now - UNCOLLECTED_KEPT);
    let (unused, undone) = (now - policy.refresh_idle, now - UNDONE_WITHIN);
    let (idle, uncompleted) = (now - policy.session_idle, now - COMPLETED_WITHIN);
    let removed = [
        device_authorization::purge(tx, remembered, first_id(remembered), BATCH)?,
        oauth_grant::purge_uncollected(tx, uncollected, first_id(uncollected), BATCH)?,
        oauth_grant::purge_idle(tx, unused, first_id(unused), BATCH)?,
        undo::purge(tx, undone, first_id(undone), BATCH)?,
        spent_ceremony::purge(tx, now, BATCH)?,
        challenge::purge(tx, first_id(remembered), BATCH)?,
        text_traffic::purge(tx, now - COUNTED_OVER, BATCH)?,
        attempt::purge(tx, now - COUNTS_KEPT, BATCH)?,
        known_browser::purge(tx, idle, BATCH)?,
        browser::purge_passwords(tx, uncompleted, BATCH)?,
        browser::purge(tx, idle, first_id(idle), BATCH)?,
    ];
    Ok(removed.contains(&(BATCH as usize)))
}

/// Whether a whole batch was removed.
fn delete(connection: &Connection, statement: &str, before: Moment) -> Result<bool> {
    let rows = connection.prepare_cached(statement)?.execute(params![before.0, first_id(before), BATCH])?;
    Ok(rows == BATCH as usize)
}
