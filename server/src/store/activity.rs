//! Events that are stored in the transactions that they tell of: as an account's recent activity (V1), and for the operator's audit log.

use super::browser_label::BrowserLabel;
use super::error::{Result, Stop};
use super::tables::activity::{self, ActivityRow, NewActivity};
use super::tx::Tx;
use super::{AccountId, Store, audit, first_id, moment_of};
use crate::observe::event::{Author, Event};
use crate::observe::metrics::MethodLabel;
use crate::observe::request::RequestFacts;
use domain::api::activity::{ActivityKind, ActivityTopic};
use domain::rules::network::subnet;
use std::time::Duration;

/// The most entries that are read for a page about one topic, so that a rare one doesn't read all of a long history.
const MOST_READ: u32 = 500;

/// The entries of an account in an hour after which those that its owner can repeat at will aren't stored any more (N8). All contacts
/// hear of such changes all the same.
const MOST_IN_AN_HOUR: u32 = 500;

/// Entries of an account, the newest first.
#[derive(Clone, Debug)]
pub struct FoundActivity {
    /// The entries.
    pub entries: Vec<ActivityRow>,
    /// The ID before which the next ones are; `None` if there are no more.
    pub next: Option<i64>,
}

impl Store {
    /// Up to `most` entries of an account before an ID. About one topic, there can be fewer although others follow.
    pub async fn activity_of(
        &self,
        account: &AccountId,
        topic: Option<ActivityTopic>,
        before: Option<i64>,
        most: u32,
    ) -> Result<FoundActivity> {
        let (account, before) = (account.clone(), before.unwrap_or(i64::MAX));
        let read = if topic.is_some() { MOST_READ.max(most) } else { most };
        // One more shows whether others follow.
        let mut found = self.read(move |tx| activity::of_account(tx, &account, before, read.saturating_add(1))).await?;
        let (most, read) = (most as usize, read as usize);
        let mut next = (found.len() > read).then(|| found[read - 1].id);
        found.truncate(read);
        found.retain(|row| topic.is_none_or(|topic| row.kind.topic() == topic));
        if found.len() > most {
            found.truncate(most);
            next = found.last().map(|row| row.id);
        }
        Ok(FoundActivity { entries: found, next })
    }

    /// Stores an event of which nothing else is stored.
    pub(crate) async fn note_event(&self, event: Event) -> Result<(), Stop> {
        self.write(move |tx| {
            tx.record(event.clone());
            Ok(())
        })
        .await
    }
}

/// Stores the events that a write has recorded, unless the write is undone.
pub(super) fn keep<T>(tx: &Tx, store: &Store, outcome: Result<T, Stop>) -> Result<T, Stop> {
    let events = tx.take_events();
    match &outcome {
        Ok(_) | Err(Stop::Counted(_)) => events.iter().try_for_each(|event| keep_one(tx, store, event))?,
        Err(Stop::Refused(_) | Stop::AtLimit(..) | Stop::ClientRefused(_) | Stop::Failed(_)) => {}
    }
    outcome
}

fn keep_one(tx: &Tx, store: &Store, event: &Event) -> Result<()> {
    let (id, facts) = (store.draw_id(), tx.request());
    let by = author(store, facts);
    audit::keep(tx, id, || event.audit_line(id, moment_of(id), by, facts))?;
    let Some(kind) = event.shown() else { return Ok(()) };
    // In a flood, the rows of names without an account are as many as those of wrong passwords and codes, so they don't stay long.
    let account = event.own_account().unwrap_or_default();
    let hour_ago = first_id(moment_of(id) - Duration::from_hours(1));
    if is_repeated_at_will(kind) && activity::has_many(tx, &account, hour_ago, MOST_IN_AN_HOUR)? {
        return Ok(());
    }
    let origin = facts.and_then(|facts| facts.origin.get());
    let label = origin.map_or_else(BrowserLabel::default, |origin| BrowserLabel {
        name: origin.browser.clone(),
        network: Some(subnet(origin.address)),
    });
    let client = event.own_client();
    let new = NewActivity {
        id,
        account: &account,
        kind,
        outcome: event.outcome.name(),
        method: event.method.map(MethodLabel::name),
        client: client.as_deref(),
        device: event.own_device(),
        label: &label,
        in_browser: origin.is_some(),
    };
    activity::insert(tx, &new)
}

/// Whether a person who is signed in can do it any number of times. All else has a limit of its own.
fn is_repeated_at_will(kind: ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::SteppedUp
            | ActivityKind::MethodAdded
            | ActivityKind::MethodRemoved
            | ActivityKind::SignInNameOn
            | ActivityKind::SignInNameOff
            | ActivityKind::TwoStepOn
            | ActivityKind::TwoStepOff
            | ActivityKind::TrustEnded
            | ActivityKind::RecoveryCodesMade
            | ActivityKind::PasswordChanged
            | ActivityKind::DeviceRenamed
    )
}

/// The one who has caused the events of a write.
fn author(store: &Store, facts: Option<&RequestFacts>) -> Author {
    match facts {
        Some(facts) if facts.client.get().is_some() => Author::Client,
        Some(_) => Author::Person,
        None if store.0.is_server => Author::Server,
        None => Author::Operator,
    }
}
