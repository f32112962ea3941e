//! Two-step verification, and the number of recovery codes left (S3, I5).

use domain::api::security::{SecurityInfo, SwitchTwoStep};
use leptos::prelude::*;

use super::SecurityScreen;
use super::recovery_codes::{CodesPurpose, ask_for_codes};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::busy::{Busy, button};

/// The id of the text that says what comes before two-step verification is on.
const NEEDS_ID: &str = "two-step-needs";
/// The number of recovery codes at which a warning appears (I5).
const FEW_CODES: u64 = 2;

pub(super) fn two_step(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let has_codes = info.recovery_codes > 0;
    let needs_codes = (!info.two_step && !has_codes)
        .then(|| view! { <p class="hint" id=NEEDS_ID>{t::security::two_step_hint()}</p> });
    view! {
        <section class="subsection">
            <h2>{t::security::two_step()}</h2>
            <p class="hint">{t::security::two_step_lead()}</p>
            {switch(info.two_step, has_codes, security)}
            {needs_codes}
        </section>
    }
    .into_any()
}

/// The switch. It shows the server's state, not the last click. Without recovery codes, it is on once they are made and saved.
fn switch(on: bool, has_codes: bool, security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let toggle = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        match (on, has_codes) {
            (true, _) => security.turning_off.subject.set(Some(())),
            (false, true) => busy.run(turn(true, security)),
            (false, false) => ask_for_codes(security.navigator, CodesPurpose::TwoStep),
        }
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                aria-describedby=(!on && !has_codes).then_some(NEEDS_ID)
                on:click=toggle
            />
            <span>{t::security::two_step()}</span>
        </label>
    }
    .into_any()
}

/// Turns two-step verification on or off.
pub(super) async fn turn(on: bool, security: SecurityScreen) {
    security.alerts.try_set(None);
    let done = if on { t::security::two_step_is_on() } else { t::security::two_step_is_off() };
    security.update(ask(SwitchTwoStep { on, set: None }).await, done.into());
}

pub(super) fn recovery_codes(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let has_codes = info.recovery_codes > 0;
    let left = match info.recovery_codes {
        0 => t::security::no_recovery_codes().into(),
        left => t::security::recovery_codes_left(intl::small(left)),
    };
    let is_few = info.recovery_codes <= FEW_CODES && (info.two_step || has_codes);
    let few_codes = if has_codes { t::security::few_recovery_codes() } else { t::security::without_recovery_codes() };
    let few_codes = is_few.then(|| view! { <p class="error">{few_codes}</p> });
    let new_codes = move || {
        if has_codes {
            security.replacing_codes.subject.set(Some(()));
        } else {
            ask_for_codes(security.navigator, CodesPurpose::Recovery);
        }
    };
    view! {
        <section class="subsection">
            <h2>{t::security::recovery_codes()}</h2>
            <p class="hint">{t::security::recovery_lead()}</p>
            <p>{left}</p>
            {few_codes}
            <div class="actions">{button("", t::security::new_recovery_codes(), Busy::new(), new_codes)}</div>
        </section>
    }
    .into_any()
}
