//! Browsers and the accounts signed in in them (S2, S10).

use super::ahead::now_after;
use super::browsers::{BrowserSession, Cookie, SigningIn};
use super::error::{Result, Stop, StoreError};
use super::locks::Lock;
use super::tables::browser::{self, BrowserCutoffs, BrowserRow};
use super::tables::session::{self, SessionRow};
use super::tables::waiting_sign_in::{self, WaitingSignIn, WaitingSignInRow};
use super::tables::{account, known_browser};
use super::tx::Tx;
use super::{AccountId, Store, VISITS_NOTED_EVERY, known_browsers, voided_cookies};
use crate::secrets::Token;
use domain::rules::amr::{Amr, Authenticated};
use domain::rules::sign_in::COMPLETED_WITHIN;
use domain::time::MOST_AHEAD;
use domain::{Moment, Problem};
use std::time::Duration;

/// How long a replaced cookie works, because the response with the new one may have been lost.
const LOST_ANSWER: Duration = Duration::from_mins(1);
/// The shortest time between two recorded visits on a shared computer, where sessions expire sooner than elsewhere.
const SHARED_VISITS_NOTED_EVERY: Duration = Duration::from_mins(1);

impl Store {
    /// The browser of a cookie, unless it has been idle for too long. A replaced cookie gets no step-ups and no waiting sign-in.
    pub async fn browser(&self, cookie: &Token) -> Result<Option<BrowserSession>> {
        let (now, cookie) = (self.0.clock.now(), *cookie);
        let since = self.visits_since(now);
        self.read(move |tx| {
            let Some(found) = browser::by_id(tx, cookie.id, since)? else { return Ok(None) };
            let Some(is_new) = is_newest(&found, &cookie, now) else { return Ok(None) };
            let mut accounts = session::of_browser(tx, cookie.id)?;
            for account in &mut accounts {
                account.stepped_up.take_if(|_| !is_new);
            }
            let noted_every = if found.shared { SHARED_VISITS_NOTED_EVERY } else { VISITS_NOTED_EVERY };
            let is_noted = found.seen.is_within(noted_every, now_after(tx, found.seen, now)?);
            let (current, newest_cookie) = (found.current, found.secret);
            // None began after the last one, so there is seldom anything to read.
            let can_wait = is_new && found.begun.is_some_and(|begun| begun.is_within(COMPLETED_WITHIN, now));
            let waiting = if can_wait { waiting_in(tx, cookie.id, now)? } else { Vec::new() };
            let waiting = waiting.into_iter().map(WaitingSignIn::from).collect();
            let (id, is_replaced, is_shared, cookie) = (cookie.id, !is_new, found.shared, cookie.hash());
            Ok(Some(BrowserSession {
                id,
                is_noted,
                current,
                is_shared,
                is_replaced,
                cookie,
                newest_cookie,
                accounts,
                waiting,
            }))
        })
        .await
    }

    /// The times since which a browser must have been used.
    pub(super) fn visits_since(&self, now: Moment) -> BrowserCutoffs {
        let policy = &self.0.policy;
        let (seen, shared_seen) = (now - policy.session_idle, now - policy.shared_idle);
        BrowserCutoffs { seen, shared_seen, shared_seen_by: now + MOST_AHEAD }
    }

    /// Records a visit, which keeps the browser's sessions alive.
    pub async fn note_visit(&self, browser: &BrowserSession) -> Result<(), Stop> {
        let (id, now) = (browser.id, self.0.clock.now());
        self.write(move |tx| {
            browser::note_visit(tx, id, now)?;
            Ok(known_browser::note_visit(tx, id, now)?)
        })
        .await
    }

    /// The browsers in which an account is signed in, last used first.
    pub async fn sessions_of(&self, account: &AccountId) -> Result<Vec<SessionRow>> {
        let (account, since) = (account.clone(), self.visits_since(self.0.clock.now()));
        self.read(move |tx| session::of_account(tx, &account, since)).await
    }

    /// Signs an account out of a browser, which becomes unknown to it; `false` if it wasn't signed in there. `this_browser` is the one of
    /// the request.
    pub async fn end_session(
        &self,
        this_browser: &BrowserSession,
        account: &AccountId,
        browser: i64,
    ) -> Result<bool, Stop> {
        let end = move |tx: &Tx, account: &AccountId| {
            let was_signed_in = session::exists(tx, browser, account)?;
            end(tx, browser, account.as_str())?;
            if was_signed_in {
                waiting_sign_in::delete_if_nobody_is_signed_in(tx, browser)?;
            }
            known_browser::delete(tx, account, browser)?;
            Ok(was_signed_in)
        };
        self.write_in(this_browser, account, end).await
    }

