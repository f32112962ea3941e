//! Trusted browsers (S4), and signing out of all browsers (S10).

use domain::api::security::{EndTrust, SecurityInfo, TrustedBrowser};
use domain::browser::BrowserWords;
use leptos::prelude::*;

use super::SecurityScreen;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;

pub(super) fn browsers(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let trusted: Vec<_> = info.trusted_browsers.iter().map(|browser| trusted(browser, security)).collect();
    let trusted = (!trusted.is_empty()).then(|| {
        view! {
            <h3>{t::security::trusted_browsers()}</h3>
            <ul class="list">{trusted}</ul>
        }
    });
    let sign_out = move || security.signing_out.subject.set(Some(()));
    view! {
        <section class="subsection">
            <h2>{t::security::browsers()}</h2>
            {trusted}
            <div class="actions">{button("", t::security::everywhere(), Busy::new(), sign_out)}</div>
        </section>
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
            security.update(answer, t::security::trust_ended().into());
            if is_gone && !security.is_left() {
                focus_heading(); // the button is gone
            }
        });
    };
    let this_browser = browser.is_this_browser.then(|| view! { <p>{t::security::this_browser()}</p> });
    view! {
        <li class="item">
            <div>
                <strong>{name_of(browser)}</strong>
                {this_browser}
                <p>{t::security::trusted_for(intl::small(browser.ends_in_s.div_ceil(24 * 3600)))}</p>
            </div>
            {button("", t::security::end_trust(), busy, end)}
        </li>
    }
    .into_any()
}

fn name_of(browser: &TrustedBrowser) -> String {
    let words = BrowserWords {
        on_system: &t::security::browser_on_system,
        some_on_system: &t::security::some_browser_on_system,
        unknown: t::security::other_browser(),
        at: &t::security::browser_at,
    };
    browser.name.in_words(browser.place.as_deref(), &words)
}
