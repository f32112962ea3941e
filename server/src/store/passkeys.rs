//! Passkeys as sign-in methods.

use super::browsers::{Cookie, ThisBrowser, unless_replaced};
use super::ceremonies::FinishedCeremony;
use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::methods;
use super::operations::{self, OperationEffect};
use super::signing_in::{self, IssuedCookie, VerifiedWrite};
use super::stepped_up::SteppedUpSession;
use super::tables::method;
use super::tables::passkey::{self, PasskeyRow};
use super::tx::Tx;
use super::verified::{self, VerifiedFor};
use super::{AccountId, Operation, Store};
use domain::rules::amr::Amr;
use domain::rules::security_info::MethodKind;
use domain::{Moment, Problem};
use webauthn_rs::prelude::Passkey;

/// A stored passkey.
#[derive(Clone)]
pub struct KnownPasskey {
    /// The account.
    pub account: AccountId,
    /// The number of the sign-in method.
    pub method: i64,
    /// The passkey.
    pub passkey: Passkey,
    /// The stored JSON. A use is only written if it is unchanged, so that a cloned passkey is noticed.
    kept: String,
}

impl KnownPasskey {
    /// Whether it is backed up, as reported when it was last used.
    pub fn is_backed_up(&self) -> bool {
        // The library exposes this only in its JSON.
        serde_json::from_str::<serde_json::Value>(&self.kept).is_ok_and(|kept| kept["cred"]["backup_state"] == true)
    }
}

impl Store {
    /// The passkey with a credential ID.
    pub async fn passkey(&self, id: &[u8]) -> Result<Option<KnownPasskey>> {
        let id = id.to_vec();
        Ok(self.read(move |tx| passkey::by_id(tx, &id)).await?.and_then(known))
    }

    /// All passkeys of an account.
    pub async fn passkeys_of(&self, account: &AccountId) -> Result<Vec<KnownPasskey>> {
        let account = account.clone();
        let rows = self.read(move |tx| passkey::of_account(tx, &account)).await?;
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Adds a passkey that was just created.
    pub async fn add_passkey(
        &self,
        by: SteppedUpSession,
        finished: FinishedCeremony,
        passkey: &Passkey,
        name: Option<String>,
        operation: Option<Operation>,
    ) -> Result<(), Stop> {
        let (now, policy, browser) = (self.0.clock.now(), self.0.policy, by.browser.id());
        let (id, credential) = (passkey.cred_id().clone(), json(passkey)?);
        let add = move |tx: &Tx, account: &AccountId| {
            finished.note(tx)?;
            if passkey::exists(tx, &id)? {
                return Err(Problem::MethodAlreadyAdded.into());
            }
            let method = methods::add(tx, account, &MethodKind::Passkey, name.as_deref(), (now, &policy))?;
            passkey::insert(tx, &id, (account, method), &credential)?;
            Ok(operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, account), now)?)
        };
        self.write_as(by, add).await
    }

    /// Signs in with a passkey that has verified its user, which is both steps in one (S3).
    pub async fn sign_in_with_passkey(
        &self,
        finished: FinishedCeremony,
        used: UsedPasskey,
        this_browser: ThisBrowser,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let (browser, operation) = (this_browser.browser.clone(), this_browser.operation.clone());
        let sign_in = move |tx: &Tx, cookie: &Cookie| {
            note_use(tx, &finished, &used, now)?;
            let write = VerifiedWrite { tx, store: &store, cookie, account: &used.before.account, now };
            signing_in::sign_in(write, this_browser.clone(), Amr::PASSKEY)
        };
        self.issue_cookie(unless_replaced(browser.as_ref()), operation, sign_in).await
    }

    /// Verifies an account with one of its passkeys. The ceremony is finished even if a problem is returned.
    pub async fn verify_with_passkey(
        &self,
        finished: FinishedCeremony,
        used: UsedPasskey,
        verified_for: VerifiedFor,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let (browser, operation) = (verified_for.browser().cloned(), verified_for.operation());
        let complete_verification = move |tx: &Tx, cookie: &Cookie| {
            note_use(tx, &finished, &used, now)?;
            let KnownPasskey { account, method, .. } = &used.before;
            let write = VerifiedWrite { tx, store: &store, cookie, account, now };
            tx.nested(|| verified::complete_verification(write, &verified_for, Some(*method)))
        };
        self.issue_cookie(browser.as_ref(), operation, complete_verification).await
    }
}

/// A passkey that was just used.
pub struct UsedPasskey {
    /// The passkey before its use.
    pub before: KnownPasskey,
    /// The passkey with its new counter.
    pub after: Passkey,
}

fn note_use(
    tx: &Tx,
    finished: &FinishedCeremony,
    UsedPasskey { before, after }: &UsedPasskey,
    now: Moment,
) -> Result<(), Stop> {
    tx.lock(Lock::Account(&before.account))?;
    finished.note(tx)?;
    if !passkey::note_use(tx, (&before.account, before.method), &before.kept, &json(after)?)? {
        // The passkey was removed in the meantime, or a clone was used. The ceremony is finished all the same.
        return Err(Stop::Counted(Problem::PasskeyRefused));
    }
    Ok(method::note_use(tx, &before.account, before.method, now)?)
}

fn json(passkey: &Passkey) -> Result<String> {
    serde_json::to_string(passkey).map_err(|_| StoreError::Damaged("a passkey can't be written as JSON"))
}

/// The passkey of a row; `None` if the library can't read it. The log says so, and the account's other passkeys still work.
fn known(PasskeyRow { account, method, credential: kept }: PasskeyRow) -> Option<KnownPasskey> {
    match serde_json::from_str(&kept) {
        Ok(passkey) => Some(KnownPasskey { account, method, passkey, kept }),
        Err(cause) => {
            tracing::error!(account = account.as_str(), method, %cause, "a passkey can't be read");
            None
        }
    }
}
