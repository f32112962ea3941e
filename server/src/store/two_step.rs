//! Two-step verification (S3): whether it is on, trusted browsers (S4), and sign-ins that wait for the second step.

use super::browsers::{Cookie, SigningIn};
use super::error::Stop;
use super::locks::Lock;
use super::methods;
use super::stepped_up::SteppedUpSession;
use super::tables::known_browser::{self, TrustedBrowserRow};
use super::tables::waiting_sign_in::{self, WaitingSignInRow};
use super::tables::{account, browser};
use super::tx::Tx;
use super::{AccountId, Result, Store, sessions};
use crate::credentials::passwords::NewPassword;
use domain::rules::amr::Amr;
use domain::rules::policy::Policy;
use domain::rules::security_info::FirstStep;
use domain::rules::sign_in::TwoStep;
use domain::{Moment, Problem};

impl Store {
    /// Switches two-step verification on or off, and ends the trust in all browsers. Refused with a set of recovery codes that a newer one
    /// has replaced: its owner has saved codes that no longer work.
    pub async fn switch_two_step(&self, by: SteppedUpSession, on: bool, set: Option<u64>) -> Result<(), Stop> {
        let switch = move |tx: &Tx, account: &AccountId| {
            methods::read(tx, account)?.info.switch_two_step(on)?;
            if !account::set_two_step(tx, account, on, set)? {
                return Err(Stop::from(Problem::CeremonyOver));
            }
            Ok(known_browser::trust_none(tx, account)?)
        };
        self.write_as(by, switch).await
    }

    /// The trusted browsers, which skip the second step, the one that is trusted longest first.
    pub async fn trusted_browsers(&self, account: &AccountId) -> Result<Vec<TrustedBrowserRow>> {
        let (now, policy, account) = (self.0.clock.now(), self.0.policy, account.clone());
        let mut trusted = self.read(move |tx| known_browser::trusted(tx, &account)).await?;
        trusted.retain(|browser| browser.trust.holds(now, &policy));
        Ok(trusted)
    }

    /// Ends the trust in a browser; `false` if it wasn't trusted.
    pub async fn end_trust(&self, by: SteppedUpSession, browser: i64) -> Result<bool, Stop> {
        let (now, policy) = (self.0.clock.now(), self.0.policy);
        let end = move |tx: &Tx, account: &AccountId| {
            let was_trusted = is_trusted(tx, account, Some(browser), (now, &policy))?;
            known_browser::trust(tx, account, browser, None)?;
            Ok(was_trusted)
        };
        self.write_as(by, end).await
    }
}

/// Whether a browser is trusted.
fn is_trusted(tx: &Tx, account: &AccountId, browser: Option<i64>, (now, policy): (Moment, &Policy)) -> Result<bool> {
    Ok(known_browser::trust_in(tx, account, browser)?.is_some_and(|trust| trust.holds(now, policy)))
}

/// Whether a sign-in in a browser needs the second step.
pub(super) fn of(
    tx: &Tx,
    account: &AccountId,
    browser: Option<i64>,
    now_and_policy: (Moment, &Policy),
) -> Result<TwoStep> {
    Ok(match (account::has_two_step(tx, account)?, is_trusted(tx, account, browser, now_and_policy)?) {
        (false, _) => TwoStep::Off,
        (true, false) => TwoStep::On,
        (true, true) => TwoStep::TrustedBrowser,
    })
}

/// Makes a sign-in wait for its second step (S3, S9), and a new password with it (S6), unless an operator has disabled the account. Other
/// accounts' sign-ins that wait there go on waiting (S13).
pub(super) fn begin_waiting(
    tx: &Tx,
    cookie: &Cookie,
    signing_in: &SigningIn,
    first: FirstStep,
    password: Option<&NewPassword>,
    now: Moment,
) -> Result<(), Stop> {
    let account = &signing_in.account;
    tx.lock(Lock::Account(account))?;
    sessions::refuse_disabled(tx, account)?;
    sessions::replace_cookie_to_sign_in(tx, cookie, signing_in, now)?;
    browser::note_begun(tx, cookie.id, now)?;
    Ok(waiting_sign_in::put(tx, cookie.id, account, first, password.map(|NewPassword(hash)| hash), now)?)
}

/// Completes the sign-in that waits in a browser. `method` is the sign-in method of the second step; `None` for a recovery code. Refused
/// if no sign-in waits, or if the method doesn't count beside the first step.
pub(super) fn complete(
    tx: &Tx,
    browser: i64,
    account: &AccountId,
    method: Option<i64>,
    now: Moment,
) -> Result<Completed, Stop> {
    let waiting = sessions::waiting_in(tx, browser, now)?.into_iter().find(|waiting| waiting.account == *account);
    let WaitingSignInRow { first, password, .. } = waiting.ok_or(Problem::NothingToVerify)?;
    let info = methods::read(tx, account)?.info;
    let counts = match method {
        Some(method) => info.further_methods(Some(first)).any(|further| further.id == method),
        None => info.takes_recovery_code(Some(first)),
    };
    if !counts {
        return Err(Problem::NothingToVerify.into());
    }
    let of_method =
        |id: i64| info.methods.iter().find(|method| method.id == id).map_or(Amr::CODE, |method| Amr::of(&method.kind));
    let first = if let FirstStep::Method(first) = first { of_method(first) } else { Amr::PASSWORD };
    let by = first.then(method.map_or(Amr::CODE, of_method));
    Ok(Completed { by, password: password.map(NewPassword) })
}

/// A sign-in whose two steps are complete.
pub(super) struct Completed {
    /// The authentication methods of both steps.
    pub(super) by: Amr,
    /// The new password that waited with the sign-in.
    pub(super) password: Option<NewPassword>,
}
