//! A row about a browser: a session, or a browser that is trusted. Its words are in the area of the security info.

use domain::browser::{BrowserName, KnownParts};
use leptos::prelude::*;

use super::badge::badge;
use super::icon::{Icon, icon};
use super::names;
use crate::locale::t;

/// The row. `text` is its second line.
pub(crate) fn browser_row(name: &str, is_this_browser: bool, text: String, action: Option<AnyView>) -> AnyView {
    let this_browser = is_this_browser.then(|| {
        let badge = badge("", Some(Icon::TICK), || t::security::this_browser().to_owned());
        view! { <div class="side">{badge}</div> }
    });
    view! {
        <li class="item">
            <span class="tile plain">{icon(Icon::BROWSER)}</span>
            <div class="what">
                <strong>{names::in_text(name)}</strong>
                <p>{text}</p>
            </div>
            {this_browser}
            {action}
        </li>
    }
    .into_any()
}

/// A row's button. Its label also names the row.
pub(crate) fn row_action(words: &'static str, label: String, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <div class="actions row">
            <button class="button quiet" type="button" aria-label=label on:click=move |_| press()>
                {words}
            </button>
        </div>
    }
    .into_any()
}

/// What a browser is called: "Firefox on Windows, Berlin".
pub(crate) fn browser_name(name: &BrowserName, place: Option<&str>) -> String {
    let name = match name.known_parts() {
        KnownParts::Both(product, system) => t::security::browser_on_system(product, system),
        KnownParts::Product(product) => names::isolated(product),
        KnownParts::System(system) => t::security::some_browser_on_system(system),
        KnownParts::Neither => t::security::unknown_browser().to_owned(),
    };
    match place {
        Some(place) => t::security::browser_at(&name, place),
        None => name,
    }
}
