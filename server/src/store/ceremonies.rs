//! Ceremonies of two requests: what the first one makes waits, sealed, in the hands of the page, so that beginning writes nothing.
//! It is finished once, in time, and by the session that began it, if a session did.

use super::error::{Result, Stop};
use super::tables::spent_ceremony;
use super::tx::Tx;
use super::{AccountId, BrowserSession, Store};
use crate::secrets::SealPurpose;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::{Moment, Problem};
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
    /// Making a passkey.
    AddPasskey,
    /// Signing in with one.
    SignInWithPasskey,
    /// Showing one, beside another proof.
    ShowPasskey,
}

#[derive(Serialize, Deserialize)]
struct Begun<T> {
    ceremony: Ceremony,
    whose: String,
    until: i64,
    what: T,
}

/// Marks a ceremony as finished.
#[must_use = "what is not noted can be finished again"]
pub struct Finished {
    hash: [u8; 16],
    until: Moment,
}

impl Store {
    /// Seals what the second request needs to know. `whose`: what [`of_session`] says, or [`NOBODYS`].
    pub fn begin_ceremony<T: Serialize>(&self, ceremony: Ceremony, whose: &str, what: &T) -> String {
        let until = (self.0.clock.now() + LIFE).0;
        let begun = serde_json::to_vec(&Begun { ceremony, whose: whose.to_owned(), until, what });
        BASE64.encode(self.0.key.seal(SealPurpose::Ceremony, &begun.unwrap_or_default(), &self.0.rng))
    }

    /// Opens it again. Whoever uses it must [`Finished::note`] that.
    pub fn open_ceremony<T: DeserializeOwned>(
        &self,
        ceremony: Ceremony,
        whose: &str,
        text: &str,
    ) -> Result<(T, Finished), Problem> {
        let sealed = BASE64.decode(text).map_err(|_| Problem::CeremonyOver)?;
        let opened = self.0.key.open(SealPurpose::Ceremony, &sealed).map_err(|_| Problem::CeremonyOver)?;
        let begun: Begun<T> = serde_json::from_slice(&opened).map_err(|_| Problem::CeremonyOver)?;
        let until = Moment(begun.until);
        if begun.ceremony != ceremony || begun.whose != whose || self.0.clock.now() >= until {
            return Err(Problem::CeremonyOver);
        }
        Ok((begun.what, Finished { hash: self.0.key.hash(SealPurpose::Ceremony, &sealed), until }))
    }
}

impl Finished {
    /// Refuses what was finished before.
    pub(super) fn note(&self, tx: &Tx) -> Result<(), Stop> {
        let is_first = spent_ceremony::insert(tx, &self.hash, self.until)?;
        if is_first { Ok(()) } else { Err(Problem::CeremonyOver.into()) }
    }
}

/// Whose a ceremony is that anyone may begin: its end tells.
pub const NOBODYS: &str = "";

/// Whose a ceremony is: an account's in a browser, until it signs out or in again there.
pub fn of_session(account: &AccountId, browser: &BrowserSession) -> String {
    let since = browser.accounts.iter().find(|each| each.id == *account).map_or(0, |each| each.authenticated.at.0);
    format!("{} {} {since}", account.as_str(), browser.id())
}
