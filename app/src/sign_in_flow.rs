//! The steps that every sign-in shares, whatever the method: the next step, and a Back that skips the sign-in.

use domain::api::session::Session;
use leptos::prelude::*;

use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::route::{Route, use_route};
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// The state that the steps share.
#[derive(Clone, Copy)]
pub(crate) struct SignInFlow {
    pub(crate) session: CurrentSession,
    pub(crate) navigator: Navigator,
    /// The step after the sign-in.
    pub(crate) next: Memo<NextStep>,
}

/// The same, with the next step as the address names it.
pub(crate) fn use_sign_in_flow() -> SignInFlow {
    let route = use_route();
    let next = Memo::new(move |_| NextStep::read(route.query("to").as_deref()));
    SignInFlow { session: use_session(), navigator: use_navigator(), next }
}

impl SignInFlow {
    /// Continues after a sign-in: to the person's destination, or to the second step where one is required.
    pub(crate) fn complete(self, session: Session) {
        tab_storage::forget(tab_storage::WAITING); // if a sign-in waits, it is this one now
        // Stay put if the person has navigated away.
        let Some(next) = self.next.try_get_untracked() else { return self.session.set(session) };
        if session.sign_in_waits {
            self.session.set(session);
            return self.navigator.go_to(Destination::Verify(next));
        }
        self.complete_at(session, next.destination());
    }

    /// Continues after the reset of a password, which says first that it has been changed.
    pub(crate) fn complete_reset(self, session: Session) {
        tab_storage::forget(tab_storage::WAITING);
        tab_storage::set_text(tab_storage::PASSWORD_RESET, "");
        let next = self.next.try_get_untracked().unwrap_or(NextStep::Home);
        self.complete_at(session, Destination::PasswordReset(next));
    }

    /// Continues after a sign-in to another destination.
    pub(crate) fn complete_at(self, session: Session, to: Destination) {
        self.session.set(session);
        for key in tab_storage::OF_SIGN_IN {
            tab_storage::forget(key);
        }
        tab_storage::set_text(tab_storage::SIGNED_IN, "");
        if self.next.try_get_untracked().is_some() {
            self.navigator.replace_with(to);
        }
    }
}

/// Makes Back from the destination skip the sign-in: it leads to where the person came from.
pub(crate) fn skip_sign_in_history(route: Route) -> bool {
    let is_signed_in = tab_storage::text(tab_storage::SIGNED_IN).is_some();
    let skips =
        is_signed_in && route.came_by_history() && window().history().is_ok_and(|history| history.back().is_ok());
    if is_signed_in && !skips {
        tab_storage::forget(tab_storage::SIGNED_IN);
    }
    skips
}
