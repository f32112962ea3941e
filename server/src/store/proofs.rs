//! What whoever has entered the right code may do, in the same breath.

use super::accounts::{self, NewPassword};
use super::challenges::{self, CodeEntry, Proven};
use super::outbox::{self, Message};
use super::two_step::{self, Completed, begin_waiting, end_waiting};
use super::{AccountId, BrowserSession, Result, SigningIn, Store, sessions, ways};
use crate::secrets::Token;
use domain::contact::Contact;
use domain::rules::methods::Methods;
use domain::rules::security_info::{FirstStep, Kind};
use domain::rules::sign_in::TwoStep;
use domain::{Moment, Problem};
use rusqlite::Connection;
use std::time::Duration;

/// A browser, and the country it is in if that is known.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// As it was before.
    pub browser: Option<BrowserSession>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

impl Here {
    /// An account that signs in here.
    pub fn signing_in(self, account: AccountId) -> SigningIn {
        SigningIn { account, previous: self.browser, country: self.country }
    }
}

/// A password that was found to be right.
pub struct CheckedPassword {
    /// The hash that it was checked against.
    pub hash: String,
    /// Its hash by today's parameters, where that one is outdated.
    pub anew: Option<NewPassword>,
}

/// Writes what each contact is told of a new password.
pub type Tell = Box<dyn Fn(&Contact) -> Option<Message> + Send>;

/// What a proof by one of an account's ways is for.
pub enum Proving {
    /// The sign-in that waits in this browser (S3, S9).
    SignIn {
        /// Where.
        here: Here,
        /// For how long it is not to be asked again here, if its owner wants that (S4).
        trust: Option<Duration>,
        /// Should a new password wait with it (S6).
        tell: Tell,
    },
    /// A step-up of who is signed in (I3).
    StepUp(BrowserSession),
}

impl Proving {
    pub(super) fn browser(&self) -> Option<&BrowserSession> {
        match self {
            Self::SignIn { here, .. } => here.browser.as_ref(),
            Self::StepUp(browser) => Some(browser),
        }
    }
}

type Outcome<T> = Result<std::result::Result<T, Problem>>;

impl Store {
    /// Signs an account in, if its password is still the one that was checked: it may have been reset meanwhile. When one more proof
    /// is asked for (S9), nobody is signed in by it yet. The browser gets a new cookie, so that one planted before is worth nothing
    /// (session fixation); its other accounts stay signed in.
    pub async fn sign_in_with_password(
        &self,
        signing_in: SigningIn,
        CheckedPassword { hash, anew }: CheckedPassword,
        asks_more: bool,
    ) -> Outcome<Token> {
        let (cookie, now, store) = (self.cookie(signing_in.previous.as_ref()), self.0.clock.now(), self.clone());
        let sign_in = move |connection: &Connection| {
            if !accounts::has_password(connection, &signing_in.account, &hash)? {
                return Ok(Err(Problem::WrongPassword));
            }
            if let Some(anew) = anew {
                accounts::set_password(connection, &signing_in.account, &anew)?;
            }
            // It may have been switched on since that was decided.
            let asks = asks_more || two_step::of(connection, &signing_in.account, Some(cookie.id), now)? == TwoStep::On;
            if asks {
                begin_waiting(connection, &cookie, &signing_in.account, FirstStep::Password, None, now)?;
            } else {
                sessions::begin(connection, &cookie, &signing_in, Methods::PASSWORD, None, now)?;
                forget_failures(connection, &store, &signing_in.account)?;
            }
            Ok(Ok(cookie))
        };
        self.0.writer.write(sign_in).await
    }

