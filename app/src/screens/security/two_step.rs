//! Two-step verification, trusted browsers, and the number of recovery codes left (S3, S4, I5).

use domain::api::security::{EndTrust, SecurityInfo, SwitchTwoStep, TrustedBrowser};
use domain::browser::BrowserWords;
use leptos::prelude::*;

use super::SecurityScreen;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;

/// The id of the text that names its requirements.
const NEEDS_ID: &str = "two-step-needs";
/// The number of recovery codes at which a warning appears (I5).
const FEW_CODES: u64 = 2;

pub(super) fn two_step(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let browsers: Vec<_> = info.trusted_browsers.iter().map(|browser| trusted(browser, security)).collect();
    let browsers = (!browsers.is_empty()).then(|| {
        view! {
            <h3>{t::security::trusted_browsers()}</h3>
            <ul class="list">{browsers}</ul>
        }
    });
    let left = match info.recovery_codes {
        0 => t::security::no_recovery_codes().into(),
        left => t::security::recovery_codes_left(intl::small(left)),
    };
    let is_few = info.recovery_codes <= FEW_CODES && (info.two_step || info.recovery_codes > 0);
    let few_codes = match info.recovery_codes {
        0 => t::security::without_recovery_codes(),
        _ => t::security::few_recovery_codes(),
    };
    let few_codes = is_few.then(|| view! { <p class="error">{few_codes}</p> });
    let requirements =
        (!info.two_step).then(|| view! { <p class="hint" id=NEEDS_ID>{t::security::two_step_hint()}</p> });
    let to_codes = move || security.navigator.go_to(Destination::RecoveryCodes);
    view! {
        <section class="subsection">
            <h2>{t::security::two_step()}</h2>
            <p class="hint">{t::security::two_step_lead()}</p>
            {switch(info.two_step, security)}
            {requirements}
            {browsers}
        </section>
        <section class="subsection">
            <h2>{t::security::recovery_codes()}</h2>
            <p class="hint">{t::security::recovery_lead()}</p>
            <p>{left}</p>
            {few_codes}
            <div class="actions">{button("", t::security::new_recovery_codes(), Busy::new(), to_codes)}</div>
        </section>
    }
    .into_any()
}

/// The switch. It shows the server's state, not the last click.
fn switch(on: bool, security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let toggle = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        security.alerts.set(None);
        busy.run(async move {
            let done = if on { t::security::two_step_is_off() } else { t::security::two_step_is_on() };
            security.update(ask(SwitchTwoStep { on: !on }).await, done.into());
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                aria-describedby=(!on).then_some(NEEDS_ID)
                on:click=toggle
            />
            <span>{t::security::two_step()}</span>
        </label>
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
