//! The actions that a verification permits, in the same transaction.

use super::browsers::{Cookie, ThisBrowser, unless_replaced};
use super::challenges::{CodeEntry, Redeemed};
use super::error::{Stop, StoreError};
use super::locks::Lock;
use super::outbox::{self, Message};
use super::signing_in::{IssuedCookie, NewRights, VerifiedWrite, begin_second_step, by_code_to, sign_in};
use super::stepped_up::SteppedUpSession;
use super::tables::{account, challenge, known_browser, method, sign_in_name};
use super::two_step::{self, Completed, complete};
use super::tx::Tx;
use super::{AccountId, BrowserSession, Operation, Result, Store, sessions};
use crate::credentials::passwords::NewPassword;
use domain::Problem;
use domain::contact::Contact;
use domain::rules::security_info::shown_name;
use domain::rules::sign_in::TwoStep;
use domain::rules::trust::Trust;
use std::time::Duration;

/// Writes the message to a contact about a new password of an account, whose masked sign-in name it gets, if there is one.
pub type WriteNotice = Box<dyn Fn(&Contact, Option<&str>) -> Option<Message> + Send + Sync>;

/// The purpose of a verification with one of an account's sign-in methods: a [`VerificationPurpose`](domain::api::VerificationPurpose), with
/// what is written for it.
pub enum VerifiedFor {
    /// The sign-in that waits in this browser (S3, S9).
    SignIn {
        /// The browser.
        this_browser: ThisBrowser,
        /// The time for which this browser skips the second step, if the owner wants that (S4).
        trust: Option<Duration>,
        /// Writes the messages about a new password that waits with the sign-in (S6).
        write_notice: WriteNotice,
    },
    /// A step-up in a session (I3).
    StepUp {
        /// The browser.
        browser: BrowserSession,
        /// The operation that steps up, if the request has an ID.
        operation: Option<Operation>,
    },
}

impl VerifiedFor {
    /// The browser to verify in.
    pub(super) fn browser(&self) -> Option<&BrowserSession> {
        match self {
            Self::SignIn { this_browser, .. } => unless_replaced(this_browser.browser.as_ref()),
            Self::StepUp { browser, .. } => Some(browser),
        }
    }

    /// The operation that verifies.
    pub(super) fn operation(&self) -> Option<Operation> {
        match self {
            Self::SignIn { this_browser, .. } => this_browser.operation.clone(),
            Self::StepUp { operation, .. } => operation.clone(),
        }
    }
}

impl Store {
    /// Sets the account's new password, signs it out everywhere, and signs it in here (S6). With two-step verification, all of this waits
    /// for a second method.
    pub async fn reset_password(
        &self,
        entry: CodeEntry,
        password: NewPassword,
        this_browser: ThisBrowser,
        write_notice: WriteNotice,
    ) -> Result<IssuedCookie, Stop> {
        let (browser, operation, store) = (this_browser.browser.clone(), this_browser.operation.clone(), self.clone());
        let reset = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?;
            let write = VerifiedWrite { tx, store: &store, cookie, account, now: *now };
            if two_step::of(tx, account, None, (*now, store.policy()))? == TwoStep::On {
                let signing_in = this_browser.clone().signing_in(account.clone());
                return begin_second_step(write, &signing_in, contact, Some(&password));
            }
            replace_password(write, &password, &write_notice)?;
            sign_in(write, this_browser.clone(), by_code_to(contact))
        };
        self.issue_cookie_for_code(entry, unless_replaced(browser.as_ref()), operation, reset).await
    }

    /// Sets the account's new password, and signs it out of all other browsers (I7). Each contact gets the
    /// message that `write_notice` writes. If the answer is lost, the page can repeat it after another step-up.
    pub async fn change_password(
        &self,
        by: SteppedUpSession,
        password: NewPassword,
        write_notice: WriteNotice,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store, this_browser) = (self.0.clock.now(), self.clone(), by.browser.clone());
        let change = move |tx: &Tx, cookie: &Cookie| {
            let SteppedUpSession { account, browser } = &by;
            tx.lock(Lock::Account(account))?;
            by.check(tx)?;
            if !sessions::replace_cookie_keeping_old(tx, cookie, now)? {
                return Err(Problem::StepUpNeeded.into());
            }
            sessions::end_all(tx, account, Some(browser))?;
            let write = VerifiedWrite { tx, store: &store, cookie, account, now };
            set_password(write, &password, &write_notice)?;
            Ok(IssuedCookie { token: cookie.token, account: account.clone() })
        };
        self.write_drawn(|drawn_for| self.cookie(Some(&this_browser), drawn_for), change).await
    }

    /// Verifies an account with a code that was sent to one of its contacts.
    pub async fn verify_with_code(&self, entry: CodeEntry, verified_for: VerifiedFor) -> Result<IssuedCookie, Stop> {
        let (browser, operation, store) = (verified_for.browser().cloned(), verified_for.operation(), self.clone());
        let complete_verification = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::NothingToVerify)?;
            let method = method::number_of(tx, account, contact)?;
            let method = method.ok_or(Problem::MethodUnknown)?; // removed in the meantime
            let write = VerifiedWrite { tx, store: &store, cookie, account, now: *now };
            complete_verification(write, &verified_for, Some(method))
        };
        self.issue_cookie_for_code(entry, browser.as_ref(), operation, complete_verification).await
    }

    /// Records a step-up with the password, if it is still the one that was checked.
    pub async fn step_up_with_password(
        &self,
        account: AccountId,
        checked: String,
        browser: BrowserSession,
    ) -> Result<IssuedCookie, Stop> {
        let (now, store, in_browser) = (self.0.clock.now(), self.clone(), browser.clone());
        let step_up = move |tx: &Tx, cookie: &Cookie| {
            tx.lock(Lock::Account(&account))?;
            if !account::has_password(tx, &account, &checked)? {
                return Err(Problem::WrongPassword.into());
            }
            step_up(VerifiedWrite { tx, store: &store, cookie, account: &account, now }, &in_browser)
        };
        self.issue_cookie(Some(&browser), None, step_up).await
    }
}

