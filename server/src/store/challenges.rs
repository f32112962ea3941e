//! Codes that messages bring: sent, replaced by newer ones, entered once (U2–U6). A decoy is a row like any other, so that known and
//! unknown names cost the same statements.

use super::addressees::Addressee;
use super::attempts::{self, Counted};
use super::error::{Stop, outcome};
use super::limits::TryCounts;
use super::outbox::{self, Message};
use super::texts::OfNetwork;
use super::tx::{Lock, Tx};
use super::{AccountId, Outcome, Result, Store, first_id, stages, texts, ways};
use crate::secrets::Purpose;
use domain::Moment;
use domain::api::single_use_code::Stage;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::challenge::{Budget, Challenge, State, Wrong};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// A code to send.
pub struct NewCode {
    /// The code.
    pub code: OneTimeCode,
    /// How long it lives.
    pub life: Duration,
    /// The message that brings it.
    pub message: Message,
    /// The one that says instead that there is an account with this name already (S5).
    pub there_is_one: Option<Message>,
    /// The texts of the same network to the same block (U9).
    pub of_network: OfNetwork,
}

/// A try at a code.
pub struct CodeEntry {
    /// Whom the code is for.
    pub to: Addressee,
    /// What was typed.
    pub code: OneTimeCode,
    /// What may be counted against it.
    pub counts: TryCounts,
}

/// Who has entered the right code: the account, or nobody yet who is to have one, and the contact that got it.
pub(super) struct Redeemed {
    pub(super) account: Option<AccountId>,
    pub(super) contact: Contact,
    pub(super) now: Moment,
}

/// A code has been sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentCode {
    /// The block of phone numbers that was stopped by it (U9).
    pub stopped: Option<String>,
}

impl Store {
    /// Sends a code, and replaces those sent before. What may be sent is counted in the same breath.
    pub async fn send_code(
        &self,
        to: &Addressee,
        new: NewCode,
        counts: Vec<Counted>,
        unanswered_texts: u32,
    ) -> Outcome<SentCode> {
        let (now, store, to) = (self.0.clock.now(), self.clone(), to.clone());
        let hash = self.sent_code_hash(&to, new.code);
        let send = move |connection: &Connection| {
            if let Err(problem) = outcome(attempts::admit(&Tx::new(connection), &counts, now))? {
                return Ok(Err(problem));
            }
            let stopped = match &to.to {
                Contact::Phone(phone) => {
                    match outcome(texts::count(
                        &Tx::new(connection),
                        phone,
                        to.budget,
                        unanswered_texts,
                        &new.of_network,
                        now,
                    ))? {
                        Ok(stopped) => stopped,
                        Err(problem) => return Ok(Err(problem)),
                    }
                }
                Contact::Email(_) => None,
            };
            counts.iter().try_for_each(|count| count.add(&Tx::new(connection), now))?;
            connection
                .prepare_cached("UPDATE challenge SET state = ?2 WHERE owner = ?1 AND state = ?3")?
                .execute(params![to.owner, number(State::Replaced), number(State::Open)])?;
            let message = Message { decoy: to.is_nobody(), ..to.message(new.message, new.there_is_one) };
            let message = outbox::add(connection, &store, &message, now)?;
            insert(connection, store.draw_id(), &to, Some(hash), message, now + new.life)?;
            Ok(Ok(SentCode { stopped }))
        };
        self.0.engine.writer.write(send).await
    }

    /// Enters a code, once; `then` is done in the same breath as the one that proves the right to it, with what is drawn for it, and the
    /// account is locked. A wrong code is counted. A right one is used, even if `then` refuses.
    pub(super) async fn enter_code<D: Send + 'static, T: Send + 'static>(
        &self,
        CodeEntry { to, code, counts }: CodeEntry,
        draw: impl Fn() -> D,
        then: impl Fn(&Tx, &Redeemed, &D) -> Result<T, Stop> + Send + Sync + 'static,
    ) -> Result<T, Stop> {
        let now = self.0.clock.now();
        let hash = self.sent_code_hash(&to, code);
        let enter = move |tx: &Tx, (decoy, drawn): &(i64, D)| {
            attempts::admit(tx, &counts.told, now)?;
            // Without a code on its way one is tried all the same: nobody learns whether there is one.
            let found = match find(tx.connection(), &to, now)? {
                Some(found) => found,
                None => add_decoy(tx.connection(), *decoy, &to, now + counts.decoys_life)?,
            };
            let account = redeem(tx, &to, found, hash, &counts, now)?;
            counts.pause.iter().try_for_each(|pause| pause.forget(tx))?;
            if let Contact::Phone(phone) = &to.to {
                texts::count_entry(tx, phone, now)?;
            }
            if let Some(account) = &account {
                ways::note_use(tx, account, &to.to, now)?;
            }
            then(tx, &Redeemed { account, contact: to.to.clone(), now }, drawn).map_err(Stop::kept)
        };
        self.write_drawn(|| (self.draw_id(), draw()), enter).await
    }

    /// How far the newest code got.
    pub fn stage_of_code(&self, to: &Addressee) -> Result<Option<Stage>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT stage FROM challenge WHERE subject = ?1 ORDER BY state = 0 DESC, id DESC LIMIT 1",
                )?
                .query_row([to.subject], |row| row.get(0))
                .optional()
                .map(|stage| stage.map(stages::of))
        })
    }

    fn sent_code_hash(&self, to: &Addressee, code: OneTimeCode) -> [u8; 16] {
        let text = [to.owner.as_slice(), code.to_string().as_bytes()].concat();
        self.0.key.hash(Purpose::SentCode, &text)
    }
}

