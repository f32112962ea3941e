//! Notices on their way. Beyond a number a day about one account to one mailbox or phone, they wait and become one message (U9).

use super::attempts::{self, Counted, ReachedLimit};
use super::error::{Result, Stop};
use super::outbox::{self, Message, Summary, SummaryLine};
use super::tables::outbox::{self as rows, Lease, NoticeRow};
use super::tables::undo;
use super::texts::TextCounts;
use super::tx::Tx;
use super::{LimitKind, Store};
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::limits::in_a_day;
use domain::rules::pumping::Prefix;
use domain::{Moment, Problem};
use std::time::Duration;

/// The most devices that a merged message lists: the newest. It has the number of the others, and one link that undoes them all.
const LISTED: usize = 20;

/// What becomes of a notice that is due.
pub struct Admission {
    /// The notice, if it can be delivered now.
    pub message: Option<Message>,
    /// The prefixes of phone numbers that it stopped.
    pub stopped: Vec<Prefix>,
}

/// The most texts a day about an account itself to one phone. Each costs money, and further ones say the same as these.
const TEXTS_ABOUT_ACCOUNT: u32 = 3;

/// The counts of a notice.
struct NoticeCounts {
    /// Those about one account to the mailbox or phone. Another account's never delay them. Those about the account itself, such as a new
    /// password, have a count of their own, so that devices never delay them.
    notices: Counted,
    /// All to a phone.
    phone: Option<PhoneCounts>,
    texts: TextCounts,
}

/// The counts of the notices about all accounts to one phone.
struct PhoneCounts {
    all: Counted,
    /// One a day about this account's devices, or about the account itself. Other accounts' texts never delay it.
    first: Counted,
}

impl Store {
    /// Counts a notice before it is delivered, once. If there were too many, it waits until the limit allows another one, and those that come
    /// in the meantime are merged with it.
    pub async fn admit_notice(
        &self,
        lease: Lease,
        (to, summary): (&Contact, &Summary),
        prefixes: Vec<Prefix>,
    ) -> Result<Admission, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let counts = self.notice_counts(to, summary, prefixes);
        self.write(move |tx| {
            attempts::lock(tx, counts.texts.keys().chain(counts.of_notices().map(Counted::key)))?;
            Ok(admit(tx, &store, lease, &counts, now)?)
        })
        .await
    }

    fn notice_counts(&self, to: &Contact, summary: &Summary, prefixes: Vec<Prefix>) -> NoticeCounts {
        let (place, per_day) = (to.place(), self.policy().notices_per_day);
        let counted = |key_text: &str, most| self.counted(LimitKind::Notice, key_text, in_a_day(most));
        let is_text = matches!(to, Contact::Phone(_));
        // A notice of an older version lacks its account.
        let own = summary.account.as_ref().map_or_else(|| place.clone(), |account| format!("{account} {place}"));
        let (own, most) = match (summary.is_about_account(), is_text) {
            (true, true) => (format!("itself {own}"), per_day.min(TEXTS_ABOUT_ACCOUNT)),
            (true, false) => (format!("itself {own}"), per_day),
            (false, _) => (own, per_day),
        };
        let of_phone = || PhoneCounts { all: counted(&place, per_day), first: counted(&format!("first {own}"), 1) };
        let phone = (is_text && summary.account.is_some()).then(of_phone);
        let texts = self.notice_texts(summary.account.as_deref(), to, prefixes);
        NoticeCounts { notices: counted(&own, most), phone, texts }
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
    let (mut merged, unlisted) = outbox::open(tx, &store.0.key, waiting.id, &waiting.sealed)?.merged_with(message);
    if let Some(summary) = &mut merged.summary {
        undo_together(tx, summary, unlisted)?;
    }
    rows::delete(tx, id)?;
    rows::delete(tx, waiting.id)?;
    rows::hold(tx, outbox::add(tx, store, &merged, now)?, contact_key, waiting.due)
}

