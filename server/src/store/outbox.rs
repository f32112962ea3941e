//! Messages on their way: committed with the change that causes them, sealed, and deleted when delivered (U6).

use super::error::{Result, Stop, StoreError};
use super::tables::challenge;
use super::tables::outbox::{self, Lane, LaneLevel, Lease, Leased};
use super::tx::Tx;
use super::{AccountId, DRAWS, Store, moment_of, sealed};
use crate::secrets::{SealedPlace, ServerKey};
use domain::Moment;
use domain::api::single_use_code::DeliveryStage;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A message to a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// How it is sent.
    pub channel: Channel,
    /// The recipient: an email address, or a phone number in E.164.
    pub to: String,
    /// The subject line; empty in a text message.
    pub subject: String,
    /// The content as plain text.
    pub text: String,
    /// The content as HTML; empty in a text message.
    pub html: String,
    /// The reason for the message, for logs and tests: `device-linked`.
    pub purpose: String,
    /// The code in the message.
    pub code: Option<String>,
    /// When it becomes pointless; it isn't sent later.
    pub until: Option<Moment>,
    /// A decoy is written like any other message, and dropped instead of delivered (U2). Messages of older versions lack this field.
    #[serde(default)]
    pub decoy: bool,
    /// What a message has to say that is merged from this notice and others. Only notices have it: they are counted.
    #[serde(default)]
    pub summary: Option<Summary>,
}

/// A notice in a few words, or several that were merged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The language of the first notice, as a BCP 47 tag.
    pub language: String,
    /// The number of notices.
    pub number: u32,
    /// The notices that are listed: first those that no link undoes, which are about the account itself, then the newest devices.
    pub lines: Vec<SummaryLine>,
    /// The number of devices that are no longer listed, and that one link undoes.
    #[serde(default)]
    pub unlisted: u32,
    /// That link.
    #[serde(default)]
    pub unlisted_url: Option<String>,
    /// The ID of the account. Messages of older versions lack it.
    #[serde(default)]
    pub account: Option<String>,
    /// A sign-in name of the account, masked.
    #[serde(default)]
    pub name: Option<String>,
}

impl Summary {
    /// Whether a notice is about the account itself, such as a new password, and not about a device that can be undone.
    pub fn is_about_account(&self) -> bool {
        self.lines.iter().any(|line| line.undo_url.is_none())
    }
}

/// A notice in a merged message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryLine {
    /// What has happened: a sentence.
    pub text: String,
    /// A link to undo it.
    pub undo_url: Option<String>,
    /// The notice as a text message, without its last line. Empty for a device, which no merged text lists, and in messages of older
    /// versions.
    #[serde(default)]
    pub as_text: String,
}

/// Without the content: a log must not contain a link that undoes a change.
impl std::fmt::Debug for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Summary").field("number", &self.number).finish_non_exhaustive()
    }
}

/// As for [`Summary`].
impl std::fmt::Debug for SummaryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SummaryLine").finish_non_exhaustive()
    }
}

/// Without the content: a log must not contain a code.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("channel", &self.channel)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

/// How a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By email.
    Email,
    /// By text message.
    Text,
}

fn lane_of(message: &Message) -> Lane {
    match message.channel {
        _ if message.decoy => Lane::Nobody,
        Channel::Email => Lane::Emails,
        Channel::Text => Lane::Texts,
    }
}

/// A message that was taken for delivery.
pub struct Taken {
    /// The claim to it.
    pub lease: Lease,
    /// Its lane.
    pub lane: Lane,
    /// How often it has been tried since it was written, or since an operator's retry.
    pub tries: u32,
    /// When it was written.
    pub written: Moment,
    /// The message, if it can be read.
    pub message: Result<Message>,
}

/// Decoys that are dropped in one write: more would delay people's writes.
const AT_ONCE: u32 = 500;
/// How long a worker has for one message. Then it is due again, because the worker may have crashed.
const LEASE: Duration = Duration::from_mins(2);

