//! Content for people who are signed in: others sign in first, and return.

use domain::api::Endpoint;
use domain::{Problem, Screen};

use crate::ask::ask;
use crate::navigator::{Destination, Navigator, NextStep, use_navigator};
use crate::route::current_screen;
use crate::session::{CurrentSession, use_session};

/// The redirect to the sign-in, if it is needed.
#[derive(Clone, Copy)]
pub(crate) struct SignedInRequests {
    session: CurrentSession,
    navigator: Navigator,
    next: NextStep,
    /// The screen that asks. A person who has signed out meanwhile is on another one, although this one may still be shown.
    screen: Option<Screen>,
}

/// The redirect to the sign-in, and from there to the next step.
pub(crate) fn use_signed_in(next: NextStep) -> SignedInRequests {
    SignedInRequests { session: use_session(), navigator: use_navigator(), next, screen: current_screen() }
}

impl SignedInRequests {
    /// Sends the request, if someone is signed in and the screen is still there. `None`: the person is elsewhere, or is being sent to sign in.
    pub(crate) async fn ask<E: Endpoint>(
        self,
        request: E,
        is_left: impl Fn() -> bool,
    ) -> Option<Result<E::Response, Problem>> {
        let is_left = || is_left() || current_screen() != self.screen;
        let answer = match self.session.ready().await {
            _ if is_left() => return None,
            Ok(session) if session.current.is_none() => return self.sign_in(),
            Ok(_) => ask(request).await,
            Err(problem) => Err(problem),
        };
        match answer {
            _ if is_left() => None,
            Err(Problem::NotSignedIn) => {
                self.session.forget();
                self.sign_in()
            }
            answer => Some(answer),
        }
    }

    /// Sends the person to sign in, if nobody is signed in.
    pub(crate) async fn require(self) {
        let session = self.session.ready().await;
        if session.is_ok_and(|session| session.current.is_none()) && current_screen() == self.screen {
            self.sign_in::<()>();
        }
    }

    fn sign_in<T>(self) -> Option<T> {
        self.navigator.replace_with(Destination::SignIn(self.next));
        None
    }
}
