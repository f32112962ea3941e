//! Everything that is stored about an account and that its owner may read (I9).

use super::account_reads::details;
use super::attempts::{self, Counted};
use super::error::Stop;
use super::stepped_up::SteppedUpSession;
use super::tables::account;
use super::tables::activity::{self, ActivityRow};
use super::tables::known_browser::{self, KnownBrowserRow};
use super::{AccountDetails, Store};
use crate::observe::event::{Event, EventKind};
use domain::Problem;

/// The most entries of its activity.
const MOST_ENTRIES: u32 = 10_000;

/// The records about an account.
#[derive(Clone, Debug)]
pub struct OwnRecords {
    /// The account itself, its methods, sessions and devices.
    pub details: AccountDetails,
    /// The language of the page at its last sign-in.
    pub language: Option<String>,
    /// The browsers that it knows, the last used first.
    pub known_browsers: Vec<KnownBrowserRow>,
    /// What has happened to it, the newest first.
    pub activity: Vec<ActivityRow>,
}

impl Store {
    /// Reads the records about an account, unless that was done too often. It is counted in the same transaction.
    pub async fn own_records(&self, by: SteppedUpSession, count: Counted) -> Result<OwnRecords, Stop> {
        let now = self.0.clock.now();
        let since = self.visits_since(now);
        self.write(move |tx| {
            attempts::admit(tx, std::slice::from_ref(&count), now)?;
            by.check(tx)?;
            count.add(tx, now)?;
            tx.record(Event::new(EventKind::DataDownloaded).account(&by.account));
            let account = &by.account;
            let details = details(tx, account, since, now)?.ok_or(Problem::NotSignedIn)?;
            let (language, known_browsers) =
                (account::language(tx, account)?, known_browser::all_of_account(tx, account)?);
            let activity = activity::of_account(tx, account, i64::MAX, MOST_ENTRIES)?;
            Ok(OwnRecords { details, language, known_browsers, activity })
        })
        .await
    }
}
