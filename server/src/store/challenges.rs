//! Codes sent in messages: sent, replaced by newer ones, entered once (U2–U6). A decoy is a row like any other, so that names with and
//! without an account cost the same statements.

use super::addressees::Addressee;
use super::attempts::{self, Counted, ReachedLimit};
use super::browsers::UnreplacedBrowser;
use super::error::{Result, Stop};
use super::limits::{SendCounts, TryCounts};
use super::locks::Lock;
use super::outbox::{self, Message};
use super::tables::challenge::{self, ChallengeRow};
use super::texts::TextCounts;
use super::tx::Tx;
use super::{AccountId, BrowserSession, DrawnFor, Store, first_id, methods, moment_of, texts};
use crate::secrets::SealPurpose;
use domain::api::single_use_code::DeliveryStage;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::challenge::{Budget, Challenge};
use domain::rules::policy::Policy;
use domain::rules::pumping::Prefix;
use domain::time::MOST_AHEAD;
use domain::{Moment, Problem};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// A code to send.
pub struct NewCode {
    /// The code.
    pub code: OneTimeCode,
    /// The code's lifetime.
    pub life: Duration,
    /// The message with the code.
    pub message: Message,
    /// The message to send instead if an account with this name already exists (S5).
    pub account_exists: Option<Message>,
    /// The counts of the text (U9).
    pub texts: TextCounts,
}

/// An attempt to enter a code.
#[derive(Clone)]
pub struct CodeEntry {
    /// The addressee of the code.
    pub to: Addressee,
    /// The typed code.
    pub code: OneTimeCode,
    /// The counts for a wrong code.
    pub counts: TryCounts,
    /// The prefixes of the number that the code was sent to (U9).
    pub prefixes: Vec<Prefix>,
}

/// A right code: its account, or `None` if one is to be created, and the contact that it was sent to.
pub(super) struct Redeemed {
    pub(super) account: Option<AccountId>,
    pub(super) contact: Contact,
    pub(super) now: Moment,
}

/// The result of sending a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendOutcome {
    /// The ID of the message.
    pub message: i64,
    /// Whether it will be dropped, because no account has the name.
    pub is_for_nobody: bool,
    /// The prefixes of phone numbers that this text stopped (U9).
    pub stopped: Vec<Prefix>,
}

impl Store {
    /// Rejects a code to send if a limit is reached. This costs no write, so it is checked first.
    pub async fn check_sending(
        &self,
        to: &Addressee,
        counts: &SendCounts,
        browser: Option<&BrowserSession>,
    ) -> Result<(), Stop> {
        let (now, subject, counts, browser) =
            (self.0.clock.now(), to.subject, counts.clone(), browser.and_then(BrowserSession::unreplaced));
        let refusal = self.read(move |tx| refusal(tx, &subject, &counts, browser, now)).await?;
        refusal.map_or(Ok(()), |reached| Err(reached.into()))
    }

    /// Sends a code, which replaces those sent before. Limits are checked and counted in the same transaction.
    pub async fn send_code(
        &self,
        to: &Addressee,
        NewCode { code, life, message, account_exists, texts }: NewCode,
        counts: SendCounts,
        browser: Option<&BrowserSession>,
    ) -> Result<SendOutcome, Stop> {
        let (now, store, to) = (self.0.clock.now(), self.clone(), to.clone());
        let browser = browser.and_then(BrowserSession::unreplaced);
        let (hash, policy) = (self.sent_code_hash(&to, code), self.0.policy);
        let message = Message { decoy: to.is_nobody(), ..to.message(message, account_exists) };
        let send = move |tx: &Tx, id: &i64| {
            let SendCounts { pause, counts: others } = &counts;
            let keys = others.iter().chain([pause]).map(Counted::key);
            attempts::lock(tx, keys.chain(texts.keys()).chain([&to.owner]))?;
            refusal(tx, &to.subject, &counts, browser, now)?.map_or(Ok(()), |reached| Err(Stop::from(reached)))?;
            let stopped = texts::count(tx, &texts, &policy, now)?;
            others.iter().chain([pause]).try_for_each(|count| count.add(tx, now))?;
            challenge::replace(tx, &to.owner)?;
            let message = outbox::add(tx, &store, &message, now)?;
            insert(tx, *id, &to, Some(hash), message, (now, now + life))?;
            Ok(SendOutcome { message, is_for_nobody: to.is_nobody(), stopped })
        };
        self.write_drawn(|_| self.draw_id(), send).await
    }

