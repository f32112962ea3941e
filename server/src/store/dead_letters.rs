//! Messages that were given up: kept for a while, so that an operator can see the cause and retry them.

use super::error::{Result, Stop};
use super::outbox::{Message, open};
use super::tables::challenge;
use super::tables::outbox::{self, DeadLetterRow, Lease};
use super::{Store, moment_of};
use domain::Moment;
use domain::api::single_use_code::DeliveryStage;
use std::time::Duration;

/// How long a message that was given up is kept.
pub(super) const KEPT: Duration = Duration::from_hours(24 * 7);

/// A message that was given up.
pub struct DeadLetter {
    /// Its row.
    pub id: i64,
    /// When it was written.
    pub written: Moment,
    /// When it was given up.
    pub given_up: Moment,
    /// The cause.
    pub cause: String,
    /// The message: `None` if it was wiped, an error if it can't be read.
    pub message: Option<Result<Message>>,
}

impl Store {
    /// Gives a message up. `wipe`: its content is pointless by now.
    pub async fn give_up_message(&self, lease: Lease, cause: String, wipe: bool) -> Result<(), Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            if outbox::is_leased(tx, lease)? {
                challenge::note_stage(tx, lease.id, DeliveryStage::Bounced)?;
                outbox::give_up(tx, lease, &cause, wipe, now)?;
            }
            Ok(())
        })
        .await
    }

    /// The messages that were given up, oldest first.
    pub async fn dead_letters(&self) -> Result<Vec<DeadLetter>> {
        let key = self.0.key.clone();
        self.read(move |tx| {
            let letter = |DeadLetterRow { id, given_up, cause, sealed }| {
                let message = (!sealed.is_empty()).then(|| open(tx, &key, id, &sealed));
                DeadLetter { id, written: moment_of(id), given_up, cause, message }
            };
            Ok(outbox::given_up(tx)?.into_iter().map(letter).collect())
        })
        .await
    }

    /// Makes a message due again; `false` if there is none, or it was wiped.
    pub async fn retry_message(&self, id: i64) -> Result<bool, Stop> {
        let now = self.0.clock.now();
        self.0.engine.write_one(move |tx| outbox::retry(tx, id, now)).await
    }

    /// Deletes a message that was given up; `false` if there is none.
    pub async fn drop_message(&self, id: i64) -> Result<bool, Stop> {
        self.0.engine.write_one(move |tx| outbox::delete_given_up(tx, id)).await
    }
}
