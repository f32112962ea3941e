//! `/sign-in`: name, then password (S1); or one of the accounts that are signed in (S2).

mod name;
mod password;
mod picker;

use domain::api::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom;
use crate::go::{Go, Return, To, use_go};
use crate::keep;
use crate::parts::heading;
use crate::route::{Route, use_route};
use crate::session::{Current, use_session};

/// Where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Picker,
    Name,
    Password,
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Way {
    session: Current,
    go: Go,
    /// Where it leads to.
    back: Memo<Return>,
}

impl Way {
    /// Signed in: on to where the person wanted to go.
    fn arrive(self, session: Session) {
        self.session.set(session);
        keep::forget(keep::NAME);
        keep::set_text(keep::SIGNED_IN, "");
        self.go.instead(match self.back.get_untracked() {
            Return::Home => To::Home,
            Return::Devices => To::Devices,
            Return::Link if keep::text(keep::CODE).is_some() => To::Confirm,
            Return::Link => To::Link,
        });
    }
}

/// The screen.
pub(crate) fn sign_in() -> AnyView {
    let route = use_route();
    let back = Memo::new(move |_| Return::read(route.query("to").as_deref()));
    let way = Way { session: use_session(), go: use_go(), back };
    let goes_back = go_further_back(route);
    let known = RwSignal::new(!goes_back && way.session.get_untracked().is_some());
    if !known.get_untracked() {
        heading::comes_late();
        spawn_local(async move {
            if goes_back {
                dom::sleep(500).await; // there was nothing to go back to
            }
            // When the session can't be read, signing in says why.
            let _ = way.session.ready().await;
            known.try_set(true);
        });
    }
    let is_anyone_here = Memo::new(move |_| way.session.get().is_some_and(|session| !session.accounts.is_empty()));
    let step = Memo::new(move |_| {
        let asked = route.query("step");
        known.get().then(|| match asked.as_deref() {
            Some("password") if keep::text(keep::NAME).is_some() => Step::Password,
            None if is_anyone_here.get() => Step::Picker,
            _ => Step::Name,
        })
    });
    (move || match step.get() {
        None => ().into_any(),
        Some(Step::Picker) => picker::picker(way),
        Some(Step::Name) => name::name(way),
        Some(Step::Password) => password::password(way),
    })
    .into_any()
}

/// Back from where sign-in led to skips sign-in: it leads to where the person came from.
fn go_further_back(route: Route) -> bool {
    let is_over = keep::text(keep::SIGNED_IN).is_some();
    let skips = is_over && route.came_by_history() && window().history().is_ok_and(|history| history.back().is_ok());
    if is_over && !skips {
        keep::forget(keep::SIGNED_IN);
    }
    skips
}
