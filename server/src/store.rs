//! What outlives a restart: one `SQLite` file (WAL, `synchronous=FULL`), one writer that commits what waits as a group, readers
//! beside it. Methods say what is meant (`approve`, `collect`); SQL stays in here.

mod accounts;
mod addressees;
mod attempts;
mod authenticators;
mod authorizations;
mod ceremonies;
mod challenges;
mod changes;
mod clients;
mod connection;
mod dead_letters;
mod decisions;
mod devices;
mod keys;
mod known_browsers;
mod limits;
mod outbox;
mod passkeys;
mod proofs;
mod purge;
mod recovery_codes;
mod refresh;
mod schema;
mod sessions;
mod signing_in;
mod stages;
mod texts;
mod two_step;
mod undo;
mod ways;
mod writer;

pub use accounts::{AccountId, PasswordRecord};
pub use addressees::Addressee;
pub use attempts::{Counted, Limited, Tried};
pub use authorizations::{Collected, Grant, NewAuthorization, Opened};
pub use ceremonies::{Ceremony, Finished, NOBODYS, of_session};
pub use challenges::{CodeEntry, NewCode, SentCode, TryCounts};
pub use changes::Cached;
pub use clients::{Client, Logo, NewClient};
pub(crate) use connection::private_folder;
pub use connection::{Folder, OpenError};
pub use dead_letters::DeadLetter;
pub use decisions::Pending;
pub use devices::{DeviceId, DeviceRow};
pub use keys::KeyRow;
pub use outbox::{Channel, Lane, Lease, Message, Taken};
pub use passkeys::{KnownPasskey, UsedPasskey};
pub use proofs::{VerifiedFor, WriteNotice};
pub use sessions::{BrowserSession, SessionRow, SignedInAccount};
pub use signing_in::{CheckedPassword, SigningIn, ThisBrowser};
pub use texts::{OfNetwork, StoppedBlock};
pub use two_step::{TrustedBrowser, Waiting};
pub use undo::Undoable;
pub use ways::{Note, SteppedUpSession, Ways};

use crate::clock::Clock;
use crate::failure::Failure;
use crate::rng::Rng;
use crate::secrets::ServerKey;
use connection::Readers;
use domain::Moment;
use domain::rules::policy::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use writer::Writer;

/// The store. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    key: ServerKey,
    clock: Clock,
    rng: Rng,
    policy: Policy,
    readers: Readers,
    writer: Writer,
    last_id: AtomicI64,
}

/// A statement or a commit failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("store: {0}")]
    Database(Arc<rusqlite::Error>),
    /// The writer is gone: the server is stopping.
    #[error("store: closed")]
    Closed,
    /// Something in the store cannot be read.
    #[error("store: {0}")]
    Damaged(&'static str),
}

impl From<rusqlite::Error> for StoreError {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Database(Arc::new(cause))
    }
}

impl From<StoreError> for Failure {
    fn from(cause: StoreError) -> Self {
        Self::internal(cause)
    }
}

/// Shorthand for what store methods give.
pub type Result<T> = std::result::Result<T, StoreError>;

/// What a person is told, or what they asked for: a problem of theirs is no failure of the store.
pub type Outcome<T> = Result<std::result::Result<T, domain::Problem>>;

/// Random bits in an ordered id; the other 42 hold milliseconds, until the year 2109.
const RANDOM_BITS: u32 = 21;

/// The least ordered id of a moment.
fn first_id(at: Moment) -> i64 {
    at.0 << RANDOM_BITS
}

/// The moment an ordered id was made.
pub(crate) fn moment_of(id: i64) -> Moment {
    Moment(id >> RANDOM_BITS)
}

/// The highest of the ids whose order matters.
fn newest_id(connection: &rusqlite::Connection) -> rusqlite::Result<i64> {
    connection.query_row(
        "SELECT max(coalesce((SELECT max(id) FROM challenge), 0), coalesce((SELECT max(id) FROM outbox), 0))",
        [],
        |row| row.get(0),
    )
}

impl Store {
    /// Opens the store of a folder.
    pub fn open(folder: &Folder, clock: Clock, rng: Rng, policy: Policy) -> std::result::Result<Self, OpenError> {
        let _turn = folder.turn()?;
        let key = folder.key(&rng)?;
        let writer = Writer::start(folder.open_for_writing(&key)?);
        let readers = folder.open_for_reading()?;
        // The newest is told by its id, also when the clock was set back while no server ran.
        let last_id = readers.read(newest_id).map_err(|cause| folder.failed(cause))?;
        Ok(Self(Arc::new(Inner { key, clock, rng, policy, readers, writer, last_id: AtomicI64::new(last_id) })))
    }

    /// The numbers that its rules ask for.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Makes a row id that starts with the time, so that new rows append to their tree. Each is larger than the one before, so two never
    /// meet in this process; in another, such as a command, one in two million of the same millisecond would.
    fn ordered_id(&self) -> i64 {
        let random = u32::from_le_bytes(self.0.rng.bytes()) >> (32 - RANDOM_BITS);
        let id = first_id(self.0.clock.now()) | i64::from(random);
        let last = self.0.last_id.fetch_max(id, Relaxed);
        if id > last { id } else { self.0.last_id.fetch_add(1, Relaxed) + 1 }
    }
}
