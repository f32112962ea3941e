//! `/`: the links to everything that a person can do here.

use leptos::prelude::*;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::heading;
use crate::parts::names;
use crate::reactive::live_if;
use crate::session::use_session;
use crate::shell;

lazy::door! { home_door: chunk extra, words Extra => home() }

/// The screen.
pub(crate) fn home() -> AnyView {
    let session = use_session();
    let links = move || {
        let is_signed_in = session.get()?.account().is_some();
        let (to, words) = if is_signed_in {
            (Destination::Devices, t::menu::devices())
        } else {
            (Destination::SignIn(NextStep::Home), t::home::sign_in())
        };
        let security = is_signed_in.then(|| link(Destination::Security, t::menu::security()));
        Some(view! { {security} {link(to, words)} }.into_any())
    };
    // Below everything else, so that nothing moves when it appears.
    let account_line = move || {
        let signed_in = |name: String| view! { <p class="hint">{names::in_text(&t::home::signed_in(&name))}</p> };
        session.account().map(|account| signed_in(account.name))
    };
    view! {
        {heading(shell::brand())}
        <p class="lead">{t::home::lead()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::Link.path()>{t::home::link()}</a>
            {live_if(links)}
        </div>
        {live_if(account_line)}
    }
    .into_any()
}

fn link(to: Destination, words: &'static str) -> AnyView {
    view! { <a class="button" href=to.path()>{words}</a> }.into_any()
}
