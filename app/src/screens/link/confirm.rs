//! The second step: looks the code up, unless the first step has done so, and asks the question.

use domain::Problem;
use domain::code::UserCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{Flow, invalidates_code};
use super::question::question;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::busy::{Busy, button};
use crate::parts::heading::{self, heading};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::tab_storage;

pub(super) fn confirm(flow: Flow) -> AnyView {
    let alerts = RwSignal::new(None);
    if untrack(|| flow.found()).is_none() {
        heading::take_focus_when_late();
        spawn_local(look_up(flow, alerts));
    }
    let found = Memo::new(move |_| flow.found());
    let question = move || match found.get() {
        Some(found) => question(&found, flow, alerts),
        None if alerts.with(Option::is_some) => not_found(flow, alerts),
        None => view! { <p class="status busy" role="status">{t::confirm::looking_up()}</p> }.into_any(),
    };
    view! { {summary(alerts, NextStep::Link)} {live(question)} }.into_any()
}

async fn look_up(flow: Flow, alerts: Alerts) {
    let kept = tab_storage::text(tab_storage::CODE);
    let answer = match kept.and_then(|code| UserCode::parse(&code).ok()) {
        Some(code) => flow.look_up(code).await,
        None => return flow.navigator.replace_with(Destination::Link),
    };
    let has_gone_elsewhere = alerts.try_get_untracked().is_none();
    match answer {
        Ok(()) => {}
        Err(_) if has_gone_elsewhere => {}
        Err(Problem::NotSignedIn) => flow.sign_in_first(true),
        Err(problem) if invalidates_code(&problem) => flow.reject_code(problem),
        Err(problem) => show_problem(alerts, problem),
    }
}

/// The lookup failed, for a reason that may pass: the summary names it.
fn not_found(flow: Flow, alerts: Alerts) -> AnyView {
    let again = move || {
        alerts.set(None);
        spawn_local(look_up(flow, alerts));
    };
    view! {
        {heading(t::confirm::heading().into())}
        <div class="actions">{button("primary", t::notice::try_again(), Busy::new(), again)}</div>
    }
    .into_any()
}
