//! Counts of tries, by what was tried and who tried (L10, S8, D1). In the store, so that they survive a restart.

use super::{Outcome, Result, Store};
use crate::secrets::{Purpose, ServerKey};
use domain::rules::throttle::{Count, Rule};
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// Codes that no device shows (L10).
    UnknownCode,
    /// Wrong passwords (S8).
    WrongPassword,
    /// New device authorizations (D1).
    Authorization,
    /// Codes sent to one contact, so soon after another (U4).
    CodeSentJustNow,
    /// Codes sent to one contact in an hour (U4).
    CodeSentThisHour,
    /// Codes sent to one contact in a day (U4).
    CodeSentThisDay,
    /// Codes asked for by one network address (U4).
    CodeAsked,
    /// Texts of one network to one block of numbers, as far as they count against the block (U9).
    TextToBlock,
    /// All texts of one network to one block of numbers (U9).
    AnyTextToBlock,
    /// New passwords that were judged for one network address.
    NewPassword,
    /// Wrong codes of those that messages bring (U3).
    WrongCode,
}

impl Limited {
    fn name(self) -> &'static str {
        match self {
            Self::UnknownCode => "unknown-code",
            Self::WrongPassword => "wrong-password",
            Self::Authorization => "authorization",
            Self::CodeSentJustNow => "code-sent-just-now",
            Self::CodeSentThisHour => "code-sent-this-hour",
            Self::CodeSentThisDay => "code-sent-this-day",
            Self::CodeAsked => "code-asked",
            Self::TextToBlock => "text-to-block",
            Self::AnyTextToBlock => "any-text-to-block",
            Self::NewPassword => "new-password",
            Self::WrongCode => "wrong-code",
        }
    }
}

/// One count to respect: what, whose, and how much is allowed.
#[derive(Clone, Debug)]
pub struct Counted {
    what: Limited,
    key: [u8; 16],
    rule: Rule,
}

impl Counted {
    /// Names are hashed, so that the table holds no contacts and no addresses.
    pub fn new(key: &ServerKey, what: Limited, whose: &str, rule: Rule) -> Self {
        Self { what, key: key.hash(Purpose::Attempt, whose.as_bytes()), rule }
    }

    /// Refuses when the count is used up.
    pub(super) fn check(&self, connection: &Connection, now: Moment) -> Outcome<()> {
        Ok(self.rule.allows(self.read(connection)?, now))
    }

    /// Forgets what was counted.
    pub(super) fn forget(&self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("DELETE FROM attempt WHERE purpose = ?1 AND key = ?2")?
            .execute(params![self.what.name(), self.key])?;
        Ok(())
    }

    /// Counts one try.
    pub(super) fn add(&self, connection: &Connection, now: Moment) -> Result<()> {
        match self.rule.after(self.read(connection)?, now) {
            Some(count) => self.write(connection, count),
            None => Ok(()),
        }
    }

    fn write(&self, connection: &Connection, count: Count) -> Result<()> {
        connection
            .prepare_cached("INSERT OR REPLACE INTO attempt (purpose, key, tries, since) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.what.name(), self.key, count.tries, count.since.0])?;
        Ok(())
    }

    fn read(&self, connection: &Connection) -> Result<Count> {
        let count = connection
            .prepare_cached("SELECT tries, since FROM attempt WHERE purpose = ?1 AND key = ?2")?
            .query_row(params![self.what.name(), self.key], |row| {
                Ok(Count { tries: row.get(0)?, since: Moment(row.get(1)?) })
            })
            .optional()?;
        Ok(count.unwrap_or_default())
    }
}

/// Refuses when any of the counts is used up; the longest wait is told.
pub(super) fn check_all(counts: &[Counted], connection: &Connection, now: Moment) -> Outcome<()> {
    let wait_of = |problem: &Problem| if let Problem::TooMany { retry_after_s } = problem { *retry_after_s } else { 0 };
    let mut longest = None;
    for count in counts {
        let refused = count.check(connection, now)?.err();
        longest = longest.into_iter().chain(refused).max_by_key(wait_of);
    }
    Ok(longest.map_or(Ok(()), Err))
}

impl Store {
    /// A count in this store.
    pub fn counted(&self, what: Limited, whose: &str, rule: impl Into<Rule>) -> Counted {
        Counted::new(&self.0.key, what, whose, rule.into())
    }

    /// Refuses what is used up already: a look that costs no write, before anything else is done.
    pub fn check(&self, counts: &[Counted]) -> Outcome<()> {
        let now = self.0.clock.now();
        let mut checked = Ok(Ok(()));
        self.0.readers.read(|connection| {
            checked = check_all(counts, connection, now);
            Ok(())
        })?;
        checked
    }

    /// How many tries count now.
    pub fn tries(&self, count: &Counted) -> Result<u32> {
        let mut read = Ok(Count::default());
        self.0.readers.read(|connection| {
            read = count.read(connection);
            Ok(())
        })?;
        Ok(count.rule.after(read?, self.0.clock.now()).map_or(0, |after| after.tries.saturating_sub(1)))
    }

    /// Counts a try before it is made, or refuses it: a thousand tries at once get no more than one after another.
    pub async fn try_once(&self, counts: Vec<Counted>) -> Outcome<Tried> {
        let now = self.0.clock.now();
        self.0
            .writer
            .write(move |connection| {
                if let Err(problem) = check_all(&counts, connection, now)? {
                    return Ok(Err(problem));
                }
                let counted = counts.into_iter().map(|count| {
                    let before = count.read(connection)?;
                    count.add(connection, now)?;
                    Ok((count, before))
                });
                Ok(Ok(Tried(counted.collect::<Result<_>>()?)))
            })
            .await
    }

    /// The try was right, so it does not count. All others still do, and a stranger sees no trace of it (N1).
    pub async fn take_back(&self, Tried(counted): Tried) -> Result<()> {
        self.0
            .writer
            .write(move |connection| {
                counted.iter().try_for_each(|(count, before)| {
                    let now = count.read(connection)?;
                    // Unless others have tried meanwhile, all is as it was.
                    let since = if now.tries == before.tries + 1 { before.since } else { now.since };
                    count.write(connection, Count { tries: now.tries.saturating_sub(1), since })
                })
            })
            .await
    }
}

/// A try that has been counted.
pub struct Tried(Vec<(Counted, Count)>);
