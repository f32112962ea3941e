//! Authenticator apps among an account's ways.

use super::ceremonies::{Ceremony, Finished};
use super::error::outcome;
use super::proofs::{self, VerifiedFor};
use super::stepped_up::SteppedUpSession;
use super::tx::Tx;
use super::ways;
use super::{AccountId, Counted, Outcome, Store, attempts};
use crate::credentials::authenticator::Seed;
use crate::secrets::{Purpose, ServerKey, Token};
use domain::code::OneTimeCode;
use domain::rules::policy::Policy;
use domain::rules::security_info::Kind;
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// A seed for an app, and what is sent back with its first code.
    pub fn begin_authenticator(&self, by: &SteppedUpSession) -> (Seed, String) {
        let seed = Seed::new(&self.0.rng);
        let ceremony = self.begin_ceremony(Ceremony::AddAuthenticator, &by.whose(), &seed.bytes());
        (seed, ceremony)
    }

    /// Adds the app that shows a right code of the seed that was begun with. A wrong one leaves it as it was.
    pub async fn add_authenticator(
        &self,
        by: SteppedUpSession,
        ceremony: &str,
        code: OneTimeCode,
        name: Option<String>,
    ) -> Outcome<()> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let begun = self.open_ceremony::<Vec<u8>>(Ceremony::AddAuthenticator, &by.whose(), ceremony);
        let (seed, finished) = match begun {
            Ok(begun) => begun,
            Err(problem) => return Ok(Err(problem)),
        };
        let Some(seed) = Seed::of(&seed) else { return Ok(Err(Problem::CeremonyOver)) };
        let Some(step) = seed.step_of(code, now) else { return Ok(Err(Problem::WrongAuthenticatorCode)) };
        let sealed = self.0.key.seal(Purpose::AuthenticatorSeed, seed.bytes(), &self.0.rng);
        let add = move |connection: &Connection| {
            let number = match add(connection, &by, &finished, (&sealed, step), (now, &policy))? {
                Ok(number) => number,
                Err(problem) => return Ok(Err(problem)),
            };
            name.map_or(Ok(()), |name| ways::name(connection, &by.account, number, &name)).map(Ok)
        };
        self.0.engine.writer.write(add).await
    }

    /// Proves an account by the code that one of its apps shows. Wrong ones are counted.
    pub async fn prove_with_authenticator(
        &self,
        (account, way): (AccountId, i64),
        code: OneTimeCode,
        counts: Vec<Counted>,
        proving: VerifiedFor,
    ) -> Outcome<Token> {
        let (now, store, cookie) = (self.0.clock.now(), self.clone(), self.cookie(proving.browser()));
        let prove = move |connection: &Connection| {
            if let Err(problem) = outcome(attempts::admit(&Tx::new(connection), &counts, now))? {
                return Ok(Err(problem));
            }
            if let Err(problem) = redeem(connection, &store.0.key, &account, way, code, now)? {
                counts.iter().try_for_each(|count| count.add(&Tx::new(connection), now))?;
                return Ok(Err(problem));
            }
            ways::note_use_of(connection, &account, way, now)?;
            proofs::prove(connection, &store, cookie, &proving, &account, Some(way), now)
        };
        self.0.engine.writer.write(prove).await
    }
}

fn add(
    connection: &Connection,
    by: &SteppedUpSession,
    finished: &Finished,
    (sealed, step): (&[u8], i64),
    (now, policy): (Moment, &Policy),
) -> Outcome<i64> {
    if !by.is_still_there(connection)? {
        return Ok(Err(Problem::NotSignedIn));
    }
    if let Err(problem) = finished.note(connection)? {
        return Ok(Err(problem));
    }
    if let Err(problem) = ways::read(connection, &by.account)?.info.may_add(&Kind::Authenticator, policy) {
        return Ok(Err(problem));
    }
    let number = ways::insert(connection, &by.account, &Kind::Authenticator, false, now)?;
    connection
        .prepare_cached("INSERT INTO authenticator (account, number, seed, last_step) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![by.account.as_str(), number, sealed, step])?;
    Ok(Ok(number))
}

/// Takes a code of a step that is newer than all before: none is good twice (RFC 6238 §5.2).
fn redeem(
    connection: &Connection,
    key: &ServerKey,
    account: &AccountId,
    way: i64,
    code: OneTimeCode,
    now: Moment,
) -> Outcome<()> {
    let sealed: Option<Vec<u8>> = connection
        .prepare_cached("SELECT seed FROM authenticator WHERE account = ?1 AND number = ?2")?
        .query_row(params![account.as_str(), way], |row| row.get(0))
        .optional()?;
    let Some(sealed) = sealed else { return Ok(Err(Problem::WayUnknown)) };
    let opened = key.open(Purpose::AuthenticatorSeed, &sealed).ok().and_then(|seed| Seed::of(&seed));
    let Some(seed) = opened else { return Err(super::StoreError::Damaged("the seed of an authenticator app")) };
    let Some(step) = seed.step_of(code, now) else { return Ok(Err(Problem::WrongAuthenticatorCode)) };
    let rows = connection
        .prepare_cached(
            "UPDATE authenticator SET last_step = ?3 WHERE account = ?1 AND number = ?2 AND last_step < ?3",
        )?
        .execute(params![account.as_str(), way, step])?;
    Ok(if rows == 1 { Ok(()) } else { Err(Problem::AuthenticatorCodeUsed) })
}
