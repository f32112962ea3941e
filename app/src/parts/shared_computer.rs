//! "This is a shared computer", at every sign-in (S11). A choice at one step holds at the next.

use leptos::prelude::*;

use crate::locale::t;
use crate::reactive::{live, live_if};
use crate::session::CurrentSession;
use crate::tab_storage;

/// The checkbox.
#[derive(Clone, Copy)]
pub(crate) struct SharedComputer {
    session: CurrentSession,
    is_checked: RwSignal<bool>,
}

impl SharedComputer {
    /// With the choice of an earlier step, or else that of the last sign-in in this browser.
    pub(crate) fn new(session: CurrentSession) -> Self {
        let is_checked = untrack(move || choice(session));
        keep(is_checked); // the session may not be known after a reload
        Self { session, is_checked: RwSignal::new(is_checked) }
    }

    /// Whether the computer is shared.
    pub(crate) fn get(self) -> bool {
        self.is_checked.get()
    }

    /// The same for a request, which may be sent when the step is no longer shown.
    pub(crate) fn get_untracked(self) -> bool {
        self.is_checked.try_get_untracked().unwrap_or_else(|| untrack(move || choice(self.session)))
    }

    /// The checkbox and its hint; nothing while accounts are signed in on a shared computer, because it stays one until all have signed out.
    pub(crate) fn view(self) -> AnyView {
        live_if(move || {
            let session = self.session.get().unwrap_or_default();
            (!session.shared || session.accounts.is_empty()).then(|| self.checkbox())
        })
    }

    fn checkbox(self) -> AnyView {
        let toggle = move |_| {
            let is_checked = !self.is_checked.get_untracked();
            keep(is_checked);
            self.is_checked.set(is_checked);
        };
        let hint = move || if self.get() { t::shared_computer::hint() } else { "" };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    aria-describedby="shared-hint"
                    prop:checked=self.is_checked
                    on:change=toggle
                />
                <span>{t::shared_computer::label()}</span>
            </label>
            <p id="shared-hint" class="hint" aria-live="polite">
                {live(hint)}
            </p>
        }
        .into_any()
    }
}

const YES: &str = "yes";

fn keep(is_checked: bool) {
    tab_storage::set_text(tab_storage::SHARED, if is_checked { YES } else { "" });
}

fn choice(session: CurrentSession) -> bool {
    let stored = tab_storage::text(tab_storage::SHARED);
    stored.map_or_else(|| session.is_on_shared_computer(), |choice| choice == YES)
}
