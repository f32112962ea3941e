//! Trusted browsers (S4), the browsers in which the account is signed in, and signing out of all of them (S10).

use domain::api::security::{EndTrust, SecurityInfo, TrustedBrowser};
use domain::api::session::{EndSession, SessionItem};
use domain::browser::{BrowserName, KnownParts};
use leptos::prelude::*;

use super::SecurityScreen;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::names;
use crate::parts::summary::show_problem;
use crate::reactive::live_if;

pub(super) fn browsers(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let trusted: Vec<_> = info.trusted_browsers.iter().map(|browser| trusted(browser, security)).collect();
    let trusted = (!trusted.is_empty()).then(|| list(t::security::trusted_browsers(), trusted));
    let sessions = move || {
        let sessions = security.sessions.get()?;
        let items = sessions.iter().map(|item| session(item, security)).collect();
        Some(list(t::security::sessions(), items))
    };
    let sign_out = move || security.signing_out.subject.set(Some(()));
    view! {
        <section class="subsection">
            <h2>{t::security::browsers()}</h2>
            {trusted}
            {live_if(sessions)}
            <div class="actions">{button("", t::security::everywhere(), Busy::new(), sign_out)}</div>
        </section>
    }
    .into_any()
}

fn list(heading: &'static str, items: Vec<AnyView>) -> AnyView {
    view! {
        <h3>{heading}</h3>
        <ul class="list">{items}</ul>
    }
    .into_any()
}

fn trusted(browser: &TrustedBrowser, security: SecurityScreen) -> AnyView {
    let (id, busy) = (browser.id.clone(), Busy::new());
    let end = move || {
        let id = id.clone();
        security.alerts.set(None);
        busy.run(async move {
            let answer = ask(EndTrust { id }).await;
            let is_gone = answer.is_ok();
            security.update(answer, t::security::no_longer_trusted().into());
            if is_gone && !security.is_left() {
                focus_heading(); // the button is gone
            }
        });
    };
    let end = button("", t::security::stop_trusting(), busy, end);
    let until = t::security::trusted_for(intl::small(browser.ends_in_s.div_ceil(24 * 3600)));
    item(&name_of(&browser.name, browser.place.as_deref()), browser.is_this_browser, until, Some(end))
}

fn session(session: &SessionItem, security: SecurityScreen) -> AnyView {
    let (id, busy) = (session.id.clone(), Busy::new());
    let name = name_of(&session.name, session.place.as_deref());
    let end = move |_| {
        security.alerts.set(None);
        busy.run(end_session(id.clone(), security));
    };
    let end = (!session.is_this_browser).then(|| {
        view! {
            <button class="button" type="button" aria-label=t::security::sign_out_of(&name) on:click=end>
                {t::menu::sign_out()}
            </button>
        }
        .into_any()
    });
    item(&name, session.is_this_browser, t::security::session_used(&intl::ago(session.used_s_ago)), end)
}

async fn end_session(id: String, security: SecurityScreen) {
    match ask(EndSession { id }).await {
        _ if security.is_left() => {}
        Ok(left) => {
            security.sessions.set(Some(left.sessions));
            security.status.set(t::security::session_signed_out().into());
            focus_heading(); // the button is gone
        }
        Err(problem) => show_problem(security.alerts, problem),
    }
}

fn item(name: &str, is_this_browser: bool, text: String, action: Option<AnyView>) -> AnyView {
    let this_browser = is_this_browser.then(|| view! { <p>{t::security::this_browser()}</p> });
    view! {
        <li class="item">
            <div>
                <strong>{names::in_text(name)}</strong>
                {this_browser}
                <p>{text}</p>
            </div>
            {action}
        </li>
    }
    .into_any()
}

fn name_of(name: &BrowserName, place: Option<&str>) -> String {
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
