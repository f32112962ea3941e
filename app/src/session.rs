//! The people who are signed in in this browser, as far as the page knows.

use std::cell::RefCell;

use domain::Problem;
use domain::api::session::{Account, ReadSession, Session};
use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;

use crate::api;
use crate::ask::ask;

type SessionRequest = Shared<LocalBoxFuture<'static, Result<Session, Problem>>>;

thread_local! {
    /// The first read: every caller that needs its answer waits for the same one.
    static REQUEST: RefCell<Option<SessionRequest>> = const { RefCell::new(None) };
}

/// The session, found by every screen as a context; `None` until it has been read.
#[derive(Clone, Copy)]
pub(crate) struct CurrentSession(RwSignal<Option<Session>>);

/// The session.
pub(crate) fn use_session() -> CurrentSession {
    expect_context()
}

impl CurrentSession {
    /// Provides it as a context.
    pub(crate) fn provide() -> Self {
        let current = Self(RwSignal::new(None));
        provide_context(current);
        current
    }

    /// The session, if it has been read.
    pub(crate) fn get(self) -> Option<Session> {
        self.0.get()
    }

    /// The current session, for code that must not run again when it changes.
    pub(crate) fn get_untracked(self) -> Option<Session> {
        self.0.get_untracked()
    }

    /// The account that the page shows.
    pub(crate) fn account(self) -> Option<Account> {
        self.0.with(|session| session.as_ref()?.account().cloned())
    }

    /// Whether this browser is on a shared computer, as far as the page knows (S11).
    pub(crate) fn is_on_shared_computer(self) -> bool {
        self.0.with(|session| session.as_ref().is_some_and(|session| session.shared))
    }

    /// Stores the server's answer.
    pub(crate) fn set(self, session: Session) {
        api::set_account(session.current.clone());
        self.0.try_set(Some(session));
    }

    /// Forgets a session that turned out to be wrong; it is read again when needed.
    pub(crate) fn forget(self) {
        api::set_account(None);
        self.0.try_set(None);
    }

    /// The session. Read if it wasn't yet, and again if no one was signed in, because another tab may have changed that.
    pub(crate) async fn ready(self) -> Result<Session, Problem> {
        let known = move || self.0.try_get_untracked().flatten().filter(|session| session.current.is_some());
        if let Some(session) = known() {
            return Ok(session);
        }
        let reading = REQUEST.with_borrow_mut(|reading| {
            reading.get_or_insert_with(|| ask(ReadSession {}).boxed_local().shared()).clone()
        });
        let read = reading.await;
        REQUEST.set(None);
        if let (Ok(session), None) = (&read, known()) {
            self.set(session.clone());
        }
        read
    }
}