    /// Enters a code, once. If it is right, `then` runs in the same transaction, with the values from `draw` and the account locked. `draw`
    /// also returns the browser's ID. A wrong code is counted. A right one is used up, even if `then` returns a problem, which undoes only
    /// what `then` has written.
    pub(super) async fn enter_code<D: Send + 'static, T: Send + 'static>(
        &self,
        entry: CodeEntry,
        draw: impl Fn(DrawnFor) -> (i64, D),
        then: impl Fn(&Tx, &Redeemed, &D) -> Result<T, Stop> + Send + Sync + 'static,
    ) -> Result<T, Stop> {
        let attempt = self.attempt(entry);
        let enter = move |tx: &Tx, (decoy, (browser, drawn)): &(i64, (i64, D))| {
            let found = attempt.admit(tx, *decoy)?;
            let id = found.id;
            let account = attempt.redeem(tx, found)?;
            challenge::note_browser(tx, id, *browser)?;
            let Attempt { entry: CodeEntry { to, prefixes, .. }, now, policy, .. } = &attempt;
            texts::count_entry(tx, prefixes, policy, *now)?;
            if let Some(account) = &account {
                methods::note_use(tx, account, &to.to, *now)?;
            }
            tx.nested(|| then(tx, &Redeemed { account, contact: to.to.clone(), now: *now }, drawn))
        };
        self.write_drawn(|drawn_for| (self.draw_id(), draw(drawn_for)), enter).await
    }

    /// Checks a code before costly work, for which it is entered later. A wrong code is counted. A right one changes nothing.
    pub async fn check_code(&self, entry: CodeEntry) -> Result<(), Stop> {
        let attempt = self.attempt(entry);
        let check = move |tx: &Tx, decoy: &i64| {
            let found = attempt.admit(tx, *decoy)?;
            attempt.check(tx, &found).map(drop)
        };
        self.write_drawn(|_| self.draw_id(), check).await
    }

    fn attempt(&self, entry: CodeEntry) -> Attempt {
        let CodeEntry { to, code, prefixes, .. } = &entry;
        let hash = self.sent_code_hash(to, *code);
        let prefix_keys = prefixes.iter().map(|prefix| self.prefix_key(prefix)).collect();
        Attempt { entry, hash, prefix_keys, policy: self.0.policy, now: self.0.clock.now() }
    }

    /// The delivery stage of the newest code (U5).
    pub async fn stage_of_code(&self, to: &Addressee) -> Result<Option<DeliveryStage>> {
        let (subject, now) = (to.subject, self.0.clock.now());
        self.read(move |tx| challenge::stage(tx, &subject, first_ahead(now))).await
    }

    /// Advances a message's delivery stage. Late and repeated reports change nothing: a delivered message stays delivered.
    pub async fn note_delivery(&self, message: i64, stage: DeliveryStage) -> Result<(), Stop> {
        self.0.engine.write_one(move |tx| challenge::note_stage(tx, message, stage)).await
    }

    fn sent_code_hash(&self, to: &Addressee, code: OneTimeCode) -> [u8; 16] {
        let text = [to.owner.as_slice(), code.to_string().as_bytes()].concat();
        self.0.key.hash(SealPurpose::SentCode, &text)
    }
}

/// The limit on codes to send that is reached, if one is. The pause is over in the browser that has entered the last code: nobody
/// else notices when the owner enters one (N1).
fn refusal(
    tx: &Tx,
    subject: &[u8; 16],
    SendCounts { pause, counts }: &SendCounts,
    browser: Option<UnreplacedBrowser>,
    now: Moment,
) -> Result<Option<ReachedLimit>> {
    let ahead = first_ahead(now);
    let is_over = browser.map_or(Ok(false), |browser| challenge::is_last_used_in(tx, subject, browser, ahead))?;
    attempts::refusal(tx, counts.iter().chain((!is_over).then_some(pause)), now)
}

/// The code for the typed name and contact, unless it has expired.
fn find(tx: &Tx, to: &Addressee, now: Moment) -> Result<Option<ChallengeRow>> {
    let found = challenge::of_subject(tx, &to.subject, first_ahead(now))?;
    Ok(found.filter(|found| now < found.challenge.expires))
}

/// The ID from which on codes were sent at a time that isn't believed.
fn first_ahead(now: Moment) -> i64 {
    first_id(now + MOST_AHEAD + Duration::from_millis(1))
}

