//! Counts of attempts, by kind and origin (L10, S8, D1). They are stored, so that they survive a restart.

use super::Store;
use super::ahead::now_after;
use super::error::{Result, Stop};
use super::locks::Lock;
use super::tables::attempt;
use super::tx::Tx;
use crate::observe::metrics::LabelText;
use crate::secrets::{SealPurpose, ServerKey};
use domain::rules::throttle::{Count, Rule};
use domain::{Moment, Problem};

/// Defines the kinds of attempts that are limited, with what each means for `docs/events.md`. A limit of the second part leaves no event.
macro_rules! limited {
    (
        reported { $($Kind:ident = $name:literal: $about:literal;)+ }
        unreported { $($Silent:ident = $silent_name:literal: $silent_about:literal;)+ }
    ) => {
        /// A kind of attempt that is limited.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum LimitKind { $(#[doc = $about] $Kind,)+ $(#[doc = $silent_about] $Silent,)+ }

        impl LimitKind {
            /// The name and the meaning of each kind that leaves an event when its limit is reached.
            pub const REPORTED: &[(&str, &str)] = &[$(($name, $about),)+];

            /// Its name in stored counts, which never changes.
            fn name(self) -> &'static str {
                match self { $(Self::$Kind => $name,)+ $(Self::$Silent => $silent_name,)+ }
            }
        }
    };
}

limited! {
    reported {
        UnknownCode = "unknown-code": "User codes that no device shows.";
        WrongPassword = "wrong-password": "Wrong passwords.";
        SignIn = "sign-in": "Sign-ins to one account and step-ups whose password or passkey was right.";
        Authorization = "authorization": "New device authorizations.";
        CodeSentJustNow = "code-sent-just-now": "Codes sent to one contact during the pause after another code.";
        CodeSentThisHour = "code-sent-this-hour": "Codes sent to one contact in an hour.";
        CodeSentThisDay = "code-sent-this-day": "Codes sent to one contact in a day.";
        CodeAsked = "code-asked": "Codes requested from one network address.";
        NewPassword = "new-password": "New passwords from one network address.";
        WrongCode = "wrong-code": "Wrong single-use codes, verification codes, codes of authenticator apps and recovery codes.";
        Approval = "approval": "Devices that one account has linked, in an hour or in a day.";
    }
    unreported {
        TextToPrefix = "text-to-prefix": "Texts from one network, or to one phone, that count against a prefix of numbers (U9).";
        AnyTextToBlock = "any-text-to-block": "All texts from one network to one block of numbers (U9).";
        TextWhileStopped = "text-while-stopped": "Texts of one account, or of all, to one phone while a prefix of its number is stopped (U9).";
        Notice = "notice": "Notices about one account to one mailbox or phone, or all to one phone (U9).";
    }
}

/// A count and its limit.
#[derive(Clone, Debug)]
pub struct Counted {
    what: LimitKind,
    key: [u8; 16],
    rule: Rule,
}

impl Counted {
    /// The count of a kind of attempt under a key. The key is hashed, so that the table has no contacts and no network addresses.
    pub fn new(key: &ServerKey, what: LimitKind, key_text: &str, rule: Rule) -> Self {
        Self { what, key: key.hash(SealPurpose::Attempt, key_text.as_bytes()), rule }
    }

    /// The hashed key, which is locked before the count is read and changed.
    pub(super) fn key(&self) -> &[u8; 16] {
        &self.key
    }

    /// The problem to report if the count is used up.
    pub(super) fn refusal(&self, tx: &Tx, now: Moment) -> Result<Option<ReachedLimit>> {
        Ok(self.reached(&self.read(tx)?, now))
    }

    fn reached(&self, count: &Count, now: Moment) -> Option<ReachedLimit> {
        self.rule.allows(count, now).err().map(|problem| ReachedLimit { limit: LabelText(self.what.name()), problem })
    }

    /// Deletes the count.
    pub(super) fn forget(&self, tx: &Tx) -> Result<()> {
        debug_assert!(tx.has_locked(Lock::Key(&self.key)), "a count is locked before it is changed");
        attempt::delete(tx, self.what.name(), &self.key)
    }

    /// Counts one attempt.
    pub(super) fn add(&self, tx: &Tx, now: Moment) -> Result<()> {
        self.add_to(tx, &self.read(tx)?, now)
    }

    fn add_to(&self, tx: &Tx, before: &Count, now: Moment) -> Result<()> {
        let after = self.rule.after(before, now_after(tx, before.since, now)?);
        after.map_or(Ok(()), |count| self.write(tx, &count))
    }

    /// Whether anything is counted.
    pub(super) fn has_any(&self, tx: &Tx) -> Result<bool> {
        Ok(self.read(tx)? != Count::default())
    }

    fn write(&self, tx: &Tx, count: &Count) -> Result<()> {
        debug_assert!(tx.has_locked(Lock::Key(&self.key)), "a count is locked before it is changed");
        attempt::put(tx, self.what.name(), &self.key, count)
    }

    fn read(&self, tx: &Tx) -> Result<Count> {
        attempt::count(tx, self.what.name(), &self.key)
    }
}