    /// Switches to another of the browser's accounts; `false` if it isn't signed in, or if the cookie was replaced since it was read.
    pub async fn choose_account(&self, browser: &BrowserSession, account: String) -> Result<bool, Stop> {
        let (id, cookie) = (browser.id, browser.newest_cookie);
        self.0.engine.write_one(move |tx| browser::choose(tx, id, &cookie, &account)).await
    }

    /// Signs one account out of the browser, which is no longer trusted. If the account was in use, none is until one is chosen.
    pub async fn sign_out(&self, browser: &BrowserSession, account: String) -> Result<(), Stop> {
        let (browser, now) = (browser.clone(), self.0.clock.now());
        // A replaced cookie reads no sign-ins that wait, so it ends none.
        if browser.is_replaced && browser.accounts.iter().all(|each| each.id.as_str() != account) {
            return Ok(());
        }
        self.write(move |tx| {
            tx.lock(Lock::Browser(browser.id))?;
            end(tx, browser.id, &account)?;
            waiting_sign_in::delete_if_nobody_is_signed_in(tx, browser.id)?;
            Ok(known_browsers::leave(tx, &account, browser.id, now)?)
        })
        .await
    }
}

/// The sign-ins that wait in a browser and can still be completed, the newest first.
pub(super) fn waiting_in(tx: &Tx, browser: i64, now: Moment) -> Result<Vec<WaitingSignInRow>> {
    let mut waiting = waiting_sign_in::of_browser(tx, browser)?;
    waiting.retain(|waiting| waiting.since.is_within(COMPLETED_WITHIN, now));
    Ok(waiting)
}

/// Whether a cookie is a browser's newest one; `None` if it doesn't work.
fn is_newest(found: &BrowserRow, cookie: &Token, now: Moment) -> Option<bool> {
    let is_new = cookie.matches(&found.secret);
    let is_old = found.old_secrets.iter().flatten().any(|old| cookie.matches(old));
    let old_works = found.old_until.is_some_and(|until| until.is_valid(LOST_ANSWER, now));
    (is_new || (is_old && old_works)).then_some(is_new)
}

/// Signs an account out of a browser, and ends a sign-in of it that waits there.
fn end(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    browser::sign_out(tx, browser, account)?;
    waiting_sign_in::delete(tx, browser, account)?;
    session::delete(tx, browser, account)
}

/// Signs an account out of all browsers except `but`, and ends all its sign-ins that wait for a second step. On a shared computer in which
/// nobody is signed in any more, all others' end as well: the next person must not see whose they are (S11). Approvals of devices that
/// haven't collected their tokens are void (D7). The account is locked.
pub(super) fn end_sessions(tx: &Tx, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    let but = but.map(BrowserSession::id);
    end_except(tx, account, Kept { sessions_except: but, waiting_except: but })
}

/// As [`end_sessions`], and all other browsers become unknown to the account.
pub(super) fn end_all(tx: &Tx, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    end_sessions(tx, account, but)?;
    known_browsers::forget_all(tx, account, but.map(BrowserSession::id))
}

/// As [`end_all`], before the account signs in in a browser: other accounts' sign-ins that wait there go on waiting (S13).
pub(super) fn end_all_before_sign_in(tx: &Tx, account: &AccountId, browser: i64) -> Result<()> {
    end_except(tx, account, Kept { sessions_except: None, waiting_except: Some(browser) })?;
    known_browsers::forget_all(tx, account, None)
}

/// The browsers in which something stays when an account is signed out of all others.
#[derive(Clone, Copy)]
struct Kept {
    /// The one in which the account stays signed in.
    sessions_except: Option<i64>,
    /// The shared computer on which other accounts' sign-ins go on waiting, even if nobody is signed in there any more.
    waiting_except: Option<i64>,
}

/// Ends an account's sessions in all browsers, and what waits on shared computers that it leaves, except where they are kept.
fn end_except(tx: &Tx, account: &AccountId, Kept { sessions_except, waiting_except }: Kept) -> Result<()> {
    account::raise_epoch(tx, account)?;
    browser::sign_out_everywhere(tx, account, sessions_except)?;
    waiting_sign_in::delete_all(tx, account)?;
    waiting_sign_in::delete_on_computers_left_by(tx, account, waiting_except)?;
    session::delete_all(tx, account, sessions_except)
}

