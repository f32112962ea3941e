//! The last step: what to expect on the device, and whether it has signed in (L6, L9).

use domain::Problem;
use domain::api::link::ReadCollection;
use domain::device::{DeviceId, DeviceKind};
use domain::rules::link::COLLECTED_BY;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{LinkedDevice, use_flow};
use crate::api::{RequestError, send};
use crate::dom;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::heading::heading;
use crate::parts::names;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;
use crate::tab_storage;

/// Whether the device has collected its sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CollectionState {
    Waiting,
    Collected,
    /// Overdue; it may still succeed.
    Late,
}

pub(super) fn done() -> AnyView {
    let flow = use_flow();
    let Some(linked) = tab_storage::value::<LinkedDevice>(tab_storage::LINKED_DEVICE) else {
        spawn_local(async move { flow.navigator.replace_with(Destination::Link) });
        return ().into_any();
    };
    let state = RwSignal::new(CollectionState::Waiting);
    let alerts: Alerts = RwSignal::new(None);
    let next_hint = next_hint(linked.kind, &linked.client);
    spawn_local(poll(linked.device, state, alerts));
    let name = move || flow.session.account().map(|account| account.name).unwrap_or_default();
    view! {
        <div class="picture good" aria-hidden="true"></div>
        {heading(t::done::heading().into())}
        <p class="lead">{names::in_text(&next_hint)}</p>
        {summary(alerts, NextStep::Link)}
        <p class="status" class:busy=Signal::derive(move || state.get() == CollectionState::Waiting) role="status">
            {live(move || status_text(state.get()))}
        </p>
        {live(move || (state.get() == CollectionState::Late).then(|| advice(&name())))}
        <div class="actions">
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
            <a class="button quiet" href=Destination::Link.path()>{t::done::another()}</a>
        </div>
    }
    .into_any()
}

fn next_hint(kind: DeviceKind, client: &str) -> String {
    match kind {
        DeviceKind::Console => t::done::console(client),
        DeviceKind::Pc => t::done::pc(client),
        DeviceKind::Office => t::done::office(client),
        DeviceKind::Tv => t::done::tv(client),
        DeviceKind::App => t::done::app(client),
    }
}

fn status_text(state: CollectionState) -> &'static str {
    match state {
        CollectionState::Waiting => t::done::waiting(),
        CollectionState::Collected => t::done::collected(),
        CollectionState::Late => t::done::late(),
    }
}

fn advice(account: &str) -> AnyView {
    view! {
        <div class="notice warning">
            <ul>
                <li>{t::done::late_restart()}</li>
                <li>{names::in_text(&t::done::late_account(account))}</li>
                <li>{t::done::late_devices()}</li>
            </ul>
        </div>
    }
    .into_any()
}

/// Asks every two seconds for a minute, then every ten for half an hour, and only while the page is visible.
async fn poll(device: DeviceId, state: RwSignal<CollectionState>, alerts: Alerts) {
    let request = ReadCollection { device: device.into() };
    let late = COLLECTED_BY.as_secs();
    let mut waited = 0;
    while waited < 30 * late {
        let pause = if waited < late { 2 } else { 10 };
        dom::sleep(pause * 1000).await;
        waited += u64::from(pause.unsigned_abs());
        let Some(now) = state.try_get_untracked() else { return };
        if waited >= late && now == CollectionState::Waiting {
            state.set(CollectionState::Late);
        }
        if document().hidden() {
            continue;
        }
        match send(&request).await {
            Ok(collection) if collection.collected => {
                state.try_set(CollectionState::Collected);
                return;
            }
            // No answer, or too many requests: try again at the next interval.
            Ok(_) | Err(RequestError::Unreachable | RequestError::Problem(Problem::TooMany { .. })) => {}
            Err(RequestError::Problem(problem)) => return show_problem(alerts, problem),
        }
    }
}