/// A limit that is reached.
pub(super) struct ReachedLimit {
    limit: LabelText,
    /// The problem to report.
    pub(super) problem: Problem,
}

impl From<ReachedLimit> for Stop {
    fn from(ReachedLimit { limit, problem }: ReachedLimit) -> Self {
        Self::AtLimit(limit, problem)
    }
}

/// The limit that is reached, if any of the counts is used up: the one with the longest wait.
pub(super) fn refusal<'a>(
    tx: &Tx,
    counts: impl IntoIterator<Item = &'a Counted>,
    now: Moment,
) -> Result<Option<ReachedLimit>> {
    let refusals = counts.into_iter().map(|count| count.refusal(tx, now)).collect::<Result<Vec<_>>>()?;
    Ok(longest(refusals.into_iter().flatten()))
}

fn longest(refusals: impl Iterator<Item = ReachedLimit>) -> Option<ReachedLimit> {
    refusals
        .max_by_key(|reached| if let Problem::TooMany { retry_after_s } = reached.problem { retry_after_s } else { 0 })
}

/// Locks these keys until the transaction ends. One call must lock all keys of a transaction, because it sorts them.
pub(super) fn lock<'a>(tx: &Tx, keys: impl IntoIterator<Item = &'a [u8; 16]>) -> Result<()> {
    let mut keys: Vec<_> = keys.into_iter().collect();
    keys.sort_unstable();
    keys.into_iter().try_for_each(|key| tx.lock(Lock::Key(key)))
}

/// Rejects an attempt if any of its counts is used up. They must be locked.
pub(super) fn refuse(tx: &Tx, counts: &[Counted], now: Moment) -> Result<(), Stop> {
    refusal(tx, counts, now)?.map_or(Ok(()), |reached| Err(reached.into()))
}

/// Locks the counts of an attempt until the transaction ends, and rejects the attempt if any of them is used up.
pub(super) fn admit(tx: &Tx, counts: &[Counted], now: Moment) -> Result<(), Stop> {
    lock(tx, counts.iter().map(Counted::key))?;
    refuse(tx, counts, now)
}

/// Counts a wrong attempt, and returns the [`Stop`] with its problem.
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
    pub fn counted(&self, what: LimitKind, key_text: &str, rule: impl Into<Rule>) -> Counted {
        Counted::new(&self.0.key, what, key_text, rule.into())
    }

    /// Rejects an attempt if any of its counts is used up. This costs no write, so it is checked first.
    pub async fn check(&self, counts: &[Counted]) -> Result<(), Stop> {
        let (now, counts) = (self.0.clock.now(), counts.to_vec());
        let refusal = self.read(move |tx| refusal(tx, &counts, now)).await?;
        refusal.map_or(Ok(()), |reached| Err(reached.into()))
    }

    /// The number of attempts that are still counted.
    pub async fn tries(&self, count: &Counted) -> Result<u32> {
        let (now, count) = (self.0.clock.now(), count.clone());
        self.read(move |tx| {
            let tries = count.read(tx)?;
            Ok(count.rule.counted(&tries, now))
        })
        .await
    }

    /// Counts an attempt before it is made, or rejects it, so that simultaneous attempts can't exceed a limit.
    pub async fn try_once(&self, counts: Vec<Counted>) -> Result<Tried, Stop> {
        let now = self.0.clock.now();
        self.write(move |tx| {
            lock(tx, counts.iter().map(Counted::key))?;
            let before = counts.iter().map(|count| count.read(tx)).collect::<Result<Vec<_>>>()?;
            let counted: Vec<_> = counts.iter().cloned().zip(before).collect();
            let refusals = counted.iter().filter_map(|(count, before)| count.reached(before, now));
            longest(refusals).map_or(Ok(()), |reached| Err(Stop::from(reached)))?;
            counted.iter().try_for_each(|(count, before)| count.add_to(tx, before, now))?;
            Ok(Tried { counted, at: now })
        })
        .await
    }

    /// Uncounts an attempt that was right. All others stay counted, and a stranger sees no trace of it (N1).
    pub async fn take_back(&self, Tried { counted, at }: Tried) -> Result<(), Stop> {
        self.write(move |tx| {
            lock(tx, counted.iter().map(|(count, _)| count.key()))?;
            for (count, before) in &counted {
                match count.rule.without(&count.read(tx)?, before, now_after(tx, before.since, at)?) {
                    Count { tries: 0, .. } => count.forget(tx)?,
                    left => count.write(tx, &left)?,
                }
            }
            Ok(())
        })
        .await
    }
}

/// An attempt that was counted, with each count before it.
pub struct Tried {
    counted: Vec<(Counted, Count)>,
    at: Moment,
}

impl Tried {
    /// Whether this limit was reached before the attempt, which was counted under the limit's key, but by a rule that rejects nothing.
    pub fn was_at_limit(&self, limit: &Counted) -> bool {
        let same = self.counted.iter().filter(|(count, _)| (count.what, count.key) == (limit.what, limit.key));
        same.into_iter().any(|(_, before)| limit.rule.allows(before, self.at).is_err())
    }
}