/// A code that was sent, or a decoy.
struct Found {
    id: i64,
    account: Option<AccountId>,
    /// `None` opens nothing.
    code: Option<[u8; 16]>,
    challenge: Challenge,
}

const COLUMNS: &str = "id, account, CASE WHEN genuine THEN code END, state, wrong_strangers, wrong_known, expires";

fn read(row: &Row) -> rusqlite::Result<Found> {
    let state = match row.get(3)? {
        0 => State::Open,
        1 => State::Replaced,
        _ => State::Used,
    };
    Ok(Found {
        id: row.get(0)?,
        account: row.get::<_, Option<String>>(1)?.map(AccountId::of),
        code: row.get(2)?,
        challenge: Challenge {
            state,
            wrong: Wrong { strangers: row.get(4)?, known: row.get(5)? },
            expires: Moment(row.get(6)?),
        },
    })
}

fn number(state: State) -> u8 {
    match state {
        State::Open => 0,
        State::Replaced => 1,
        State::Used => 2,
    }
}

/// The code for what was typed: the one that is open, else the newest. One that has ended counts as none.
fn find(connection: &Connection, to: &Addressee, now: Moment) -> Result<Option<Found>> {
    let newest = format!("SELECT {COLUMNS} FROM challenge WHERE subject = ?1 ORDER BY state = 0 DESC, id DESC LIMIT 1");
    let found = connection.prepare_cached(&newest)?.query_row([to.subject], read).optional()?;
    Ok(found.filter(|found| now < found.challenge.expires))
}

/// What is to be said of an earlier code of the same account. Its owner alone knows it, so this tells strangers nothing.
fn find_earlier(connection: &Connection, to: &Addressee, hash: [u8; 16], now: Moment) -> Result<Option<Found>> {
    let earlier = format!(
        "SELECT {COLUMNS} FROM challenge WHERE owner = ?1 AND code = ?2 AND id >= ?3 AND (state != ?4 OR expires <= ?5) AND genuine
         ORDER BY id DESC LIMIT 1"
    );
    let oldest = first_id(now - REMEMBERED);
    let mut statement = connection.prepare_cached(&earlier)?;
    Ok(statement.query_row(params![to.owner, hash, oldest, number(State::Open), now.0], read).optional()?)
}

/// No code that was sent to an account works any more, whatever it was for.
pub(super) fn end_all(connection: &Connection, account: &AccountId) -> Result<()> {
    connection
        .prepare_cached("UPDATE challenge SET state = ?2 WHERE account = ?1 AND state = ?3")?
        .execute(params![account.as_str(), number(State::Replaced), number(State::Open)])?;
    Ok(())
}

/// Without a code it is the decoy of one that nobody has asked for; what its row holds in its place no code has.
fn insert(
    connection: &Connection,
    id: i64,
    to: &Addressee,
    code: Option<[u8; 16]>,
    message: i64,
    expires: Moment,
) -> Result<()> {
    let (genuine, account) = (code.is_some() && to.is_genuine(), to.account.as_ref().map(AccountId::as_str));
    // What strangers have left of their tries does not change when the owner asks for a code (N1).
    let keeps_strangers = to.budget == Budget::Known;
    connection
        .prepare_cached(
            "INSERT INTO challenge
             (id, subject, owner, account, genuine, code, state, wrong_strangers, wrong_known, expires, message, stage)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0,
                     CASE WHEN ?9 THEN coalesce((SELECT wrong_strangers FROM challenge WHERE subject = ?2
                                                 ORDER BY id DESC LIMIT 1), 0) ELSE 0 END,
                     0, ?7, ?8, 0)",
        )?
        .execute(params![
            id,
            to.subject,
            to.owner,
            account,
            genuine,
            code.unwrap_or_default(),
            expires.0,
            message,
            keeps_strangers
        ])?;
    Ok(())
}

fn add_decoy(connection: &Connection, id: i64, to: &Addressee, expires: Moment) -> Result<Found> {
    insert(connection, id, to, None, 0, expires)?;
    Ok(Found { id, account: None, code: None, challenge: Challenge::open(expires) })
}

fn update(connection: &Connection, id: i64, before: State, Challenge { state, wrong, .. }: Challenge) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE challenge SET state = ?2, wrong_strangers = ?3, wrong_known = ?4 WHERE id = ?1 AND state = ?5",
        )?
        .execute(params![id, number(state), wrong.strangers, wrong.known, number(before)])?;
    Ok(())
}

/// The account, if the code is right: of a new one there is none yet.
fn redeem(
    tx: &Tx,
    to: &Addressee,
    found: Found,
    hash: [u8; 16],
    counts: &TryCounts,
    now: Moment,
) -> Result<Option<AccountId>, Stop> {
    let Found { id, account, code, challenge } = found;
    let is_right = bool::from(code.unwrap_or_default().ct_eq(&hash)) && code.is_some();
    let earlier = if is_right { None } else { find_earlier(tx.connection(), to, hash, now)? };
    let (next, outcome) = match earlier.map(|earlier| earlier.challenge.redeem(to.budget, true, now)) {
        Some((_, Err(problem))) => (challenge, Err(problem)),
        _ => challenge.redeem(to.budget, is_right, now),
    };
    if outcome.is_ok()
        && let Some(problem) = counts.untold.refusal(tx, now)?
    {
        return Err(problem.into());
    }
    if let (Ok(()), Some(account)) = (&outcome, &account) {
        tx.lock(Lock::Account(account))?;
    }
    update(tx.connection(), id, challenge.state, next)?;
    // Whatever it was told: nobody tries codes without end, not even ones that are spent.
    match outcome {
        Ok(()) => Ok(account),
        Err(problem) => Err(attempts::counted(tx, counts.told.iter().chain([&counts.untold]), problem, now)),
    }
}