/// Completes the purpose of a verification. `method` is the sign-in method; `None` for a recovery code.
pub(super) fn complete_verification(
    write: VerifiedWrite,
    verified_for: &VerifiedFor,
    method: Option<i64>,
) -> Result<NewRights, Stop> {
    let VerifiedWrite { tx, cookie, account, now, .. } = write;
    tx.lock(Lock::Account(account))?;
    let (this_browser, trust, write_notice) = match verified_for {
        VerifiedFor::StepUp { browser, .. } => return step_up(write, browser),
        VerifiedFor::SignIn { this_browser, trust, write_notice } => (this_browser, trust, write_notice),
    };
    if cookie.replaces.is_none() {
        // No sign-in waits in a new browser. All is undone, so that the same code completes this one with the newest cookie.
        return Err(StoreError::CookieVoided.into());
    }
    let Completed { by, password } = complete(tx, cookie.id, account, method, now)?;
    if let Some(password) = password {
        replace_password(write, &password, write_notice)?;
    }
    let rights = sign_in(write, this_browser.clone(), by)?;
    if let Some(trust) = trust {
        known_browser::trust(tx, account, cookie.id, Some(Trust { since: now, until: now + *trust }))?;
    }
    Ok(rights)
}

/// Replaces a forgotten password, and signs the account out everywhere (S6).
fn replace_password(write: VerifiedWrite, password: &NewPassword, write_notice: &WriteNotice) -> Result<()> {
    let VerifiedWrite { tx, cookie, account, .. } = write;
    tx.lock(Lock::Browser(cookie.id))?; // before other browsers' sessions, because this one gets a new cookie
    sessions::end_all_before_sign_in(tx, account, cookie.id)?;
    set_password(write, password, write_notice)
}

/// Sets a password, and voids the codes that were sent to the account before.
fn set_password(
    VerifiedWrite { tx, store, account, now, .. }: VerifiedWrite,
    password: &NewPassword,
    write_notice: &WriteNotice,
) -> Result<()> {
    account::set_password(tx, account, &password.0)?;
    challenge::end_all(tx, account)?;
    let names = sign_in_name::of_account(tx, account)?;
    let name = shown_name(&names).map(Contact::masked);
    method::contacts(tx, account)?
        .iter()
        .filter_map(|contact| write_notice(contact, name.as_deref()))
        .try_for_each(|notice| outbox::add_notice(tx, store, account, notice, now))
}

fn step_up(write: VerifiedWrite, browser: &BrowserSession) -> Result<NewRights, Stop> {
    sessions::step_up(write.tx, browser, write.cookie, write.account, write.now)?;
    Ok(NewRights::of_owner(write)?)
}
