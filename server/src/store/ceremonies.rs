//! Ceremonies of two requests. The page keeps the sealed state between them, so that the first request writes nothing. A ceremony is
//! finished once, before it expires, and by the session that began it, if a session did.

use super::error::{Result, Stop, StoreError};
use super::tables::spent_ceremony;
use super::tx::Tx;
use super::{AccountId, BrowserSession, Store};
use crate::secrets::{SealPurpose, SealedPlace};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::{Moment, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The time until a ceremony expires.
const LIFE: Duration = Duration::from_mins(10);

/// The kind of a ceremony. State of one kind can't finish another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// Adding an authenticator app.
    AddAuthenticator,
    /// Adding a passkey.
    AddPasskey,
    /// Signing in with a passkey.
    SignInWithPasskey,
    /// Verifying with a passkey, as a second step or a step-up.
    VerifyWithPasskey,
}

impl Ceremony {
    /// What the sealed state is bound to.
    fn place(self, owner: &str) -> SealedPlace<'_> {
        let kind = match self {
            Self::AddAuthenticator => "add-authenticator",
            Self::AddPasskey => "add-passkey",
            Self::SignInWithPasskey => "sign-in-with-passkey",
            Self::VerifyWithPasskey => "verify-with-passkey",
        };
        SealedPlace::Ceremony { kind, owner }
    }
}

#[derive(Serialize, Deserialize)]
struct CeremonyState<T> {
    until: i64,
    what: T,
}

/// A ceremony that is being finished. [`FinishedCeremony::note`] records it.
#[must_use = "a ceremony that isn't noted can be finished again"]
pub struct FinishedCeremony {
    hash: [u8; 16],
    until: Moment,
}

impl Store {
    /// Seals the state that the second request needs. `owner` is the ceremony's owner: [`session_owner`] or [`NO_OWNER`].
    pub fn begin_ceremony<T: Serialize>(&self, ceremony: Ceremony, owner: &str, what: &T) -> Result<String> {
        let until = (self.0.clock.now() + LIFE).0;
        let begun = serde_json::to_vec(&CeremonyState { until, what });
        let begun = begun.map_err(|_| StoreError::Damaged("a ceremony can't be written as JSON"))?;
        Ok(BASE64.encode(self.0.key.seal(ceremony.place(owner), &begun, &self.0.rng)))
    }

    /// Opens the sealed state. The caller must [note](FinishedCeremony::note) that the ceremony is finished. The error is
    /// [`Problem::CeremonyOver`].
    pub fn open_ceremony<T: DeserializeOwned>(
        &self,
        ceremony: Ceremony,
        owner: &str,
        text: &str,
    ) -> Result<(T, FinishedCeremony), Problem> {
        let sealed = BASE64.decode(text).map_err(|_| Problem::CeremonyOver)?;
        let opened = self.0.key.open(ceremony.place(owner), &sealed).map_err(|_| Problem::CeremonyOver)?;
        let begun: CeremonyState<T> = serde_json::from_slice(&opened).map_err(|_| Problem::CeremonyOver)?;
        let until = Moment(begun.until);
        if !until.is_valid(LIFE, self.0.clock.now()) {
            return Err(Problem::CeremonyOver);
        }
        Ok((begun.what, FinishedCeremony { hash: self.0.key.hash(SealPurpose::Ceremony, &sealed), until }))
    }
}

impl FinishedCeremony {
    /// Records that the ceremony is finished, and rejects one that was finished before.
    pub(super) fn note(&self, tx: &Tx) -> Result<(), Stop> {
        let is_first = spent_ceremony::insert(tx, &self.hash, self.until)?;
        if is_first { Ok(()) } else { Err(Problem::CeremonyOver.into()) }
    }
}

/// The owner of a ceremony that anyone can begin. The second request determines the account.
pub const NO_OWNER: &str = "";

/// The owner of a ceremony that a session begins: the account in this browser, until it signs out or in again.
pub fn session_owner(account: &AccountId, browser: &BrowserSession) -> String {
    let since = browser.accounts.iter().find(|each| each.id == *account).map_or(0, |each| each.authenticated.at.0);
    format!("{} {} {since}", account.as_str(), browser.id())
}
