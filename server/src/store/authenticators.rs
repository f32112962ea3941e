//! Authenticator apps as sign-in methods.

use super::browsers::Cookie;
use super::ceremonies::Ceremony;
use super::clock_watch::is_behind;
use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::methods;
use super::operations::{self, OperationEffect};
use super::signing_in::{IssuedCookie, VerifiedWrite};
use super::stepped_up::SteppedUpSession;
use super::tables::{authenticator, method};
use super::tx::Tx;
use super::verified::{self, VerifiedFor};
use super::{AccountId, Counted, Operation, Store, attempts, sealed};
use crate::credentials::authenticator::{AuthenticatorSeed, newest_step};
use crate::secrets::{SealedPlace, ServerKey};
use domain::code::OneTimeCode;
use domain::rules::security_info::MethodKind;
use domain::{Moment, Problem};

impl Store {
    /// A new seed for an app, and the ceremony that the page sends back with the first code.
    pub fn begin_authenticator(&self, by: &SteppedUpSession) -> Result<(AuthenticatorSeed, String)> {
        let seed = AuthenticatorSeed::new(&self.0.rng);
        let ceremony = self.begin_ceremony(Ceremony::AddAuthenticator, &by.owner(), &seed.bytes())?;
        Ok((seed, ceremony))
    }

    /// Adds the app if its first code matches the ceremony's seed. After a wrong code, the ceremony can still be finished.
    pub async fn add_authenticator(
        &self,
        by: SteppedUpSession,
        ceremony: &str,
        code: OneTimeCode,
        name: Option<String>,
        operation: Option<Operation>,
    ) -> Result<(), Stop> {
        let (now, policy, store, browser) = (self.0.clock.now(), self.0.policy, self.clone(), by.browser.id());
        let begun = self.open_ceremony::<Vec<u8>>(Ceremony::AddAuthenticator, &by.owner(), ceremony);
        let (seed, finished) = begun?;
        let seed = AuthenticatorSeed::of(&seed).ok_or(Problem::CeremonyOver)?;
        let step = seed.step_of(code, now).ok_or(Problem::WrongAuthenticatorCode)?;
        let add = move |tx: &Tx, account: &AccountId| {
            finished.note(tx)?;
            let method = methods::add(tx, account, &MethodKind::Authenticator, name.as_deref(), (now, &policy))?;
            let sealed = store.0.key.seal(place(account, method), seed.bytes(), &store.0.rng);
            authenticator::insert(tx, account, method, &sealed, step)?;
            Ok(operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, account), now)?)
        };
        self.write_as(by, add).await
    }

    /// Verifies an account with a code of one of its apps. It is used up even if a problem is returned. Wrong codes are counted.
    pub async fn verify_with_authenticator(
        &self,
        (account, method): (AccountId, i64),
        code: OneTimeCode,
        counts: Vec<Counted>,
        verified_for: VerifiedFor,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store) = (self.0.clock.now(), self.clone());
        let (browser, operation) = (verified_for.browser().cloned(), verified_for.operation());
        let complete_verification = move |tx: &Tx, cookie: &Cookie| {
            attempts::admit(tx, &counts, now)?;
            tx.lock(Lock::Account(&account))?;
            redeem(tx, &store.0.key, (&account, method), code, now).map_err(|stop| match stop {
                // It was right: a form that is submitted twice doesn't use up the attempts.
                Stop::Refused(problem @ Problem::AuthenticatorCodeUsed) => problem.into(),
                Stop::Refused(problem) => attempts::counted(tx, &counts, problem, now),
                stop => stop,
            })?;
            method::note_use(tx, &account, method, now)?;
            let write = VerifiedWrite { tx, store: &store, cookie, account: &account, now };
            tx.nested(|| verified::complete_verification(write, &verified_for, Some(method)))
        };
        self.issue_cookie(browser.as_ref(), operation, complete_verification).await
    }
}

fn place(account: &AccountId, method: i64) -> SealedPlace<'_> {
    SealedPlace::AuthenticatorSeed { account: account.as_str(), method }
}

/// Redeems a code. Its time step must be newer than all before, because no code works twice (RFC 6238 §5.2). A code that was used
/// while the clock was ahead (O10) doesn't count, or no code would work until that time comes.
fn redeem(
    tx: &Tx,
    key: &ServerKey,
    (account, method): (&AccountId, i64),
    code: OneTimeCode,
    now: Moment,
) -> Result<(), Stop> {
    let sealed = authenticator::seed(tx, account, method)?.ok_or(Problem::MethodUnknown)?;
    let opened = sealed::open(tx, key, place(account, method), &sealed)?;
    let seed = AuthenticatorSeed::of(&opened).ok_or(StoreError::Damaged("a seed has a wrong length"))?;
    let step = seed.step_of(code, now).ok_or(Problem::WrongAuthenticatorCode)?;
    let newest = if is_behind(tx, now)? { i64::MAX } else { newest_step(now) };
    let is_first = authenticator::spend(tx, account, method, step, newest)?;
    if is_first { Ok(()) } else { Err(Problem::AuthenticatorCodeUsed.into()) }
}
