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
        let links = match session.get()?.account() {
            Some(_) => vec![(To::Security, t::menu::security()), (To::Devices, t::menu::devices())],
            None => vec![(To::SignIn(Return::Home), t::home::sign_in())],
        };
        let link = |(to, words): (To, &'static str)| view! { <a class="button" href=to.path()>{words}</a> };
        Some(links.into_iter().map(link).collect::<Vec<_>>())
    };
    view! {
        {heading(shell::brand())}
        <p class="lead">{t::home::lead()}</p>
        <div class="actions">
            <a class="button primary" href=To::Link.path()>{t::home::link()}</a>
            {more}
        </div>
    }
    .into_any()
}
