//! Trusted browsers (S4), the browsers in which the account is signed in, and signing out of all of them (S10).

use domain::api::security::{EndTrust, SecurityInfo, TrustedBrowser};
use domain::api::session::{EndSession, SessionItem};
use domain::browser::{BrowserName, KnownParts};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::badge::badge;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::show_problem;
use crate::reactive::live_if;

/// The id of the heading.
const BROWSERS_ID: &str = "browsers";

pub(super) fn browsers(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let trusted: Vec<_> = info.trusted_browsers.iter().map(|browser| trusted(browser, security)).collect();
    let has_trusted = !trusted.is_empty();
    let lead = has_trusted.then(|| view! { <p>{t::security::trusted_lead()}</p> });
    let trusted = has_trusted.then(|| list(t::security::trusted_browsers(), trusted));
    let sessions = move || {
        let sessions = security.sessions.get()?;
        let items = sessions.iter().map(|item| session(item, security)).collect();
        Some(list(t::security::sessions(), items))
    };
    let sign_out = move || security.signing_out.subject.set(Some(()));
    view! {
        <section class="group whole" aria-labelledby=BROWSERS_ID>
            <header>
                <h2 id=BROWSERS_ID>{t::security::browsers()}</h2>
                {lead}
            </header>
            {trusted}
            {live_if(sessions)}
            <div class="actions row">{button("quiet bad start", t::security::everywhere(), Busy::new(), sign_out)}</div>
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
    let name = name_of(&browser.name, browser.place.as_deref());
    let label = t::security::stop_trusting_browser(&name);
    let until = t::security::trusted_until(&intl::day_in(browser.ends_in_s));
    let called = name.clone();
    let end = move || {
        security.alerts.set(None);
        busy.run(end_trust(id.clone(), called.clone(), security));
    };
    let end = action(t::security::stop_trusting(), label, Box::new(end));
    item(&name, browser.is_this_browser, until, Some(end))
}

async fn end_trust(id: String, name: String, security: SecurityScreen) {
    let answer = ask(EndTrust { id }).await;
    let is_gone = answer.is_ok();
    let done = ChangeResult::new(t::security::no_longer_trusted(&name)).and(t::security::trust_next());
    security.update(answer, done);
    if is_gone && !security.is_left() {
        focus_heading(); // the button is gone
    }
}

fn session(session: &SessionItem, security: SecurityScreen) -> AnyView {
    let (id, busy) = (session.id.clone(), Busy::new());
    let name = name_of(&session.name, session.place.as_deref());
    let used = match session.used_s_ago {
        _ if session.is_this_browser => t::security::in_use_now().into(),
        0 => t::security::used_just_now().into(),
        seconds => t::security::last_used(&intl::ago(seconds)),
    };
    let end = (!session.is_this_browser).then(|| {
        let called = name.clone();
        let end = move || {
            security.alerts.set(None);
            busy.run(end_session(id.clone(), called.clone(), security));
        };
        action(t::menu::sign_out(), t::security::sign_out_of(&name), Box::new(end))
    });
    item(&name, session.is_this_browser, used, end)
}

async fn end_session(id: String, name: String, security: SecurityScreen) {
    match ask(EndSession { id }).await {
        _ if security.is_left() => {}
        Ok(left) => {
            security.sessions.set(Some(left.sessions));
            security.result.set(Some(ChangeResult::new(t::security::session_signed_out(&name))));
            focus_heading(); // the button is gone
        }
        Err(problem) => show_problem(security.alerts, problem),
    }
}

/// A row's button. Its label also names the row.
fn action(words: &'static str, label: String, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <div class="actions row">
            <button class="button quiet" type="button" aria-label=label on:click=move |_| press()>
                {words}
            </button>
        </div>
    }
    .into_any()
}

fn item(name: &str, is_this_browser: bool, text: String, action: Option<AnyView>) -> AnyView {
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
