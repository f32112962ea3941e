//! Signing out, and on a shared computer the bar with the button for it (S11).

use domain::api::session::{Account, ReadSession, Session, SignOut};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::ask::ask;
use crate::dom;
use crate::locale::{self, Area, t};
use crate::navigator::{Destination, Navigator, use_navigator};
use crate::parts::code_field;
use crate::parts::other_tabs::report_sign_out;
use crate::reactive::{live, live_if, mount_last};
use crate::session::{CurrentSession, use_session};
use crate::tab_storage;

/// The interval at which the page asks whether the session has ended, because the server doesn't announce that.
const LOOKS_EVERY_MS: i32 = 60_000;

/// Signs accounts out of this browser.
#[derive(Clone, Copy)]
pub(crate) struct SigningOut {
    session: CurrentSession,
    navigator: Navigator,
}

pub(crate) fn use_signing_out() -> SigningOut {
    SigningOut { session: use_session(), navigator: use_navigator() }
}

impl SigningOut {
    /// Signs out these accounts.
    pub(super) fn sign_out(self, accounts: Vec<Account>) {
        spawn_local(async move {
            let mut left = Session::default();
            for account in accounts {
                match ask(SignOut { account: account.id }).await {
                    Ok(session) => left = session,
                    Err(_) => return, // the header can't show a problem; it still shows who is signed in
                }
            }
            self.confirm_signed_out(left);
        });
    }

    /// Confirms that the person is signed out.
    pub(crate) fn confirm_signed_out(self, left: Session) {
        empty_tab(&left);
        report_sign_out(&left);
        self.navigator.go_to(Destination::SignedOut);
        self.session.set(left);
    }

    /// The bar, while someone is signed in on a shared computer.
    pub(super) fn bar_if_on_shared_computer(self) -> AnyView {
        let session = self.session;
        let is_shared = Memo::new(move |_| session.account().is_some() && session.is_on_shared_computer());
        live_if(move || is_shared.get().then(|| self.mount_shared_computer_bar()))
    }

    /// Mounts the bar below every screen, always in sight. It signs out all accounts, so that none stays behind. The button doesn't wait for
    /// the text, which other pages don't need.
    fn mount_shared_computer_bar(self) {
        let has_text = RwSignal::new(false);
        let text = move || if has_text.get() { t::leave::text() } else { "" };
        mount_last(move || {
            let sign_out = move |_| self.sign_out(self.session.get_untracked().unwrap_or_default().accounts);
            view! {
                <aside>
                    <div class="notice row">
                        <p>{live(text)}</p>
                        <button class="button" type="button" data-leaves="" on:click=sign_out>
                            {t::menu::sign_out()}
                        </button>
                    </div>
                </aside>
            }
            .into_any()
        });
        self.watch_session(has_text);
    }

    /// Loads the bar's text, and asks from time to time whether the session has ended, until the bar is gone, with its signal.
    fn watch_session(self, has_text: RwSignal<bool>) {
        spawn_local(async move {
            while let Some(is_loaded) = has_text.try_get_untracked() {
                if !is_loaded && locale::load(&[Area::Extra]).await.is_ok() {
                    has_text.try_set(true);
                }
                dom::sleep(LOOKS_EVERY_MS).await;
                if has_text.try_get_untracked().is_none() {
                    return;
                }
                match api::send(&ReadSession {}).await {
                    Ok(left) if left.current.is_none() => return self.confirm_signed_out(left),
                    _ => {} // still signed in, or unreachable
                }
            }
        });
    }
}

/// Empties the tab for the next person, who must not be offered a device by its code. While another account stays signed in, on a computer
/// that isn't shared, the person is the same: then a typed code stays (S2).
pub(super) fn empty_tab(left: &Session) {
    if left.accounts.is_empty() || left.shared {
        tab_storage::forget_all();
        code_field::clear();
    } else {
        for key in tab_storage::OF_ACCOUNT {
            tab_storage::forget(key);
        }
    }
}
