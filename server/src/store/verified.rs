//! The actions that a verification permits, in the same transaction.

use super::browsers::{Cookie, ThisBrowser, unless_replaced};
use super::challenges::{CodeEntry, Redeemed};
use super::error::{Stop, StoreError};
use super::hold_steps::ProtectionWrite;
use super::locks::Lock;
use super::signing_in::{IssuedCookie, NewRights, VerifiedWrite, begin_second_step, sign_in, sign_in_by_code};
use super::stepped_up::SteppedUpSession;
use super::tables::change_notice::NoticeDetail;
use super::tables::session::StepUp;
use super::tables::{account, challenge, known_browser, method};
use super::two_step::{self, Completed, complete};
use super::tx::Tx;
use super::{AccountId, BrowserSession, Operation, Result, Store, methods, notices_to_write, protection, sessions};
use crate::credentials::passwords::NewPassword;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use domain::Problem;
use domain::rules::challenge::ChallengePurpose;
use domain::rules::notice::NoticeKind;
use domain::rules::reminder::ReminderState;
use domain::rules::sign_in::TwoStep;
use domain::rules::trust::Trust;
use std::time::Duration;

/// The purpose of a verification with one of an account's sign-in methods: a [`VerificationPurpose`](domain::api::VerificationPurpose), with
/// what is written for it.
pub enum VerifiedFor {
    /// The sign-in that waits in this browser (S3, S9).
    SignIn {
        /// The browser.
        this_browser: ThisBrowser,
        /// The time for which this browser skips the second step, if the owner wants that (S4).
        trust: Option<Duration>,
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

    /// The purpose of the codes for it.
    pub(super) fn purpose(&self) -> ChallengePurpose {
        match self {
            Self::SignIn { .. } => ChallengePurpose::Verify,
            Self::StepUp { .. } => ChallengePurpose::StepUp,
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
    ) -> Result<IssuedCookie, Stop> {
        let (browser, operation, store) = (this_browser.browser.clone(), this_browser.operation.clone(), self.clone());
        let reset = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?;
            let write = VerifiedWrite { tx, store: &store, cookie, account, now: *now };
            if two_step::of(tx, account, None, (*now, store.policy()))? == TwoStep::On {
                let signing_in = this_browser.clone().signing_in(account.clone());
                return begin_second_step(write, &signing_in, contact, Some(&password));
            }
            let method = method::number_of(tx, account, contact)?;
            tx.record(Event::new(EventKind::PasswordReset).account(account).method(MethodLabel::of_contact(contact)));
            replace_password(write, &password, method.as_slice())?;
            sign_in_by_code(write, this_browser.clone(), contact)
        };
        self.issue_cookie_for_code(entry, unless_replaced(browser.as_ref()), operation, reset).await
    }

    /// Sets the account's new password, and signs it out of all other browsers (I7). If the answer is lost, the page can repeat it after
    /// another step-up.
    pub async fn change_password(&self, by: SteppedUpSession, password: NewPassword) -> Result<IssuedCookie, Stop> {
        let (now, store, this_browser) = (self.0.clock.now(), self.clone(), by.browser.clone());
        let change = move |tx: &Tx, cookie: &Cookie| {
            let SteppedUpSession { account, browser } = &by;
            tx.lock(Lock::Account(account))?;
            by.check(tx)?;
            protection::refuse_change(tx, account, now)?;
            if !sessions::replace_cookie_keeping_old(tx, cookie, now)? {
                return Err(Problem::StepUpNeeded.into());
            }
            sessions::end_all(tx, account, Some(browser))?;
            let write = VerifiedWrite { tx, store: &store, cookie, account, now };
            set_password(write, &password)?;
            tx.record(Event::new(EventKind::PasswordChanged).account(account));
            Ok(IssuedCookie { token: cookie.token, account: account.clone(), has_canceled_closing: false })
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
            tx.record(Event::new(EventKind::SteppedUp).account(&account).method(MethodLabel::Password));
            step_up(VerifiedWrite { tx, store: &store, cookie, account: &account, now }, &in_browser, None)
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
    if matches!(verified_for, VerifiedFor::StepUp { .. }) && method.is_some() {
        account::set_reminder(tx, account, ReminderState::new(now))?; // a method was tested (R1)
    }
    let with = methods::label(tx, account, method)?;
    let (this_browser, trust) = match verified_for {
        VerifiedFor::StepUp { browser, .. } => {
            tx.record(Event::new(EventKind::SteppedUp).account(account).method(with));
            return step_up(write, browser, method);
        }
        VerifiedFor::SignIn { this_browser, trust } => (this_browser, trust),
    };
    if cookie.replaces.is_none() {
        // No sign-in waits in a new browser. All is undone, so that the same code completes this one with the newest cookie.
        return Err(StoreError::CookieVoided.into());
    }
    let Completed { by, first, password } = complete(tx, cookie.id, account, method, now)?;
    let kind = if password.is_some() { EventKind::PasswordReset } else { EventKind::SignIn };
    if let Some(password) = password {
        let verified: Vec<i64> = first.into_iter().chain(method).collect();
        replace_password(write, &password, &verified)?;
    } else {
        write.note_new_browser(this_browser.browser.as_ref())?;
    }
    tx.record(Event::new(kind).account(account).method(with));
    let rights = sign_in(write, this_browser.clone(), by, method.or(first))?;
    if let Some(trust) = trust {
        known_browser::trust(tx, account, cookie.id, Some(Trust { since: now, until: now + *trust }))?;
    }
    Ok(rights)
}

/// Replaces a forgotten password after a verification with these methods, and signs the account out everywhere (S6).
fn replace_password(write: VerifiedWrite, password: &NewPassword, verified: &[i64]) -> Result<(), Stop> {
    let VerifiedWrite { tx, store, cookie, account, now } = write;
    tx.lock(Lock::Browser(cookie.id))?; // before other browsers' sessions, because this one gets a new cookie
    ProtectionWrite { tx, store, account, now }.reset_password(verified)?;
    sessions::end_all_before_sign_in(tx, account, cookie.id)?;
    Ok(set_password(write, password)?)
}

/// Sets a password, and voids the codes that were sent to the account before.
fn set_password(VerifiedWrite { tx, store, account, now, .. }: VerifiedWrite, password: &NewPassword) -> Result<()> {
    account::set_password(tx, account, &password.0)?;
    challenge::end_all(tx, account)?;
    let (before, detail) = (methods::read(tx, account)?.info, NoticeDetail::default());
    notices_to_write::note(tx, store, account, NoticeKind::PasswordChanged, detail, &before, &[], now)
}

fn step_up(write: VerifiedWrite, browser: &BrowserSession, method: Option<i64>) -> Result<NewRights, Stop> {
    let step_up = StepUp { at: write.now, with: method };
    sessions::step_up(write.tx, browser, write.cookie, write.account, step_up)?;
    Ok(NewRights::of_owner(write)?)
}
