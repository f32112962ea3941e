//! Codes that messages bring: sent, replaced by newer ones, entered once (U2–U6). A decoy is a row like any other, so that known and
//! unknown names cost the same statements.

use super::addressees::Addressee;
use super::attempts::{self, Counted};
use super::outbox::{self, Message};
use super::{AccountId, BrowserSession, Result, Store, first_id, sessions, stages, texts};
use crate::secrets::{Purpose, Token};
use domain::api::single_use_code::Stage;
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::rules::REMEMBERED;
use domain::rules::challenge::{Challenge, State, Wrong};
use domain::{Moment, Problem};
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
    /// How many texts of one network to one block count against the block (U9).
    pub of_network: Counted,
}

/// What may be counted against a try.
pub struct TryCounts {
    /// Wrong codes for the name that was typed: whoever tries is told when they are used up.
    pub told: Vec<Counted>,
    /// Wrong codes for the account: only who has the right code is told, to all others it would tell which names belong together.
    pub untold: Counted,
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
    ) -> Result<std::result::Result<SentCode, Problem>> {
        let (now, store, to) = (self.0.clock.now(), self.clone(), to.clone());
        let hash = self.sent_code_hash(&to, new.code);
        let send = move |connection: &Connection| {
            if let Err(problem) = attempts::check_all(&counts, connection, now)? {
                return Ok(Err(problem));
            }
            let stopped = match &to.to {
                Contact::Phone(phone) => {
                    match texts::count(connection, phone, to.budget, unanswered_texts, &new.of_network, now)? {
                        Ok(stopped) => stopped,
                        Err(problem) => return Ok(Err(problem)),
                    }
                }
                Contact::Email(_) => None,
            };
            counts.iter().try_for_each(|count| count.add(connection, now))?;
            connection
                .prepare_cached("UPDATE challenge SET state = ?2 WHERE owner = ?1 AND state = ?3")?
                .execute(params![to.owner, number(State::Replaced), number(State::Open)])?;
            let message = Message { decoy: to.is_nobody(), ..new.message };
            let message = outbox::add(connection, &store, &message, now)?;
            let account = to.account.as_ref().map(AccountId::as_str);
            insert(connection, &store, &to, account, hash, message, now + new.life)?;
            Ok(Ok(SentCode { stopped }))
        };
        self.0.writer.write(send).await
    }

    /// Signs the account in that a code belongs to, once. A wrong code is counted in the same breath.
    pub async fn sign_in_with_code(
        &self,
        to: &Addressee,
        code: OneTimeCode,
        counts: TryCounts,
        life: Duration,
        previous: Option<&BrowserSession>,
    ) -> Result<std::result::Result<Token, Problem>> {
        let cookie = Token::new(self.ordered_id(), &self.0.chance);
        let (now, store, to, previous) =
            (self.0.clock.now(), self.clone(), to.clone(), previous.map(BrowserSession::id));
        let hash = self.sent_code_hash(&to, code);
        let decoy_code = OneTimeCode::generate(&mut self.0.chance.draw());
        let decoy_hash = self.sent_code_hash(&to, decoy_code);
        self.0
            .writer
            .write(move |connection| {
                if let Err(problem) = attempts::check_all(&counts.told, connection, now)? {
                    return Ok(Err(problem));
                }
                // Without a code on its way one is tried all the same: nobody learns whether there is one.
                let found = match find(connection, &to, now)? {
                    Some(found) => found,
                    None => add_decoy(connection, &store, &to, decoy_hash, now + life)?,
                };
                match redeem(connection, &to, found, hash, &counts, now)? {
                    Ok(account) => {
                        if let Contact::Phone(phone) = &to.to {
                            texts::count_entry(connection, phone, now)?;
                        }
                        sessions::begin(connection, &cookie, previous, &account, now)?;
                        Ok(Ok(cookie))
                    }
                    Err(problem) => Ok(Err(problem)),
                }
            })
            .await
    }

    /// How far the newest code got.
    pub fn stage_of_code(&self, to: &Addressee) -> Result<Option<Stage>> {
        self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT stage FROM challenge WHERE subject = ?1 ORDER BY id DESC LIMIT 1")?
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
    code: [u8; 16],
    challenge: Challenge,
}