/// Signs an account in, unless an operator has disabled it. The browser becomes known to it, unless it is on a shared computer. `stepped_up`
/// is the time of a verification with one of its sign-in methods. Other accounts' sign-ins that wait there go on waiting (S13).
pub(super) fn begin(
    tx: &Tx,
    cookie: &Cookie,
    signing_in: &SigningIn,
    by: Amr,
    stepped_up: Option<Moment>,
    now: Moment,
) -> Result<(), Stop> {
    let SigningIn { account, country, label, language, .. } = signing_in;
    tx.lock(Lock::Account(account))?;
    refuse_disabled(tx, account)?;
    replace_cookie_to_sign_in(tx, cookie, signing_in, now)?;
    waiting_sign_in::delete(tx, cookie.id, account.as_str())?;
    browser::sign_in(tx, cookie.id, account)?;
    session::put(tx, cookie.id, account, Authenticated { at: now, by }, stepped_up, label)?;
    account::note_sign_in(tx, account, language, now)?;
    if let Some(browser) = signing_in.known_id(cookie) {
        known_browser::put(tx, account, browser, country.as_deref(), label, now)?;
    }
    Ok(())
}

/// Refuses to sign in to an account that an operator has disabled. Only a caller with a right password, code or passkey learns of it (N1).
pub(super) fn refuse_disabled(tx: &Tx, account: &AccountId) -> Result<(), Stop> {
    if account::is_disabled(tx, account)? { Err(Problem::AccountDisabled.into()) } else { Ok(()) }
}

/// Records a step-up. The browser gets a new cookie with it, also if another step-up has replaced the one of this request in the meantime.
pub(super) fn step_up(
    tx: &Tx,
    browser: &BrowserSession,
    cookie: &Cookie,
    account: &AccountId,
    now: Moment,
) -> Result<(), Stop> {
    tx.lock(Lock::Browser(cookie.id))?;
    let (with, times) = (&browser.cookie, (now, now + LOST_ANSWER));
    if session::note_step_up(tx, cookie.id, account, now)?
        && browser::replace_cookie_at_step_up(tx, cookie.id, with, &cookie.hash(), times)?
    {
        return Ok(());
    }
    Err(Problem::NotSignedIn.into()) // the session or the cookie has ended in the meantime
}

/// Gives a browser a new cookie, which keeps its sessions. The old one works for a while, without their step-ups. `false` if another
/// request has replaced it in the meantime.
pub(super) fn replace_cookie_keeping_old(tx: &Tx, cookie: &Cookie, now: Moment) -> Result<bool> {
    let Some(before) = &cookie.replaces else { return Ok(false) };
    browser::replace_cookie_keeping_old(tx, cookie.id, before, &cookie.hash(), now + LOST_ANSWER)
}

/// Whether a request's step-up still holds: its session may have ended in the meantime.
pub(super) fn has_still_stepped_up(tx: &Tx, browser: &BrowserSession, account: &AccountId) -> Result<bool> {
    let stepped_up = browser.accounts.iter().find(|each| each.id == *account).and_then(|each| each.stepped_up);
    session::has_stepped_up(tx, browser.id, account, stepped_up)
}

/// As [`replace_cookie`], for a sign-in. It voids the step-ups in this browser, because the person may be another one. On a shared
/// computer, the browser becomes unknown to all accounts (S11).
pub(super) fn replace_cookie_to_sign_in(tx: &Tx, cookie: &Cookie, signing_in: &SigningIn, now: Moment) -> Result<()> {
    replace_cookie(tx, cookie, signing_in, now)?;
    if signing_in.shared {
        known_browser::delete_browser(tx, cookie.id)?;
    }
    session::end_step_ups(tx, cookie.id)
}

/// Gives a browser a new cookie, and voids the old one. Fails if another request has replaced that one in the meantime: it can have been a
/// thief's copy, so a cookie for a new browser must be drawn. Also fails if another sign-in has voided it, in another tab, and the browser
/// has other accounts: a new browser's cookie would take the place of that one's, and sign them out. That can also have happened just before
/// this request arrived.
fn replace_cookie(tx: &Tx, cookie: &Cookie, signing_in: &SigningIn, now: Moment) -> Result<()> {
    let SigningIn { account, shared, unknown_cookies, .. } = signing_in;
    tx.lock(Lock::Browser(cookie.id))?;
    match &cookie.replaces {
        None if voided_cookies::is_too_late(tx, unknown_cookies, account, now)? => Err(StoreError::CookieVoided),
        // If another browser already has the ID that was drawn for a new one, the statement must fail.
        None => browser::insert(tx, cookie.id, &cookie.hash(), *shared, now),
        Some(before) if browser::replace_cookie(tx, cookie.id, before, &cookie.hash(), *shared, now)? => {
            voided_cookies::note(tx, cookie.id, before, now)
        }
        Some(before) if browser::is_voided_with_other_accounts(tx, cookie.id, before, account)? => {
            Err(StoreError::CookieVoided)
        }
        Some(_) => Err(StoreError::CookieReplaced),
    }
}
