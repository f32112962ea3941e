//! The way in, whatever the proof: where it leads to, and that Back does not lead into it again.

use domain::api::session::Session;
use leptos::prelude::*;

use crate::go::{Go, Return, To, use_go};
use crate::keep;
use crate::route::{Route, use_route};
use crate::session::{Current, use_session};

/// What the steps share.
#[derive(Clone, Copy)]
pub(crate) struct Entrance {
    pub(crate) session: Current,
    pub(crate) go: Go,
    /// Where it leads to.
    pub(crate) back: Memo<Return>,
}

/// It, with its end as in the address.
pub(crate) fn use_entrance() -> Entrance {
    let route = use_route();
    let back = Memo::new(move |_| Return::read(route.query("to").as_deref()));
    Entrance { session: use_session(), go: use_go(), back }
}

impl Entrance {
    /// Signed in: on to where the person wanted to go. Where one more proof is asked for, on to that.
    pub(crate) fn arrive(self, session: Session) {
        // Whoever has gone elsewhere meanwhile stays there.
        let Some(back) = self.back.try_get_untracked() else { return self.session.set(session) };
        if session.pending {
            self.session.set(session);
            return self.go.to(To::Verify(back));
        }
        self.arrive_at(session, back.screen());
    }

    /// Signed in, and on to somewhere else.
    pub(crate) fn arrive_at(self, session: Session, to: To) {
        self.session.set(session);
        for key in [keep::NAME, keep::COUNTRY, keep::PHONE, keep::SENT] {
            keep::forget(key);
        }
        keep::set_text(keep::SIGNED_IN, "");
        if self.back.try_get_untracked().is_some() {
            self.go.instead(to);
        }
    }
}

impl Return {
    fn screen(self) -> To {
        match self {
            Self::Home => To::Home,
            Self::Devices => To::Devices,
            Self::Security => To::Security,
            Self::Link if keep::text(keep::CODE).is_some() => To::Confirm,
            Self::Link => To::Link,
        }
    }
}

/// Back from where sign-in led to skips sign-in: it leads to where the person came from.
pub(crate) fn go_further_back(route: Route) -> bool {
    let is_over = keep::text(keep::SIGNED_IN).is_some();
    let skips = is_over && route.came_by_history() && window().history().is_ok_and(|history| history.back().is_ok());
    if is_over && !skips {
        keep::forget(keep::SIGNED_IN);
    }
    skips
}
