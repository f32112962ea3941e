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
    let second = move || {
        let (to, words) = match session.get()?.account() {
            Some(_) => (To::Devices, t::menu::devices()),
            None => (To::SignIn(Return::Home), t::home::sign_in()),
        };
        Some(view! { <a class="button" href=to.path()>{words}</a> })
    };
    view! {
        {heading(shell::brand())}
        <p class="lead">{t::home::lead()}</p>
        <div class="actions">
            <a class="button primary" href=To::Link.path()>{t::home::link()}</a>
            {second}
        </div>
    }
    .into_any()
}
