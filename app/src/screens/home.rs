//! `/`: signed out, what this is for and the ways in; signed in, what to do now, and the account at a glance.

mod account;
mod glance;
mod todo;

use domain::Screen;
use domain::api::session::{Account, Session};
use domain::api::single_use_code::RequestedPurpose;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::{self, heading};
use crate::reactive::live;
use crate::route::current_screen;
use crate::session::use_session;
use crate::shell;

lazy::door! { home_door: chunk home, words Home => home() }

/// A device and a phone with the same code, and the mark between them.
const SCENE: &str = include_str!("home/scene.svg");

/// The person who opened the page.
#[derive(Clone, PartialEq, Eq)]
enum HomeVisitor {
    /// Until the session has been read.
    Unknown,
    SignedOut,
    SignedIn(Account),
}

impl HomeVisitor {
    fn of(session: &Session) -> Self {
        session.account().cloned().map_or(Self::SignedOut, Self::SignedIn)
    }
}

/// The screen.
pub(crate) fn home() -> AnyView {
    let session = use_session();
    let is_unreadable = RwSignal::new(false);
    if session.get_untracked().is_none() {
        heading::take_focus_when_late();
        spawn_local(async move {
            is_unreadable.try_set(session.ready().await.is_err());
        });
    }
    let visitor = Memo::new(move |before: Option<&HomeVisitor>| match (before, session.get()) {
        // While the next screen loads, this one stays as it is.
        (Some(before), _) if current_screen() != Some(Screen::Home) => before.clone(),
        (_, Some(session)) => HomeVisitor::of(&session),
        (_, None) if is_unreadable.get() => HomeVisitor::SignedOut,
        (_, None) => HomeVisitor::Unknown,
    });
    live(move || match visitor.get() {
        HomeVisitor::Unknown => ().into_any(),
        HomeVisitor::SignedOut => signed_out(),
        HomeVisitor::SignedIn(account) => account::account(&account),
    })
}

fn signed_out() -> AnyView {
    let create = Destination::Code(RequestedPurpose::CreateAccount, NextStep::Home);
    view! {
        <div inner_html=SCENE></div>
        {heading(shell::brand())}
        <p class="lead">{t::home::lead()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::Link.path()>{t::home::link()}</a>
            <a class="button" href=Destination::SignIn(NextStep::Home).path()>{t::home::sign_in()}</a>
        </div>
        <ul class="links">
            <li>
                <a href=create.path()>{t::home::create()}</a>
            </li>
        </ul>
    }
    .into_any()
}
