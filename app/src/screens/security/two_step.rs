//! Two-step verification, and the number of recovery codes left (S3, I5).

use domain::api::security::{SecurityInfo, SwitchTwoStep};
use domain::rules::todo::FEW_RECOVERY_CODES;
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::recovery_codes::{CodesPurpose, ask_for_codes};
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::parts::badge::badge;
use crate::parts::busy::{Busy, button};
use crate::parts::icon::Icon;

/// The id of the heading, which names the switch.
const TWO_STEP_ID: &str = "two-step";
/// The id of the text that says what comes before two-step verification is on.
const NEEDS_ID: &str = "two-step-needs";
/// The id of the heading above the recovery codes.
const CODES_ID: &str = "recovery-codes";

pub(super) fn two_step(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let has_codes = info.recovery_codes > 0;
    let needs_codes =
        (!info.two_step && !has_codes).then(|| view! { <p id=NEEDS_ID>{t::security::two_step_hint()}</p> });
    view! {
        <section class="group whole line" aria-labelledby=TWO_STEP_ID>
            <header>
                <h2 id=TWO_STEP_ID>{t::security::two_step()}</h2>
                <p>{t::security::two_step_lead()}</p>
                {needs_codes}
            </header>
            {switch(info.two_step, has_codes, security)}
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
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                aria-labelledby=TWO_STEP_ID
                aria-describedby=(!on && !has_codes).then_some(NEEDS_ID)
                on:click=toggle
            />
        </label>
    }
    .into_any()
}

/// Turns two-step verification on or off.
pub(super) async fn turn(on: bool, security: SecurityScreen) {
    security.alerts.try_set(None);
    security.update(ask(SwitchTwoStep { on, set: None }).await, ChangeResult::two_step(on));
}

pub(super) fn recovery_codes(info: &SecurityInfo, security: SecurityScreen) -> AnyView {
    let has_codes = info.recovery_codes > 0;
    let left = match info.recovery_codes {
        0 => t::security::no_recovery_codes().into(),
        left => t::security::recovery_codes_left(intl::small(left)),
    };
    let is_few = info.recovery_codes <= FEW_RECOVERY_CODES && (info.two_step || has_codes);
    let few_codes = if has_codes { t::security::few_recovery_codes() } else { t::security::without_recovery_codes() };
    let few_codes = is_few.then(|| view! { <p>{few_codes}</p> });
    let tone = if is_few { "warning" } else { "" };
    let new_codes = move || {
        if has_codes {
            security.replacing_codes.subject.set(Some(()));
        } else {
            ask_for_codes(security.navigator, CodesPurpose::Recovery);
        }
    };
    view! {
        <section class="group whole line" aria-labelledby=CODES_ID>
            <header>
                <h2 id=CODES_ID>{t::security::recovery_codes()}</h2>
                {badge(tone, is_few.then_some(Icon::WARNING), move || left.clone())}
                <p>{t::security::recovery_lead()}</p>
                {few_codes}
            </header>
            <div class="actions row">{button("", t::security::new_recovery_codes(), Busy::new(), new_codes)}</div>
        </section>
    }
    .into_any()
}