/// The owner's code with this hash, if it can no longer be entered, and was sent in the time in which it keeps its own answer.
fn ended(tx: &Tx, to: &Addressee, hash: &[u8; 16], now: Moment) -> Result<Option<ChallengeRow>> {
    let ids = (first_id(now - REMEMBERED), first_ahead(now));
    let ended = challenge::ended(tx, &to.owner, hash, ids, now)?;
    // A code that was sent while the clock was ahead has expired (O10).
    Ok(ended.map(|ended| ChallengeRow { challenge: ended.challenge.if_sent(moment_of(ended.id), now), ..ended }))
}

/// Adds a code; without one, the decoy for a code that nobody requested.
fn insert(
    tx: &Tx,
    id: i64,
    to: &Addressee,
    code: Option<[u8; 16]>,
    message: i64,
    (now, expires): (Moment, Moment),
) -> Result<()> {
    let Addressee { subject, owner, account, .. } = to;
    let (account, is_genuine) = (account.as_ref(), code.is_some() && to.is_genuine());
    let new = challenge::NewChallenge { id, subject, owner, account, code, is_genuine, expires, message };
    // The attempts that strangers have left don't change when the owner requests a code (N1).
    challenge::insert(tx, &new, to.budget == Budget::Known, first_ahead(now))
}

fn add_decoy(tx: &Tx, id: i64, to: &Addressee, (now, expires): (Moment, Moment)) -> Result<ChallengeRow> {
    insert(tx, id, to, None, 0, (now, expires))?;
    Ok(ChallengeRow { id, account: None, code: None, challenge: Challenge::open(expires) })
}

/// An attempt to enter a code, in a transaction.
struct Attempt {
    entry: CodeEntry,
    hash: [u8; 16],
    /// The keys of the prefixes of a phone number.
    prefix_keys: Vec<[u8; 16]>,
    policy: Policy,
    now: Moment,
}

impl Attempt {
    /// The code to compare with, unless a limit is reached. Locks all keys.
    fn admit(&self, tx: &Tx, decoy: i64) -> Result<ChallengeRow, Stop> {
        let CodeEntry { to, counts, .. } = &self.entry;
        let counted = counts.reported.iter().chain([&counts.unreported]);
        attempts::lock(tx, counted.map(Counted::key).chain([&to.owner]).chain(&self.prefix_keys))?;
        attempts::refuse(tx, &counts.reported, self.now)?;
        // Without a code, a decoy is tried instead, so that nobody learns whether one was sent.
        match find(tx, to, self.now)? {
            Some(found) => Ok(found),
            None => Ok(add_decoy(tx, decoy, to, (self.now, self.now + counts.decoys_life))?),
        }
    }

    /// The next state of the code, if it is right.
    fn check(&self, tx: &Tx, found: &ChallengeRow) -> Result<Challenge, Stop> {
        let (CodeEntry { to, counts, .. }, now) = (&self.entry, self.now);
        let ChallengeRow { id, code, challenge, .. } = found;
        let is_right = bool::from(code.unwrap_or_default().ct_eq(&self.hash)) && code.is_some();
        // Only the owner knows an earlier code, so its state can be reported without strangers learning anything.
        let earlier = if is_right { None } else { ended(tx, to, &self.hash, now)? };
        let (next, outcome) = match earlier.map(|earlier| earlier.challenge.redeem(to.budget, true, now)) {
            Some((_, Err(problem))) => (*challenge, Err(problem)),
            _ => challenge.redeem(to.budget, is_right, now),
        };
        if let Err(problem) = outcome {
            challenge::update(tx, *id, challenge.state, next, None)?;
            // Every problem is counted, so that even used codes can't be tried without limit.
            return Err(attempts::counted(tx, counts.reported.iter().chain([&counts.unreported]), problem, now));
        }
        attempts::refuse(tx, std::slice::from_ref(&counts.unreported), now)?;
        Ok(next)
    }

    /// The account, if the code is right, which is used up; `None` if the account is to be created.
    fn redeem(&self, tx: &Tx, found: ChallengeRow) -> Result<Option<AccountId>, Stop> {
        let next = self.check(tx, &found)?;
        let ChallengeRow { id, account, challenge, .. } = found;
        account.as_ref().map_or(Ok(()), |account| tx.lock(Lock::Account(account)))?;
        // It works only while the account has the contact. A code for a new contact or a new account needs none.
        let to = &self.entry.to;
        let method = to.is_to_method().then_some(&to.to);
        if challenge::update(tx, id, challenge.state, next, method)? {
            Ok(account)
        } else {
            Err(Problem::SentCodeReplaced.into()) // by a change of the account in the meantime
        }
    }
}
