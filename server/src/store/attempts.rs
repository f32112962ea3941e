//! Counts of tries, by what was tried and who tried (L10, S8, D1). In the store, so that they survive a restart.

use super::Store;
use super::error::{Result, Stop};
use super::tables::attempt;
use super::tx::{Lock, Tx};
use crate::secrets::{SealPurpose, ServerKey};
use domain::rules::throttle::{Count, Rule};
use domain::{Moment, Problem};

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
        Self { what, key: key.hash(SealPurpose::Attempt, whose.as_bytes()), rule }
    }

    /// What is locked before it is read to be changed.
    pub(super) fn key(&self) -> &[u8; 16] {
        &self.key
    }

    /// Whether the count is used up.
    pub(super) fn refusal(&self, tx: &Tx, now: Moment) -> Result<Option<Problem>> {
        Ok(self.rule.allows(self.read(tx)?, now).err())
    }

    /// Forgets what was counted.
    pub(super) fn forget(&self, tx: &Tx) -> Result<()> {
        attempt::delete(tx, self.what.name(), &self.key)
    }

    /// Counts one try.
    pub(super) fn add(&self, tx: &Tx, now: Moment) -> Result<()> {
        match self.rule.after(self.read(tx)?, now) {
            Some(count) => self.write(tx, count),
            None => Ok(()),
        }
    }

    fn write(&self, tx: &Tx, count: Count) -> Result<()> {
        attempt::put(tx, self.what.name(), &self.key, count)
    }

    fn read(&self, tx: &Tx) -> Result<Count> {
        attempt::count(tx, self.what.name(), &self.key)
    }
}

/// Why a try is refused, if any of the counts is used up: the longest wait is told.
fn refusal(tx: &Tx, counts: &[Counted], now: Moment) -> Result<Option<Problem>> {
    let wait_of = |problem: &Problem| if let Problem::TooMany { retry_after_s } = problem { *retry_after_s } else { 0 };
    let mut longest = None;
    for count in counts {
        longest = longest.into_iter().chain(count.refusal(tx, now)?).max_by_key(wait_of);
    }
    Ok(longest)
}

/// Keeps all others from what goes by these keys until the transaction ends. All of them at once: later ones would come too late.
pub(super) fn lock<'a>(tx: &Tx, keys: impl IntoIterator<Item = &'a [u8; 16]>) -> Result<()> {
    let mut keys: Vec<_> = keys.into_iter().collect();
    keys.sort_unstable();
    keys.into_iter().try_for_each(|key| tx.lock(Lock::Key(key)))
}

/// Refuses a try when any of its counts is used up; they are locked.
pub(super) fn refuse(tx: &Tx, counts: &[Counted], now: Moment) -> Result<(), Stop> {
    refusal(tx, counts, now)?.map_or(Ok(()), |problem| Err(problem.into()))
}

/// Refuses a try when any of its counts is used up. Until the transaction ends, nobody else tries what is counted there.
pub(super) fn admit(tx: &Tx, counts: &[Counted], now: Moment) -> Result<(), Stop> {
    lock(tx, counts.iter().map(Counted::key))?;
    refuse(tx, counts, now)
}

/// Counts a try that was wrong, and tells why.
pub(super) fn counted<'a>(
    tx: &Tx,
    counts: impl IntoIterator<Item = &'a Counted>,
    problem: Problem,
    now: Moment,
) -> Stop {
    match counts.into_iter().try_for_each(|count| count.add(tx, now)) {
        Ok(()) => Stop::Counted(problem),
        Err(cause) => cause.into(),
    }
}

impl Store {
    /// A count in this store.
    pub fn counted(&self, what: Limited, whose: &str, rule: impl Into<Rule>) -> Counted {
        Counted::new(&self.0.key, what, whose, rule.into())
    }

    /// Refuses what is used up already: a look that costs no write, before anything else is done.
    pub async fn check(&self, counts: &[Counted]) -> Result<(), Stop> {
        let (now, counts) = (self.0.clock.now(), counts.to_vec());
        let refusal = self.read(move |tx| refusal(tx, &counts, now)).await?;
        refusal.map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// How many tries count now.
    pub async fn tries(&self, count: &Counted) -> Result<u32> {
        let (now, count) = (self.0.clock.now(), count.clone());
        self.read(move |tx| {
            let before = count.read(tx)?;
            Ok(count.rule.after(before, now).map_or(0, |after| after.tries.saturating_sub(1)))
        })
        .await
    }

    /// Counts a try before it is made, or refuses it: a thousand tries at once get no more than one after another.
    pub async fn try_once(&self, counts: Vec<Counted>) -> Result<Tried, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            admit(tx, &counts, now)?;
            let counted = counts.iter().map(|count| {
                let before = count.read(tx)?;
                count.add(tx, now)?;
                Ok((count.clone(), before))
            });
            Ok(Tried(counted.collect::<Result<_>>()?))
        })
        .await
    }

    /// The try was right, so it does not count. All others still do, and a stranger sees no trace of it (N1).
    pub async fn take_back(&self, Tried(counted): Tried) -> Result<(), Stop> {
        self.write(move |tx| {
            for (count, before) in &counted {
                let now = count.read(tx)?;
                // Unless others have tried meanwhile, all is as it was.
                let since = if now.tries == before.tries + 1 { before.since } else { now.since };
                count.write(tx, Count { tries: now.tries.saturating_sub(1), since })?;
            }
            Ok(())
        })
        .await
    }
}

/// A try that has been counted.
pub struct Tried(Vec<(Counted, Count)>);
