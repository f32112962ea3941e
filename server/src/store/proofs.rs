//! What whoever has entered the right code may do, in the same breath.

use super::browsers::{Cookie, ThisBrowser};
use super::challenges::{CodeEntry, Redeemed};
use super::error::{Stop, StoreError, settled};
use super::outbox::{self, Message};
use super::signing_in::{begin_second_step, by_code_to, forget_failures, sign_in};
use super::tables::{account, challenge, way};
use super::two_step::{self, Completed, complete};
use super::tx::Tx;
use super::{AccountId, BrowserSession, Outcome, Result, Store, sessions};
use crate::credentials::passwords::NewPassword;
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::sign_in::TwoStep;
use domain::{Moment, Problem};
use rusqlite::Connection;
use std::time::Duration;

/// Writes what each contact is told of a new password.
pub type WriteNotice = Box<dyn Fn(&Contact) -> Option<Message> + Send + Sync>;

/// What a proof by one of an account's ways is for.
pub enum VerifiedFor {
    /// The sign-in that waits in this browser (S3, S9).
    SignIn {
        /// Where.
        here: ThisBrowser,
        /// For how long it is not to be asked again here, if its owner wants that (S4).
        trust: Option<Duration>,
        /// Should a new password wait with it (S6).
        tell: WriteNotice,
    },
    /// A step-up of who is signed in (I3).
    StepUp(BrowserSession),
}

impl VerifiedFor {
    pub(super) fn browser(&self) -> Option<&BrowserSession> {
        match self {
            Self::SignIn { here, .. } => here.browser.as_ref(),
            Self::StepUp(browser) => Some(browser),
        }
    }
}

impl Store {
    /// Gives the account a new password, ends all its sessions, and signs it in here (S6). With two-step verification all of that waits
    /// for a second way.
    pub async fn reset_password(
        &self,
        entry: CodeEntry,
        password: NewPassword,
        here: ThisBrowser,
        tell: WriteNotice,
    ) -> Result<Token, Stop> {
        let (browser, store) = (here.browser.clone(), self.clone());
        let reset = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let (connection, now) = (tx.connection(), *now);
            let account = account.as_ref().ok_or(Problem::SentCodeUsed)?;
            if two_step::of(connection, account, None, now).map_err(StoreError::from)? == TwoStep::On {
                let password = Some(password.clone());
                return settled(begin_second_step(connection, *cookie, account, contact, password, now));
            }
            replace_password(connection, &store, account, &password, &tell, now)?;
            let by = (account.clone(), by_code_to(contact));
            settled(sign_in(connection, &store, *cookie, here.clone(), by, now))
        };
        self.enter_code(entry, || self.cookie(browser.as_ref()), reset).await
    }

    /// Gives the account a new password, and ends all its sessions but this one (I7). Each contact gets the message that `tell` writes.
    pub async fn change_password(
        &self,
        account: AccountId,
        password: NewPassword,
        browser: BrowserSession,
        tell: WriteNotice,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(Some(&browser)), self.0.clock.now(), self.clone());
        let change = move |connection: &Connection| {
            // Hashing took a while: the session may have ended meanwhile, which nothing of it survives.
            if !sessions::is_still_proved(connection, &browser, &account)? {
                return Ok(Err(Problem::NotSignedIn));
            }
            sessions::end_all(connection, &account, Some(&browser))?;
            set_password(connection, &store, &account, &password, &tell, now)?;
            sessions::renew(connection, &cookie, now)?;
            Ok(Ok(cookie.token))
        };
        self.0.engine.writer.write(change).await
    }

    /// Proves an account by a code that one of its contacts got.
    pub async fn prove_with_code(&self, entry: CodeEntry, proving: VerifiedFor) -> Result<Token, Stop> {
        let (browser, store) = (proving.browser().cloned(), self.clone());
        let prove = move |tx: &Tx, Redeemed { account, contact, now }: &Redeemed, cookie: &Cookie| {
            let account = account.as_ref().ok_or(Problem::NothingToVerify)?;
            let way = way::number_of(tx, account, contact)?;
            let way = way.ok_or(Problem::WayUnknown)?; // removed meanwhile
            settled(prove(tx.connection(), &store, *cookie, &proving, account, Some(way), *now))
        };
        self.enter_code(entry, || self.cookie(browser.as_ref()), prove).await
    }

    /// Notes a step-up by the password, if it is still the one that was checked.
    pub async fn step_up_with_password(
        &self,
        account: AccountId,
        checked: String,
        browser: BrowserSession,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(Some(&browser)), self.0.clock.now(), self.clone());
        let step_up = move |connection: &Connection| {
            if !account::has_password(&Tx::new(connection), &account, &checked)? {
                return Ok(Err(Problem::WrongPassword));
            }
            step_up(connection, &store, cookie, &account, now)
        };
        self.0.engine.writer.write(step_up).await
    }

    /// A new cookie: of the same browser, if it has been here before.
    pub(super) fn cookie(&self, browser: Option<&BrowserSession>) -> Cookie {
        let id = browser.map_or_else(|| self.draw_id(), BrowserSession::id);
        Cookie { token: Token::new(id, &self.0.rng), is_new: browser.is_none() }
    }
}

/// What the proof was for: by a way, or by a recovery code.
pub(super) fn prove(
    connection: &Connection,
    store: &Store,
    cookie: Cookie,
    proving: &VerifiedFor,
    account: &AccountId,
    way: Option<i64>,
    now: Moment,
) -> Outcome<Token> {
    let (here, trust, tell) = match proving {
        VerifiedFor::StepUp(_) => return step_up(connection, store, cookie, account, now),
        VerifiedFor::SignIn { here, trust, tell } => (here, trust, tell),
    };
    let by = match complete(connection, cookie.id, account, way, now)? {
        Ok(Completed { by, password }) => {
            if let Some(password) = password {
                replace_password(connection, store, account, &password, tell, now)?;
            }
            by
        }
        Err(problem) => return Ok(Err(problem)),
    };
    let signed_in = sign_in(connection, store, cookie, here.clone(), (account.clone(), by), now)?;
    if let Some(trust) = trust {
        two_step::trust(connection, account, cookie.id, now + *trust)?;
    }
    Ok(signed_in)
}

/// Instead of a forgotten one: whoever is signed in is so no more (S6).
fn replace_password(
    connection: &Connection,
    store: &Store,
    account: &AccountId,
    password: &NewPassword,
    tell: &WriteNotice,
    now: Moment,
) -> Result<()> {
    sessions::end_all(connection, account, None)?;
    set_password(connection, store, account, password, tell, now)
}

/// Whatever could be done with the old one, or was begun with it, ends.
fn set_password(
    connection: &Connection,
    store: &Store,
    account: &AccountId,
    password: &NewPassword,
    tell: &WriteNotice,
    now: Moment,
) -> Result<()> {
    account::set_password(&Tx::new(connection), account, &password.0)?;
    challenge::end_all(&Tx::new(connection), account)?;
    way::contacts(&Tx::new(connection), account)?
        .iter()
        .filter_map(tell)
        .try_for_each(|message| outbox::add(connection, store, &message, now).map(|_| ()))
}

fn step_up(connection: &Connection, store: &Store, cookie: Cookie, account: &AccountId, now: Moment) -> Outcome<Token> {
    forget_failures(connection, store, account)?;
    Ok(sessions::step_up(connection, &cookie, account, now)?.map(|()| cookie.token))
}