    /// Signs in the account that the code belongs to; with two-step verification, that is its first step.
    pub async fn sign_in_with_code(&self, entry: CodeEntry, here: Here) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(here.browser.as_ref()), self.clone());
        let sign_in = move |connection: &Connection, Proven { account, contact, now }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::SentCodeUsed)) }; // a code to sign in has one
            if two_step::of(connection, &account, Some(cookie.id), now)? == TwoStep::On {
                return begin_second_step(connection, cookie, &account, &contact, None, now);
            }
            begin(connection, &store, cookie, here, (account, by_code_to(&contact)), now)
        };
        self.enter_code(entry, sign_in).await
    }

    /// Makes an account with the contact as its name, and signs it in (S5).
    pub async fn create_account(&self, entry: CodeEntry, password: Option<NewPassword>, here: Here) -> Outcome<Token> {
        let (cookie, account) = (self.cookie(here.browser.as_ref()), AccountId::new(&self.0.chance));
        let store = self.clone();
        let create = move |connection: &Connection, Proven { contact, now, .. }: Proven| {
            let by = by_code_to(&contact);
            match accounts::add(connection, &account, &[contact], password, now)? {
                Ok(()) => begin(connection, &store, cookie, here, (account, by), now),
                // Since the code was sent, the name has got an account by another one.
                Err(_) => Ok(Err(Problem::SentCodeUsed)),
            }
        };
        self.enter_code(entry, create).await
    }

    /// Gives the account a new password, ends all its sessions, and signs it in here (S6). With two-step verification all of that waits
    /// for a second way.
    pub async fn reset_password(
        &self,
        entry: CodeEntry,
        password: NewPassword,
        here: Here,
        tell: Tell,
    ) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(here.browser.as_ref()), self.clone());
        let reset = move |connection: &Connection, Proven { account, contact, now }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::SentCodeUsed)) };
            if two_step::of(connection, &account, None, now)? == TwoStep::On {
                return begin_second_step(connection, cookie, &account, &contact, Some(password), now);
            }
            replace_password(connection, &store, &account, &password, &tell, now)?;
            begin(connection, &store, cookie, here, (account, by_code_to(&contact)), now)
        };
        self.enter_code(entry, reset).await
    }

    /// Gives the account a new password, and ends all its sessions but this one (I7). Each contact gets the message that `tell` writes.
    pub async fn change_password(
        &self,
        account: AccountId,
        password: NewPassword,
        browser: BrowserSession,
        tell: Tell,
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
            Ok(Ok(cookie))
        };
        self.0.writer.write(change).await
    }

    /// Proves an account by a code that one of its contacts got.
    pub async fn prove_with_code(&self, entry: CodeEntry, proving: Proving) -> Outcome<Token> {
        let (cookie, store) = (self.cookie(proving.browser()), self.clone());
        let prove = move |connection: &Connection, Proven { account, contact, now }: Proven| {
            let Some(account) = account else { return Ok(Err(Problem::NothingToVerify)) };
            match ways::number_of(connection, &account, &contact)? {
                Some(way) => prove(connection, &store, cookie, proving, &account, Some(way), now),
                None => Ok(Err(Problem::WayUnknown)), // removed meanwhile
            }
        };
        self.enter_code(entry, prove).await
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
            if !accounts::has_password(connection, &account, &checked)? {
                return Ok(Err(Problem::WrongPassword));
            }
            step_up(connection, &store, cookie, &account, now)
        };
        self.0.writer.write(step_up).await
    }

    /// A new cookie: of the same browser, if it has been here before.
    pub(super) fn cookie(&self, browser: Option<&BrowserSession>) -> Token {
        Token::new(browser.map_or_else(|| self.ordered_id(), BrowserSession::id), &self.0.chance)
    }
}

/// The owner has shown up: what was mistyped in browsers that the account knows is forgotten. What strangers tried is not, or they would
/// see that (N1).
fn forget_failures(connection: &Connection, store: &Store, account: &AccountId) -> Result<()> {
    accounts::names(connection, account)?
        .iter()
        .try_for_each(|name| store.wrong_passwords_of_owner(name).forget(connection))
}

/// What the proof was for: by a way, or by a recovery code.
pub(super) fn prove(
    connection: &Connection,
    store: &Store,
    cookie: Token,
    proving: Proving,
    account: &AccountId,
    way: Option<i64>,
    now: Moment,
) -> Outcome<Token> {
    let (here, trust, tell) = match proving {
        Proving::StepUp(_) => return step_up(connection, store, cookie, account, now),
        Proving::SignIn { here, trust, tell } => (here, trust, tell),
    };
    let by = match end_waiting(connection, cookie.id, account, way, now)? {
        Ok(Completed { by, password }) => {
            if let Some(password) = password {
                replace_password(connection, store, account, &password, &tell, now)?;
            }
            by
        }
        Err(problem) => return Ok(Err(problem)),
    };
    let signed_in = begin(connection, store, cookie, here, (account.clone(), by), now)?;
    if let Some(trust) = trust {
        two_step::trust(connection, account, cookie.id, now + trust)?;
    }
    Ok(signed_in)
}

/// A code was the first step: its way does not count as the second.
fn begin_second_step(
    connection: &Connection,
    cookie: Token,
    account: &AccountId,
    contact: &Contact,
    password: Option<NewPassword>,
    now: Moment,
) -> Outcome<Token> {
    let Some(way) = ways::number_of(connection, account, contact)? else {
        return Ok(Err(Problem::SentCodeUsed)); // removed meanwhile
    };
    begin_waiting(connection, &cookie, account, FirstStep::Way(way), password, now)?;
    Ok(Ok(cookie))
}

/// Instead of a forgotten one: whoever is signed in is so no more (S6).
fn replace_password(
    connection: &Connection,
    store: &Store,
    account: &AccountId,
    password: &NewPassword,
    tell: &Tell,
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
    tell: &Tell,
    now: Moment,
) -> Result<()> {
    accounts::set_password(connection, account, password)?;
    challenges::end_all(connection, account)?;
    ways::contacts(connection, account)?
        .iter()
        .filter_map(tell)
        .try_for_each(|message| outbox::add(connection, store, &message, now).map(|_| ()))
}

fn step_up(connection: &Connection, store: &Store, cookie: Token, account: &AccountId, now: Moment) -> Outcome<Token> {
    forget_failures(connection, store, account)?;
    Ok(sessions::step_up(connection, &cookie, account, now)?.map(|()| cookie))
}

fn by_code_to(contact: &Contact) -> Methods {
    Methods::of(&Kind::Contact(contact.clone()))
}

/// Signs in by a proof by one of the account's ways.
pub(super) fn begin(
    connection: &Connection,
    store: &Store,
    cookie: Token,
    here: Here,
    (account, by): (AccountId, Methods),
    now: Moment,
) -> Outcome<Token> {
    forget_failures(connection, store, &account)?;
    sessions::begin(connection, &cookie, &here.signing_in(account), by, Some(now), now)?;
    Ok(Ok(cookie))
}
