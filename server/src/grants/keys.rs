//! The signing keys: one signs at a time, the next one is published in advance, and the last one is kept until its tokens expire (D2).

use super::signing_key::{SigningKey, generate};
use crate::failure::Failure;
use crate::rng::Rng;
use crate::store::{Cached, KeyRow, Stop, Store};
use domain::Moment;
use domain::rules::keys::{KeyStage, latest_start, stage};
use std::time::Duration;

/// A key and the time from which it signs.
struct ScheduledKey {
    key: SigningKey,
    signs_from: Moment,
}

/// The reason why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum NotRotated {
    /// Another new key is published already.
    #[error("a new key is already published but doesn't sign yet: wait until it does")]
    Published,
    /// The key couldn't be made.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<Stop> for NotRotated {
    fn from(stop: Stop) -> Self {
        Self::Failed(stop.into())
    }
}

/// All keys of a store, in the order in which they sign.
pub struct KeyRing {
    pub(super) version: i64,
    keys: Vec<ScheduledKey>,
}

impl KeyRing {
    /// Reads the keys in the store.
    pub async fn read(store: &Store) -> Result<Self, Failure> {
        let version = store.version_of(Cached::Keys).await?;
        let scheduled =
            |row: &KeyRow| Ok(ScheduledKey { key: SigningKey::read(&row.document)?, signs_from: row.signs_from });
        let keys = store.signing_keys().await?.iter().map(scheduled).collect::<Result<_, Failure>>()?;
        Ok(Self { version, keys })
    }

    /// Adds a key that signs from `signs_from` on, after all others that have been published in time. Returns its id.
    pub async fn rotate(store: &Store, rng: &Rng, now: Moment, signs_from: Moment) -> Result<String, NotRotated> {
        let newest = Self::read(store).await?.newest(now);
        if newest.is_some_and(|newest| newest > now) {
            return Err(NotRotated::Published);
        }
        let document = generate(rng)?;
        let id = SigningKey::read(&document)?.id;
        if !store.add_signing_key(KeyRow { id: id.clone(), document, signs_from }, newest).await? {
            return Err(NotRotated::Published);
        }
        Ok(id)
    }

    /// Whether the store has no keys yet.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The time from which the last key signs, apart from keys that were published while the clock was ahead.
    pub fn newest(&self, now: Moment) -> Option<Moment> {
        self.keys.iter().map(|scheduled| scheduled.signs_from).rfind(|from| *from <= latest_start(now))
    }

    /// The keys' ids and stages. Tokens have the lifetime `life`.
    pub fn stages(&self, life: Duration, now: Moment) -> impl Iterator<Item = (&str, KeyStage)> {
        self.staged(life, now).map(|(key, stage)| (&*key.id, stage))
    }

    /// The key that signs now.
    pub(super) fn signing(&self, now: Moment) -> Option<&SigningKey> {
        let scheduled = self.keys.iter().rev().find(|scheduled| scheduled.signs_from <= now).or(self.keys.first());
        scheduled.map(|scheduled| &scheduled.key)
    }

    /// The published keys: all except those whose tokens have expired.
    pub(super) fn published(&self, life: Duration, now: Moment) -> impl Iterator<Item = &SigningKey> {
        self.staged(life, now).filter(|(_, stage)| *stage != KeyStage::Over).map(|(key, _)| key)
    }

    fn staged(&self, life: Duration, now: Moment) -> impl Iterator<Item = (&SigningKey, KeyStage)> {
        let until = |at: usize| self.keys.get(at + 1).map(|next| next.signs_from);
        let keys = self.keys.iter().enumerate();
        keys.map(move |(at, scheduled)| (&scheduled.key, stage(scheduled.signs_from, until(at), life, now)))
    }
}