/// Lets one link undo the devices that a merged message no longer lists: that of the first of them.
fn undo_together(tx: &Tx, summary: &mut Summary, unlisted: Vec<SummaryLine>) -> Result<()> {
    let link_in = |url: &str| url.rsplit_once('/').and_then(|(_, link)| Token::parse(link));
    for url in unlisted.into_iter().filter_map(|line| line.undo_url) {
        match (summary.unlisted_url.as_deref().and_then(link_in), link_in(&url)) {
            (Some(first), Some(link)) => undo::add_to_link(tx, link.id, first.id)?,
            _ => summary.unlisted_url = Some(url),
        }
        summary.unlisted = summary.unlisted.saturating_add(1);
    }
    Ok(())
}

impl NoticeCounts {
    /// All counts of notices.
    fn of_notices(&self) -> impl Iterator<Item = &Counted> {
        let of_phone = self.phone.iter().flat_map(|PhoneCounts { all, first }| [all, first]);
        std::iter::once(&self.notices).chain(of_phone)
    }

    /// How long the notice must wait, if a limit is reached.
    fn wait(&self, tx: &Tx, store: &Store, now: Moment) -> Result<Option<Duration>> {
        let is_stopped = self.texts.is_stopped(tx, store.policy(), now)?;
        let while_stopped = self.texts.while_stopped.iter().filter(|_| is_stopped);
        let own = wait_at(attempts::refusal(tx, while_stopped.chain([&self.notices]), now)?);
        let of_phone = self.phone.as_ref().map(|phone| phone.wait(tx, now)).transpose()?.flatten();
        Ok(own.max(of_phone))
    }

    fn add(&self, tx: &Tx, store: &Store, now: Moment) -> Result<Vec<Prefix>> {
        if self.texts.is_stopped(tx, store.policy(), now)? {
            self.texts.while_stopped.iter().try_for_each(|count| count.add(tx, now))?;
        }
        self.of_notices().try_for_each(|count| count.add(tx, now))?;
        self.texts.add(tx, store.policy(), now)
    }
}

impl PhoneCounts {
    /// How long the notice must wait for one of the two limits: the shorter time, and none if one of them isn't reached.
    fn wait(&self, tx: &Tx, now: Moment) -> Result<Option<Duration>> {
        Ok(wait_at(self.all.refusal(tx, now)?).min(wait_at(self.first.refusal(tx, now)?)))
    }
}

/// How long to wait at a limit that is reached.
fn wait_at(reached: Option<ReachedLimit>) -> Option<Duration> {
    match reached?.problem {
        Problem::TooMany { retry_after_s } => Some(Duration::from_secs(retry_after_s)),
        _ => None,
    }
}

impl Message {
    /// This notice and a later one in one message, whose content is written when it is delivered, and the devices that it no longer lists.
    fn merged_with(self, later: Self) -> (Self, Vec<SummaryLine>) {
        let (summary, unlisted) = match (self.summary, later.summary) {
            (Some(mut summary), Some(later)) => {
                let unlisted = summary.add(later);
                (Some(summary), unlisted)
            }
            (one, other) => (one.or(other), Vec::new()),
        };
        let purpose = "several-changes".to_owned();
        (Self { summary, purpose, subject: String::new(), text: String::new(), html: String::new(), ..self }, unlisted)
    }
}

impl Summary {
    /// Adds a later notice. Returns the oldest devices, if there are more than are listed. What is about the account itself stays.
    fn add(&mut self, later: Self) -> Vec<SummaryLine> {
        debug_assert!(later.unlisted == 0, "only the notice that waits has merged others, so this lists its device");
        self.number = self.number.saturating_add(later.number);
        let (about_account, mut devices): (Vec<_>, Vec<_>) =
            self.lines.drain(..).chain(later.lines).partition(|line| line.undo_url.is_none());
        let unlisted = devices.drain(..devices.len().saturating_sub(LISTED)).collect();
        for line in about_account {
            if !self.lines.contains(&line) {
                self.lines.push(line);
            }
        }
        self.lines.append(&mut devices);
        unlisted
    }
}
