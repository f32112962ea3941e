//! Notices on their way. Beyond a number a day to one mailbox or phone, they wait and become one message (U9).

use super::attempts::{self, Counted, ReachedLimit};
use super::error::{Result, Stop};
use super::outbox::{self, Message};
use super::tables::outbox::{self as rows, Lease, NoticeRow};
use super::texts::TextCounts;
use super::tx::Tx;
use super::{LimitKind, Store};
use domain::contact::Contact;
use domain::rules::limits::in_a_day;
use domain::rules::pumping::Prefix;
use domain::{Moment, Problem};
use std::time::Duration;

/// The most notices that a merged message lists. It has the number of the others.
const LISTED: usize = 20;

/// What becomes of a notice that is due.
pub struct Admission {
    /// The notice, if it can be delivered now.
    pub message: Option<Message>,
    /// The prefixes of phone numbers that it stopped.
    pub stopped: Vec<Prefix>,
}

/// The counts of a notice.
struct NoticeCounts {
    notices: Counted,
    texts: TextCounts,
}

impl Store {
    /// Counts a notice before it is delivered, once. If there were too many, it waits until the limit allows another one, and those that come
    /// in the meantime are merged with it.
    pub async fn admit_notice(&self, lease: Lease, to: &Contact, prefixes: Vec<Prefix>) -> Result<Admission, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let counts = NoticeCounts {
            notices: self.counted(LimitKind::Notice, &to.place(), in_a_day(self.policy().notices_per_day)),
            texts: self.notice_texts(to, prefixes),
        };
        self.write(move |tx| {
            attempts::lock(tx, counts.texts.keys().chain([counts.notices.key()]))?;
            Ok(admit(tx, &store, lease, &counts, now)?)
        })
        .await
    }
}

fn admit(tx: &Tx, store: &Store, lease: Lease, counts: &NoticeCounts, now: Moment) -> Result<Admission> {
    let waits = Admission { message: None, stopped: Vec::new() };
    let Some(notice) = rows::leased_notice(tx, lease)? else { return Ok(waits) };
    let message = outbox::open(tx, &store.0.key, notice.id, &notice.sealed)?;
    if notice.is_counted {
        return Ok(Admission { message: Some(message), ..waits });
    }
    let contact_key = counts.notices.key();
    if let Some(waiting) = rows::held_notice(tx, contact_key)?.filter(|waiting| waiting.id != notice.id) {
        merge(tx, store, (waiting, message), (notice.id, contact_key), now)?;
        return Ok(waits);
    }
    if let Some(wait) = counts.wait(tx, store, now)? {
        rows::hold(tx, notice.id, contact_key, now + wait)?;
        return Ok(waits);
    }
    let stopped = counts.add(tx, store, now)?;
    if !notice.is_held {
        rows::note_counted(tx, notice.id)?;
        return Ok(Admission { message: Some(message), stopped });
    }
    // A message is retried for a time after it was written. One that has waited is written anew.
    rows::delete(tx, notice.id)?;
    rows::note_counted(tx, outbox::add(tx, store, &message, now)?)?;
    Ok(Admission { stopped, ..waits })
}

/// Merges a notice with the one that waits.
fn merge(
    tx: &Tx,
    store: &Store,
    (waiting, message): (NoticeRow, Message),
    (id, contact_key): (i64, &[u8; 16]),
    now: Moment,
) -> Result<()> {
    let merged = outbox::open(tx, &store.0.key, waiting.id, &waiting.sealed)?.merged_with(message);
    rows::delete(tx, id)?;
    rows::delete(tx, waiting.id)?;
    rows::hold(tx, outbox::add(tx, store, &merged, now)?, contact_key, waiting.due)
}

impl NoticeCounts {
    /// How long the notice must wait, if a limit is reached.
    fn wait(&self, tx: &Tx, store: &Store, now: Moment) -> Result<Option<Duration>> {
        let is_stopped = self.texts.is_stopped(tx, store.policy(), now)?;
        let while_stopped = self.texts.while_stopped.iter().filter(|_| is_stopped);
        Ok(match attempts::refusal(tx, while_stopped.chain([&self.notices]), now)? {
            Some(ReachedLimit { problem: Problem::TooMany { retry_after_s }, .. }) => {
                Some(Duration::from_secs(retry_after_s))
            }
            _ => None,
        })
    }

    fn add(&self, tx: &Tx, store: &Store, now: Moment) -> Result<Vec<Prefix>> {
        if self.texts.is_stopped(tx, store.policy(), now)? {
            self.texts.while_stopped.iter().try_for_each(|count| count.add(tx, now))?;
        }
        self.notices.add(tx, now)?;
        self.texts.add(tx, store.policy(), now)
    }
}

impl Message {
    /// This notice and another one in one message, whose content is written when it is delivered.
    fn merged_with(self, other: Self) -> Self {
        let summary = match (self.summary, other.summary) {
            (Some(mut summary), Some(other)) => {
                summary.number = summary.number.saturating_add(other.number);
                summary.lines.extend(other.lines);
                summary.lines.truncate(LISTED);
                Some(summary)
            }
            (one, other) => one.or(other),
        };
        let purpose = "several-changes".to_owned();
        Self { summary, purpose, subject: String::new(), text: String::new(), html: String::new(), ..self }
    }
}
