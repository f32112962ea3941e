//! Browsers and the accounts signed in in them (S2, S10).

use super::browsers::{BrowserSession, Cookie, SigningIn};
use super::error::{Result, Stop};
use super::tables::browser::{self, Since};
use super::tables::session::{self, SessionRow};
use super::tables::{account, known_browser};
use super::tx::{Lock, Tx};
use super::{AccountId, Store, known_browsers};
use crate::secrets::Token;
use domain::rules::amr::{Amr, Authenticated};
use domain::rules::sign_in::COMPLETED_WITHIN;
use domain::{Moment, Problem};
use std::time::Duration;

/// A cookie that was followed by another works for so long: the answer with the new one may have been lost.
const LOST_ANSWER: Duration = Duration::from_mins(1);
/// A visit is noted at most so often: a read must not become a write.
const NOTED_EVERY: Duration = Duration::from_hours(1);

impl Store {
    /// The browser a cookie belongs to, unless it has been idle for too long.
    pub async fn browser(&self, cookie: &Token) -> Result<Option<BrowserSession>> {
        let (now, cookie) = (self.0.clock.now(), *cookie);
        let since = Since { seen: now - self.0.policy.session_idle, begun: now - COMPLETED_WITHIN, now };
        self.read(move |tx| {
            let Some(found) = browser::by_id(tx, cookie.id, since)? else { return Ok(None) };
            let is_new = cookie.matches(&found.secret);
            let is_old = found.old_secret.is_some_and(|old| cookie.matches(&old));
            if !is_new && !is_old {
                return Ok(None);
            }
            let mut accounts = session::of_browser(tx, cookie.id)?;
            for account in &mut accounts {
                account.proved.take_if(|_| !is_new);
            }
            let (seen, current, pending) = (found.seen, found.current, found.pending);
            Ok(Some(BrowserSession { id: cookie.id, seen, current, accounts, pending }))
        })
        .await
    }

    /// Whether a visit is worth noting; then call [`Store::note_visit`].
    pub fn is_worth_noting(&self, browser: &BrowserSession) -> bool {
        let is_idle = browser.accounts.is_empty(); // there is nothing to keep alive
        !is_idle && self.0.clock.now().since(browser.seen) >= NOTED_EVERY
    }

    /// Notes that a browser was here, which keeps its sessions alive.
    pub async fn note_visit(&self, browser: &BrowserSession) -> Result<(), Stop> {
        let (id, now) = (browser.id, self.0.clock.now());
        self.write(move |tx| {
            browser::note_visit(tx, id, now)?;
            Ok(known_browser::note_visit(tx, id, now)?)
        })
        .await
    }

    /// Where an account is signed in; the browser that was used last comes first.
    pub async fn sessions_of(&self, account: &AccountId) -> Result<Vec<SessionRow>> {
        let (account, oldest) = (account.clone(), self.0.clock.now() - self.0.policy.session_idle);
        self.read(move |tx| session::of_account(tx, &account, oldest)).await
    }

    /// Signs an account out of one browser, which it does not know any more: whoever is there is a stranger.
    pub async fn end_session(&self, account: &AccountId, browser: i64) -> Result<(), Stop> {
        let account = account.clone();
        self.write(move |tx| {
            tx.lock(Lock::Account(&account))?;
            end(tx, browser, account.as_str())?;
            Ok(known_browser::delete(tx, &account, browser)?)
        })
        .await
    }

    /// Uses another of the browser's accounts; `false` when it is not signed in.
    pub async fn choose_account(&self, browser: &BrowserSession, account: String) -> Result<bool, Stop> {
        let id = browser.id;
        self.0.engine.write_one(move |tx| browser::choose(tx, id, &account)).await
    }

    /// Signs one account out of the browser. When it was the one in use, none is until one is chosen.
    pub async fn sign_out(&self, browser: &BrowserSession, account: String) -> Result<(), Stop> {
        let id = browser.id;
        self.write(move |tx| Ok(end(tx, id, &account)?)).await
    }
}

/// Signs an account out of a browser, and ends a sign-in of it that waits there. When it was the one in use, none is until one is chosen.
fn end(tx: &Tx, browser: i64, account: &str) -> Result<()> {
    browser::sign_out(tx, browser, account)?;
    session::delete(tx, browser, account)
}

/// Signs an account out everywhere, but perhaps not in one browser. Nor does a sign-in go on anywhere that had begun.
pub(super) fn end_sessions(tx: &Tx, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    let but = but.map(BrowserSession::id);
    browser::sign_out_everywhere(tx, account, but)?;
    session::delete_all(tx, account, but)
}

/// As [`end_sessions`]. No other browser is known to the account any more: whoever had got in is a stranger again.
pub(super) fn end_all(tx: &Tx, account: &AccountId, but: Option<&BrowserSession>) -> Result<()> {
    end_sessions(tx, account, but)?;
    known_browsers::forget_all(tx, account, but.map(BrowserSession::id))
}

/// Signs in, in the transaction of what proved the account: by one of its methods, if it is `proved`. The account knows the browser from
/// now on.
pub(super) fn begin(
    tx: &Tx,
    cookie: &Cookie,
    SigningIn { account, country, .. }: &SigningIn,
    by: Amr,
    proved: Option<Moment>,
    now: Moment,
) -> Result<()> {
    tx.lock(Lock::Account(account))?;
    renew_without_proofs(tx, cookie, now)?;
    browser::sign_in(tx, cookie.id, account)?;
    session::put(tx, cookie.id, account, Authenticated { at: now, by }, proved)?;
    account::note_sign_in(tx, account, now)?;
    known_browser::put(tx, account, cookie.id, country.as_deref(), now)
}

/// Notes a proof by one of the account's methods. The cookie changes with its rights; the one before works for a while, without them.
pub(super) fn step_up(tx: &Tx, cookie: &Cookie, account: &AccountId, now: Moment) -> Result<(), Stop> {
    if !session::prove(tx, cookie.id, account, now)? {
        return Err(Problem::NotSignedIn.into()); // it has ended meanwhile
    }
    Ok(browser::follow(tx, cookie.id, &cookie.hash(), now + LOST_ANSWER)?)
}

/// Whether the proof that a call has shown is still that of its session, which may have ended meanwhile.
pub(super) fn is_still_proved(tx: &Tx, browser: &BrowserSession, account: &AccountId) -> Result<bool> {
    let proved = browser.accounts.iter().find(|each| each.id == *account).and_then(|each| each.proved);
    session::is_proved(tx, browser.id, account, proved)
}

/// As [`renew`], for whoever signs in: they may have come with a cookie that had no rights, so what was proved in this browser is not
/// theirs.
pub(super) fn renew_without_proofs(tx: &Tx, cookie: &Cookie, now: Moment) -> Result<()> {
    renew(tx, cookie, now)?;
    session::disprove_all(tx, cookie.id)
}

/// Gives a browser a new cookie; the one before is worth nothing any more.
pub(super) fn renew(tx: &Tx, cookie: &Cookie, now: Moment) -> Result<()> {
    // An id that was drawn just now is nobody's yet: should another browser have it, it must not become this one.
    let renew = if cookie.is_new { browser::insert } else { browser::put };
    renew(tx, cookie.id, &cookie.hash(), now)
}
