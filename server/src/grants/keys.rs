//! The keys that sign: one at a time, the next one published before, the last one kept until its tokens have ended (D2).

use super::signing_key::{SigningKey, generate};
use crate::failure::Failure;
use crate::rng::Rng;
use crate::store::{Cached, KeyRow, Stop, Store};
use domain::Moment;
use domain::rules::keys::{KeyStage, stage};
use std::time::Duration;

/// A key and when it begins to sign.
struct Turn {
    key: SigningKey,
    signs_from: Moment,
}

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum NotRotated {
    /// Somebody was faster.
    #[error("a new key is published already and has yet to sign: wait until it does")]
    Published,
    /// It could not be made.
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
    turns: Vec<Turn>,
}

impl KeyRing {
    /// Reads the store's keys.
    pub async fn read(store: &Store) -> Result<Self, Failure> {
        let version = store.version_of(Cached::Keys).await?;
        let turn = |row: &KeyRow| Ok(Turn { key: SigningKey::read(&row.document)?, signs_from: row.signs_from });
        let turns = store.signing_keys().await?.iter().map(turn).collect::<Result<_, Failure>>()?;
        Ok(Self { version, turns })
    }

    /// Makes a key that signs from a moment on, the last of all; gives its id.
    pub async fn rotate(store: &Store, rng: &Rng, now: Moment, signs_from: Moment) -> Result<String, NotRotated> {
        let newest = Self::read(store).await?.newest();
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

    /// When the last of the keys begins to sign.
    pub fn newest(&self) -> Option<Moment> {
        self.turns.last().map(|turn| turn.signs_from)
    }

    /// Each key and where in its life it is, when tokens live for `life`.
    pub fn stages(&self, life: Duration, now: Moment) -> impl Iterator<Item = (&str, KeyStage)> {
        self.staged(life, now).map(|(key, stage)| (&*key.id, stage))
    }

    /// The key that signs now.
    pub(super) fn signing(&self, now: Moment) -> Option<&SigningKey> {
        let turn = self.turns.iter().rev().find(|turn| turn.signs_from <= now).or(self.turns.first());
        turn.map(|turn| &turn.key)
    }

    /// The keys whose tokens count and that others should know.
    pub(super) fn published(&self, life: Duration, now: Moment) -> impl Iterator<Item = &SigningKey> {
        self.staged(life, now).filter(|(_, stage)| *stage != KeyStage::Over).map(|(key, _)| key)
    }

    fn staged(&self, life: Duration, now: Moment) -> impl Iterator<Item = (&SigningKey, KeyStage)> {
        let until = |at: usize| self.turns.get(at + 1).map(|next| next.signs_from);
        let turns = self.turns.iter().enumerate();
        turns.map(move |(at, turn)| (&turn.key, stage(turn.signs_from, until(at), life, now)))
    }
}
