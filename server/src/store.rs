//! The persistent state: one `SQLite` file (WAL, `synchronous=FULL`), one writer that commits waiting jobs as a group, and readers
//! beside it. Methods are named by their purpose (`approve`, `collect`); SQL stays in here.

mod account_commands;
mod account_reads;
mod accounts;
mod addressees;
mod ahead;
mod attempts;
mod authenticators;
mod authorizations;
mod browser_label;
mod browsers;
mod caller_groups;
mod ceremonies;
mod challenges;
mod changes;
mod client_refusal;
mod clients;
mod clock_watch;
mod contacts;
mod dead_letters;
mod decisions;
mod devices;
mod error;
mod folder;
mod grants;
mod ids;
mod keys;
mod known_browsers;
mod limits;
mod locks;
mod methods;
mod notices;
mod operations;
mod outbox;
mod passkeys;
mod permissions;
mod purge;
mod recovery_codes;
mod refresh;
mod reseal;
mod sealed;
mod sessions;
mod sign_in_counts;
mod signed_in;
mod signing_in;
mod signing_out;
mod sqlite;
mod stepped_up;
mod tables;
mod texts;
mod two_step;
mod tx;
mod undo;
mod unlinked_devices;
mod value;
mod verified;
mod voided_cookies;
mod wrong_entries;

pub use account_reads::AccountDetails;
pub use addressees::Addressee;
pub use attempts::{Counted, LimitKind, Tried};
pub use authorizations::{IssuedCodes, NewAuthorization};
pub use browser_label::BrowserLabel;
pub use browsers::{BrowserSession, SigningIn, ThisBrowser};
pub use caller_groups::{CallerGroup, UnsentCode};
pub use ceremonies::{Ceremony, FinishedCeremony, NO_OWNER, session_owner};
pub use challenges::{CodeEntry, NewCode, SendOutcome};
pub use changes::Cached;
pub use client_refusal::ClientRefusal;
pub use clients::{NewClient, OLD_SECRET_WORKS_FOR, UnsetSettings};
pub use dead_letters::DeadLetter;
pub use decisions::Approver;
pub use error::{Result, Stop, StoreError};
use folder::FolderKey;
pub(crate) use folder::private_folder;
pub use folder::{Folder, OpenError};
pub(crate) use ids::moment_of;
pub use ids::{AccountId, DeviceId, GrantId};
use ids::{Ids, first_id};
pub use keys::KeyRow;
pub use limits::{PasswordCounts, SendCounts, TryCounts};
pub use methods::AccountMethods;
pub use notices::Admission;
pub use operations::Operation;
pub use outbox::{Channel, Message, Summary, SummaryLine, Taken};
pub use passkeys::{KnownPasskey, UsedPasskey};
pub use refresh::{Collected, Refreshed};
pub use reseal::{ResealReport, Resealed};
pub use sign_in_counts::{CountedSignIns, RightEntry};
pub use signing_in::{CheckedPassword, IssuedCookie};
pub use stepped_up::SteppedUpSession;
pub use tables::account::{AccountRow, NamedAccount, PasswordRecord};
pub use tables::account_command::{GivenCommand, OperatorCommand};
pub use tables::client::{Client, Logo, OldSecret, Origin};
pub use tables::device::DeviceRow;
pub use tables::device_authorization::PendingAuthorization;
pub use tables::known_browser::TrustedBrowserRow;
pub use tables::method::Note;
pub use tables::oauth_grant::{Grant, RevokedGrant};
pub use tables::outbox::{Lane, LaneLevel, Lease};
pub use tables::session::{SessionRow, SignedInAccount};
pub use tables::text_prefix::StoppedPrefix;
pub use tables::undo::Undoable;
pub use tables::unlinked_device::{UnlinkReason, UnlinkedDevice};
pub use tables::waiting_sign_in::WaitingSignIn;
pub use texts::TextCounts;
pub use verified::{VerifiedFor, WriteNotice};
pub use wrong_entries::{EntryKind, WrongEntries};

use crate::clock::Clock;
use crate::rng::Rng;
use crate::secrets::ServerKey;
use clock_watch::ClockWatch;
use domain::rules::policy::Policy;
use sqlite::Sqlite;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;
use tx::Tx;

/// The store. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    key: ServerKey,
    clock: Clock,
    rng: Rng,
    policy: Policy,
    clock_watch: ClockWatch,
    ids: Ids,
    /// The ID of the last device authorization that was deleted because nobody had typed its code.
    untyped_purged: AtomicI64,
    engine: Sqlite,
}

/// What opens a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opener {
    /// Creates it, so it has no tables yet.
    Creator,
    /// A server, which has locked the folder.
    Server,
    /// A command, which can run beside a server.
    Command,
}

