//! `/`: what this place is for.

use leptos::prelude::*;

use crate::go::{Return, To};
use crate::locale::t;
use crate::parts::heading::heading;
use crate::session::use_session;
use crate::shell;

/// The screen.
pub(crate) fn home() -> AnyView {
    let session = use_session();
    let more = move || {
        let is_here = session.get()?.account().is_some();
        let (to, words) =
            if is_here { (To::Devices, t::menu::devices()) } else { (To::SignIn(Return::Home), t::home::sign_in()) };
        let security = is_here.then(|| link(To::Security, t::menu::security()));
        Some(view! { {security} {link(to, words)} }.into_any())
    };
    let who = move || session.account().map(|account| view! { <p>{t::home::signed_in(&account.name)}</p> });
    view! {
        {heading(shell::brand())}
        {who}
        <p class="lead">{t::home::lead()}</p>
        <div class="actions">
            <a class="button primary" href=To::Link.path()>{t::home::link()}</a>
            {more}
        </div>
    }
    .into_any()
}

fn link(to: To, words: &'static str) -> AnyView {
    view! { <a class="button" href=to.path()>{words}</a> }.into_any()
}
