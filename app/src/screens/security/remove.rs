//! "Remove …?": the confirmation. For the last established method, the choice between another one first and the waiting period (I4).

use domain::api::hold::RemoveAfterHold;
use domain::api::security::{HeldRemoval, MethodItem, MethodItemKind, RemoveMethod};
use leptos::prelude::*;

use super::SecurityScreen;
use super::change_result::ChangeResult;
use super::kind::name;
use crate::ask::ask;
use crate::intl;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::operation;
use crate::parts::busy::{Busy, button};
use crate::parts::dialog::focus_heading;
use crate::parts::summary::show_problem;
use crate::reactive::{live, live_if};

const DAY: u64 = 24 * 60 * 60;

pub(super) fn dialog(security: SecurityScreen) -> AnyView {
    let busy = Busy::new();
    let about = security.removing.subject;
    let is_passkey = Memo::new(move |_| {
        about.with(|method| method.as_ref().is_some_and(|method| method.kind == MethodItemKind::Passkey))
    });
    let held = Memo::new(move |_| about.with(|method| method.as_ref()?.held.clone()));
    let passkey = move || is_passkey.get().then(|| view! { <p>{t::security::remove_passkey()}</p> });
    let text = move || match held.get() {
        Some(held) => choices(security, &held),
        None => view! { <p>{t::security::remove_text()}</p> }.into_any(),
    };
    let actions = move || match held.get() {
        Some(held) => actions_of_last(security, busy, &held),
        None => button("danger", t::security::remove(), busy, move || confirm(security, busy)),
    };
    let body = view! {
        {live(text)}
        {live_if(passkey)}
        <p>{t::security::need_not()}</p>
        <div class="actions row">
            {live(actions)}
            <button class="button" type="button" autofocus on:click=move |_| security.removing.close()>
                {t::security::cancel()}
            </button>
        </div>
    };
    security.removing.view("remove-title", |method| t::security::remove_title(&name(method)), body.into_any())
}

/// What each choice means, and when.
fn choices(security: SecurityScreen, held: &HeldRemoval) -> AnyView {
    let date = intl::day_in(held.other_in_s);
    let has_other = security.info.with_untracked(|info| info.as_ref().is_some_and(|info| info.methods.len() > 1));
    let first = if has_other { t::security::wait_then(&date) } else { t::security::add_then(&date) };
    view! {
        <p>{t::security::last_text()}</p>
        <p>{first}</p>
        <p>{t::security::remove_then(days(held))}</p>
    }
    .into_any()
}

fn actions_of_last(security: SecurityScreen, busy: Busy, held: &HeldRemoval) -> AnyView {
    let add = move || security.navigator.go_to(Destination::AddMethod);
    let wait = move |_| {
        if let Some(method) = security.removing.subject.get_untracked() {
            security.removing.close();
            busy.run(remove_after_wait(method.id, security));
        }
    };
    view! {
        {button("primary", t::security::add_first(), Busy::new(), add)}
        <button class="button danger" type="button" on:click=wait>
            {t::security::remove_and_wait(days(held))}
        </button>
    }
    .into_any()
}

/// The length of the waiting period.
fn days(held: &HeldRemoval) -> u32 {
    intl::small(held.ends_in_s.div_ceil(DAY))
}

fn confirm(security: SecurityScreen, busy: Busy) {
    if let Some(method) = security.removing.subject.get_untracked() {
        // Close it first: a step-up may follow, and nothing behind an open dialog can be used.
        security.removing.close();
        busy.run(remove(method, security));
    }
}

async fn remove(method: MethodItem, security: SecurityScreen) {
    security.alerts.try_set(None);
    let answer = ask(RemoveMethod { id: method.id }).await;
    let left = answer.as_ref().ok().map(|info| info.methods.len());
    security.update(answer, ChangeResult::removed(&method, left.unwrap_or_default()));
    if left.is_some() && !security.is_left() {
        focus_heading();
    }
}

/// Begins the waiting period, and shows it.
async fn remove_after_wait(id: u64, security: SecurityScreen) {
    security.alerts.try_set(None);
    match ask(RemoveAfterHold { id, operation: operation::draw() }).await {
        _ if security.is_left() => {}
        Ok(_) => security.navigator.go_to(Destination::Hold(NextStep::Security)),
        Err(problem) => show_problem(security.alerts, problem),
    }
}
