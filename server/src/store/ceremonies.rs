//! Ceremonies of two requests: what the first one makes waits, sealed, in the hands of the page, so that beginning writes nothing.
//! It is finished once, in time, and by the session that began it.

use super::{Prover, Result, Store};
use crate::secrets::Purpose;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::{Moment, Problem};
use rusqlite::{Connection, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// It is finished within this time.
const LIFE: Duration = Duration::from_mins(10);

/// What is begun: what one has begun finishes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ceremony {
    /// Adding an authenticator app.
    AddAuthenticator,
}

#[derive(Serialize, Deserialize)]
struct Begun<T> {
    ceremony: Ceremony,
    whose: String,
    until: i64,
    what: T,
}

/// Marks a ceremony as finished.
pub struct Finished {
    hash: [u8; 16],
    until: Moment,
}

impl Store {
    /// Seals what the second request needs to know.
    pub fn begin_ceremony<T: Serialize>(&self, ceremony: Ceremony, by: &Prover, what: &T) -> String {
        let until = (self.0.clock.now() + LIFE).0;
        let begun = serde_json::to_vec(&Begun { ceremony, whose: whose(by), until, what });
        BASE64.encode(self.0.key.seal(Purpose::Ceremony, &begun.unwrap_or_default(), &self.0.chance))
    }

    /// Opens it again. Whoever uses it must [`Finished::note`] that.
    pub fn finish_ceremony<T: DeserializeOwned>(
        &self,
        ceremony: Ceremony,
        by: &Prover,
        text: &str,
    ) -> std::result::Result<(T, Finished), Problem> {
        let sealed = BASE64.decode(text).map_err(|_| Problem::CeremonyOver)?;
        let opened = self.0.key.open(Purpose::Ceremony, &sealed).map_err(|_| Problem::CeremonyOver)?;
        let begun: Begun<T> = serde_json::from_slice(&opened).map_err(|_| Problem::CeremonyOver)?;
        let until = Moment(begun.until);
        if begun.ceremony != ceremony || begun.whose != whose(by) || self.0.clock.now() >= until {
            return Err(Problem::CeremonyOver);
        }
        Ok((begun.what, Finished { hash: self.0.key.hash(Purpose::Ceremony, &sealed), until }))
    }
}

impl Finished {
    /// Refuses what was finished before.
    pub(super) fn note(&self, connection: &Connection) -> Result<std::result::Result<(), Problem>> {
        let rows = connection
            .prepare_cached("INSERT OR IGNORE INTO spent_ceremony (hash, expires) VALUES (?1, ?2)")?
            .execute(params![self.hash, self.until.0])?;
        Ok(if rows == 1 { Ok(()) } else { Err(Problem::CeremonyOver) })
    }
}

/// The account, and the browser that it is signed in in.
fn whose(by: &Prover) -> String {
    format!("{} {}", by.account.as_str(), by.browser.id())
}