/// Adds a message in the transaction of the change that causes it. Returns its row.
pub(super) fn add(tx: &Tx, store: &Store, message: &Message, now: Moment) -> Result<i64> {
    let plain = serde_json::to_vec(message).map_err(|_| StoreError::Damaged("a message cannot be written"))?;
    for _ in 0..DRAWS {
        let id = store.draw_id();
        let sealed = store.0.key.seal(SealedPlace::Message(id), &plain, &store.0.rng);
        if outbox::insert(tx, id, lane_of(message), &sealed, now)? {
            return Ok(id);
        }
    }
    Err(StoreError::Damaged("no free id"))
}

/// As [`add`], for a notice about an account: notices are counted for each account.
pub(super) fn add_notice(tx: &Tx, store: &Store, account: &AccountId, mut notice: Message, now: Moment) -> Result<()> {
    if let Some(summary) = &mut notice.summary {
        summary.account = Some(account.as_str().to_owned());
    }
    add(tx, store, &notice, now).map(|_| ())
}

/// Opens the message of a row.
pub(super) fn open(tx: &Tx, key: &ServerKey, id: i64, sealed: &[u8]) -> Result<Message> {
    let plain = sealed::open(tx, key, SealedPlace::Message(id), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged("a message cannot be read"))
}

impl Store {
    /// Whether a lane has messages to deliver.
    pub async fn has_due_messages(&self, lane: Lane) -> Result<bool> {
        let now = self.0.clock.now();
        self.read(move |tx| outbox::has_due(tx, lane, now)).await
    }

    /// The messages of a lane that wait to be delivered.
    pub async fn lane_level(&self, lane: Lane) -> Result<LaneLevel> {
        self.read(move |tx| outbox::level(tx, lane)).await
    }

    /// Takes the messages that are due, oldest first. No other worker gets them until the lease expires.
    pub async fn take_due_messages(&self, lane: Lane, most: u32) -> Result<Vec<Taken>, Stop> {
        let now = self.0.clock.now();
        let leased = self.0.engine.write_one(move |tx| outbox::lease_due(tx, lane, now, now + LEASE, most)).await?;
        let key = self.0.key.clone();
        let unseal = move |tx: &Tx| {
            let taken = |Leased { lease, tries, sealed }: Leased| match open(tx, &key, lease.id, &sealed) {
                Err(cause @ StoreError::Database(_)) => Err(cause), // not the message's fault
                message => Ok(Taken { lease, lane, tries, written: moment_of(lease.id), message }),
            };
            leased.into_iter().map(taken).collect()
        };
        Ok(self.read(unseal).await?)
    }

    /// Deletes a message that was delivered.
    pub async fn message_sent(&self, lease: Lease) -> Result<(), Stop> {
        self.write(move |tx| {
            if outbox::is_leased(tx, lease)? {
                challenge::note_stage(tx, lease.id, DeliveryStage::HandedOver)?;
                outbox::delete_leased(tx, lease)?;
            }
            Ok(())
        })
        .await
    }

    /// Drops a batch of decoys, which count as delivered; `true` if there may be more.
    pub async fn drop_decoys(&self) -> Result<bool, Stop> {
        if !self.read(|tx| outbox::has_any(tx, Lane::Nobody)).await? {
            return Ok(false);
        }
        self.write(|tx| {
            challenge::note_stage_of_first(tx, Lane::Nobody, AT_ONCE, DeliveryStage::HandedOver)?;
            Ok(outbox::delete_first(tx, Lane::Nobody, AT_ONCE)? == AT_ONCE as usize)
        })
        .await
    }

    /// Schedules the next attempt to deliver a message.
    pub async fn message_failed(&self, lease: Lease, due: Moment) -> Result<(), Stop> {
        self.0.engine.write_one(move |tx| outbox::postpone(tx, lease, due)).await
    }
}