impl Store {
    /// Opens the store of a folder for a command, which can run beside a server. It is created if the folder has neither a database nor a
    /// server key. An older schema is migrated, unless a server uses it.
    pub fn open(folder: &Folder, clock: Clock, rng: Rng, policy: Policy) -> std::result::Result<Self, OpenError> {
        let _turn = folder.turn()?;
        Self::open_as(Opener::Command, folder, (clock, rng, policy))
    }

    /// As [`Store::open`], for a server. Also returns the lock on the folder, which must last until all of the server's work has ended.
    pub fn open_for_server(
        folder: &Folder,
        clock: Clock,
        rng: Rng,
        policy: Policy,
    ) -> std::result::Result<(Self, File), OpenError> {
        let _turn = folder.turn()?;
        let lock = folder.lock()?;
        Ok((Self::open_as(Opener::Server, folder, (clock, rng, policy))?, lock))
    }

    /// Creates a store, with the server key of its folder if there is one.
    pub fn create(folder: &Folder, clock: Clock, rng: Rng, policy: Policy) -> std::result::Result<Self, OpenError> {
        let _turn = folder.turn()?;
        let _lock = folder.lock()?;
        folder.refuse_database()?;
        let FolderKey { key, .. } = folder.key(&rng)?;
        Self::open_with(Opener::Creator, folder, key, (clock, rng, policy))
    }

    fn open_as(
        opener: Opener,
        folder: &Folder,
        (clock, rng, policy): (Clock, Rng, Policy),
    ) -> std::result::Result<Self, OpenError> {
        let FolderKey { key, is_new } = folder.key(&rng)?;
        if !is_new {
            folder.refuse_lost_database()?;
        }
        Self::open_with(if is_new { Opener::Creator } else { opener }, folder, key, (clock, rng, policy))
    }

    fn open_with(
        opener: Opener,
        folder: &Folder,
        key: ServerKey,
        (clock, rng, policy): (Clock, Rng, Policy),
    ) -> std::result::Result<Self, OpenError> {
        let engine = Sqlite::open(opener, folder, &key)?;
        folder.tighten();
        let (clock_watch, ids, untyped_purged) = (ClockWatch::begin(&clock), Ids::default(), AtomicI64::default());
        Ok(Self(Arc::new(Inner { key, clock, rng, policy, clock_watch, ids, untyped_purged, engine })))
    }

    /// The operator's numbers for the rules.
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// The number of writes that wait for the database.
    pub fn writes_waiting(&self) -> usize {
        self.0.engine.writes_waiting()
    }

    /// A new row ID. It starts with the time, so that new rows append to their tree.
    fn draw_id(&self) -> i64 {
        self.0.ids.draw(self.0.clock.now(), &self.0.rng)
    }

    /// Runs a write that succeeds or fails as a whole, and returns when it is on disk. It can run again, so it captures its random values.
    async fn write<T: Send + 'static>(
        &self,
        write: impl Fn(&Tx) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Stop> {
        self.0.engine.write(write).await
    }

    /// Runs a write with random values from `draw`, which are drawn again if a row already has one of the IDs, or if the browser's cookie
    /// was replaced.
    async fn write_drawn<D: Send + 'static, T: Send + 'static>(
        &self,
        draw: impl Fn(DrawnFor) -> D,
        write: impl Fn(&Tx, &D) -> Result<T, Stop> + Send + Sync + 'static,
    ) -> Result<T, Stop> {
        let write = Arc::new(write);
        let mut outcome = Err(StoreError::Closed.into());
        let mut drawn_for = DrawnFor::ThisBrowser;
        for _ in 0..DRAWS {
            let (drawn, write) = (draw(drawn_for), Arc::clone(&write));
            outcome = self.0.engine.write(move |tx| write(tx, &drawn)).await;
            match outcome {
                Err(Stop::Failed(StoreError::Taken(_))) => {}
                Err(Stop::Failed(StoreError::CookieReplaced)) => drawn_for = DrawnFor::NewBrowser,
                _ => break,
            }
        }
        outcome
    }

    /// Runs a read.
    async fn read<T>(&self, read: impl FnOnce(&Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.0.engine.read(read).await
    }
}

/// The browser that random values are drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DrawnFor {
    /// The one that the request came from, if it has a cookie.
    ThisBrowser,
    /// A new one, because that cookie was replaced in the meantime.
    NewBrowser,
}

/// The most draws for one write. So many taken IDs in a row can't be chance.
const DRAWS: usize = 8;

/// The shortest time between two recorded visits of a browser, or uses of a grant, because a read must not become a write.
const VISITS_NOTED_EVERY: Duration = Duration::from_hours(1);