const COLUMNS: &str = "id, account, code, state, wrong_strangers, wrong_known, expires";

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

/// The newest code for what was typed.
fn find(connection: &Connection, to: &Addressee, now: Moment) -> Result<Option<Found>> {
    let newest = format!("SELECT {COLUMNS} FROM challenge WHERE subject = ?1 AND id >= ?2 ORDER BY id DESC LIMIT 1");
    let oldest = first_id(now - REMEMBERED);
    Ok(connection.prepare_cached(&newest)?.query_row(params![to.subject, oldest], read).optional()?)
}

/// What is to be said of an earlier code of the same account. Its owner alone knows it, so this tells strangers nothing.
fn find_earlier(connection: &Connection, to: &Addressee, hash: [u8; 16], now: Moment) -> Result<Option<Found>> {
    let earlier = format!(
        "SELECT {COLUMNS} FROM challenge WHERE owner = ?1 AND code = ?2 AND id >= ?3 AND state != ?4 AND account IS NOT NULL
         ORDER BY id DESC LIMIT 1"
    );
    let oldest = first_id(now - REMEMBERED);
    let mut statement = connection.prepare_cached(&earlier)?;
    Ok(statement.query_row(params![to.owner, hash, oldest, number(State::Open)], read).optional()?)
}

fn insert(
    connection: &Connection,
    store: &Store,
    to: &Addressee,
    account: Option<&str>,
    code: [u8; 16],
    message: i64,
    expires: Moment,
) -> Result<i64> {
    let id = store.ordered_id();
    connection
        .prepare_cached(
            "INSERT INTO challenge (id, subject, owner, account, code, state, wrong_strangers, wrong_known, expires, message, stage)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, ?6, ?7, 0)",
        )?
        .execute(params![id, to.subject, to.owner, account, code, expires.0, message])?;
    Ok(id)
}

fn add_decoy(connection: &Connection, store: &Store, to: &Addressee, code: [u8; 16], expires: Moment) -> Result<Found> {
    let id = insert(connection, store, to, None, code, 0, expires)?;
    Ok(Found { id, account: None, code, challenge: Challenge::open(expires) })
}

fn redeem(
    connection: &Connection,
    to: &Addressee,
    found: Found,
    hash: [u8; 16],
    counts: &TryCounts,
    now: Moment,
) -> Result<std::result::Result<AccountId, Problem>> {
    let Found { id, account, code, challenge } = found;
    let right = account.filter(|_| bool::from(code.ct_eq(&hash)));
    let earlier = if right.is_none() { find_earlier(connection, to, hash, now)? } else { None };
    let (next, outcome) = match earlier.map(|earlier| earlier.challenge.redeem(to.budget, true, now)) {
        Some((_, Err(problem))) => (challenge, Err(problem)),
        _ => challenge.redeem(to.budget, right.is_some(), now),
    };
    if outcome.is_ok()
        && let Err(problem) = counts.untold.check(connection, now)?
    {
        return Ok(Err(problem));
    }
    connection
        .prepare_cached(
            "UPDATE challenge SET state = ?2, wrong_strangers = ?3, wrong_known = ?4 WHERE id = ?1 AND state = ?5",
        )?
        .execute(params![id, number(next.state), next.wrong.strangers, next.wrong.known, number(challenge.state)])?;
    // Whatever it was told: nobody tries codes without end, not even ones that are spent.
    if outcome.is_err() {
        counts.told.iter().chain([&counts.untold]).try_for_each(|count| count.add(connection, now))?;
    }
    // A right code has an account.
    Ok(outcome.and_then(|()| right.ok_or(Problem::SentCodeExpired)))
}
