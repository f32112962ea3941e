//! Stored times that are ahead of now, because the clock was ahead for a while (O10). Where such a time is read, it isn't believed. Those
//! that count as now would count as a later time with each request, so they are moved to now once: not while the clock may be behind. Trust in
//! a browser is ended, because it would begin again when its time comes. So is a grant without refresh tokens: its access tokens are of that time.

use super::Store;
use super::clock_watch::is_behind;
use super::error::{Result, Stop};
use super::tables::outbox::Lane;
use super::tables::{attempt, known_browser, oauth_grant, outbox, text_prefix};
use super::tx::Tx;
use domain::Moment;
use domain::rules::clock::MOST_BEFORE;
use domain::rules::delivery::LONGEST_PAUSE;
use domain::rules::refresh::LONGEST_LAST_ACCESS;
use domain::rules::throttle::LONGEST_WINDOW;
use domain::time::MOST_AHEAD;

/// Corrects one table's times.
type BringBack = fn(&Tx, Moment) -> Result<()>;

const ALL: &[BringBack] = &[
    |tx, now| attempt::bring_back(tx, now + MOST_AHEAD, now),
    |tx, now| text_prefix::bring_back(tx, now + MOST_AHEAD, now),
    |tx, now| known_browser::trust_none_after(tx, now + MOST_AHEAD),
    |tx, now| oauth_grant::expire_after(tx, now + MOST_BEFORE + LONGEST_LAST_ACCESS, now), // this clock can be behind by as much
    |tx, now| messages_of(tx, Lane::Emails, now),
    |tx, now| messages_of(tx, Lane::Texts, now),
];

/// No message is due later than after the longest pause; a notice, than after the longest window of its limit.
fn messages_of(tx: &Tx, lane: Lane, now: Moment) -> Result<()> {
    let latest = now + MOST_AHEAD;
    outbox::bring_back(tx, lane, (latest + LONGEST_PAUSE, latest + LONGEST_WINDOW), now)
}

/// The time of something that happens now, after `last`. That is `last` if it is ahead because the clock is behind, so that no right time is
/// replaced by a wrong one.
pub(super) fn now_after(tx: &Tx, last: Moment, now: Moment) -> Result<Moment> {
    Ok(if last.is_believed(now) || !is_behind(tx, now)? { now } else { last })
}

impl Store {
    /// Moves the times of counts and of waiting messages to now, and ends the trust in browsers and the grants without refresh tokens, if their
    /// times are too far ahead and the clock is trusted.
    pub async fn bring_back_times(&self) -> Result<(), Stop> {
        if !self.trusts_clock().await? {
            return Ok(());
        }
        let now = self.0.clock.now();
        for bring_back in ALL {
            self.0.engine.write_one(move |tx| bring_back(tx, now)).await?;
        }
        Ok(())
    }
}
