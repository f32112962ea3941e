//! Trusted browsers (S4), and the way to the browsers in which the account is signed in.

use domain::api::security::{EndTrust, SecurityInfo, TrustedBrowser};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::browser_row::{browser_name, browser_row, row_action};
use crate::parts::busy::Busy;
use crate::parts::dialog::focus_heading;

/// The id of the heading.
const BROWSERS_ID: &str = "browsers";

pub(super) fn browsers(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let trusted: Vec<_> = info.trusted_browsers.iter().map(|browser| trusted(browser, security)).collect();
    let has_trusted = !trusted.is_empty();
    let lead = has_trusted.then(|| view! { <p>{t::security::trusted_lead()}</p> });
    let trusted = has_trusted.then(|| {
        view! {
            <h3>{t::security::trusted_browsers()}</h3>
            <ul class="list">{trusted}</ul>
        }
    });
    view! {
        <section class="group whole" aria-labelledby=BROWSERS_ID>
            <header>
                <h2 id=BROWSERS_ID>{t::security::browsers()}</h2>
                {lead}
            </header>
            {trusted}
            <div class="actions row">
                <a class="button" href=Destination::Activity.path()>{t::security::where_signed_in()}</a>
            </div>
        </section>
    }
    .into_any()
}

fn trusted(browser: &TrustedBrowser, security: SecurityScreen) -> AnyView {
    let (id, busy) = (browser.id.clone(), Busy::new());
    let name = browser_name(&browser.name, browser.place.as_deref());
    let label = t::security::stop_trusting_browser(&name);
    let until = t::security::trusted_until(&intl::day_in(browser.ends_in_s));
    let called = name.clone();
    let end = move || {
        security.alerts.set(None);
        busy.run(end_trust(id.clone(), called.clone(), security));
    };
    let end = row_action(t::security::stop_trusting(), label, Box::new(end));
    browser_row(&name, browser.is_this_browser, until, Some(end))
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
