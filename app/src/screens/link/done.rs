//! The last step: what to expect on the device, and whether it has signed in (L6, L9).

use domain::Problem;
use domain::api::link::ReadCollection;
use domain::device::DeviceKind;
use domain::rules::link::COLLECTED_BY;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{Flow, use_flow};
use super::linked_device::LinkedDevice;
use super::more::more;
use super::nothing_linked;
use super::ticket::{account_half, between, device_half};
use crate::api::{RequestError, send};
use crate::dom;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::dialog::focus_heading;
use crate::parts::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::{effect, live, live_if};
use crate::tab_storage;

/// Whether the device has collected its sign-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CollectionState {
    Waiting,
    /// Overdue; it may still succeed.
    Late,
    Collected,
    /// It can't collect it any more.
    Expired,
}

pub(super) fn done() -> AnyView {
    let flow = use_flow();
    let Some(linked) = tab_storage::value::<LinkedDevice>(tab_storage::LINKED_DEVICE) else {
        spawn_local(async move { flow.navigator.replace_with(Destination::Link) });
        return ().into_any();
    };
    let state = RwSignal::new(CollectionState::Waiting);
    let alerts: Alerts = RwSignal::new(None);
    spawn_local(poll(linked.clone(), state, alerts));
    let is_expired = Memo::new(move |_| state.get() == CollectionState::Expired);
    live(move || if is_expired.get() { nothing_linked::expired() } else { approved(&linked, flow, state, alerts) })
}

/// While the device is awaited, and when it has come: only words and the ring change, and nothing moves.
fn approved(linked: &LinkedDevice, flow: Flow, state: RwSignal<CollectionState>, alerts: Alerts) -> AnyView {
    let has_come = Memo::new(move |_| state.get() == CollectionState::Collected);
    let next_action = move || {
        if has_come.get() {
            view! { <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a> }.into_any()
        } else {
            let go = move |_| flow.navigator.go_to(Destination::Devices);
            view! { <button class="button" type="button" on:click=go>{t::done::done()}</button> }.into_any()
        }
    };
    view! {
        {changing_heading(move || if has_come.get() { t::done::heading() } else { t::done::heading_waiting() })}
        {lead(linked, has_come)}
        {summary(alerts, NextStep::Link)}
        {ticket(linked, flow, state, has_come)}
        <div class="actions">{live(next_action)}</div>
        <div class="after">{live(move || if has_come.get() { next_steps() } else { late_help(flow, state) })}</div>
    }
    .into_any()
}

/// A heading whose text changes while the screen stays. It stays the same element, so the focus stays on it.
fn changing_heading(text: impl Fn() -> &'static str + Copy + Send + 'static) -> AnyView {
    let node = NodeRef::<html::H1>::new();
    effect(move || {
        if let Some(node) = node.get() {
            heading::take_focus(&node);
        }
    });
    effect(move || heading::set_document_title(text()));
    view! { <h1 tabindex="-1" node_ref=node>{live(text)}</h1> }.into_any()
}

/// Where to look now; once the device has come, that this page has done its part. The line that isn't said keeps its room.
fn lead(linked: &LinkedDevice, has_come: Memo<bool>) -> AnyView {
    let is_pending = Signal::derive(move || !has_come.get());
    let is_linked = Signal::derive(move || has_come.get());
    view! {
        <p class="lead in-turn">
            <span class:unsaid=is_linked>{names::in_text(&next_hint(linked.kind, &linked.client))}</span>
            <span class:unsaid=is_pending>{t::done::close()}</span>
        </p>
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

fn ticket(linked: &LinkedDevice, flow: Flow, state: RwSignal<CollectionState>, has_come: Memo<bool>) -> AnyView {
    let is_pending = Signal::derive(move || !has_come.get());
    let is_linked = Signal::derive(move || has_come.get());
    let tick = live_if(move || has_come.get().then(|| icon(Icon::TICK)));
    let status = view! { <p role="status">{live(move || status_text(state.get()))}</p> };
    view! {
        <div class="ticket" class:pending=is_pending class:linked=is_linked>
            {device_half(linked.kind, linked.client.clone(), None, linked.calls_itself.as_deref(), None)}
            {between(tick, status.into_any())}
            {account_half(flow, None, None)}
        </div>
    }
    .into_any()
}

fn status_text(state: CollectionState) -> &'static str {
    match state {
        CollectionState::Waiting => t::done::waiting(),
        CollectionState::Late | CollectionState::Expired => t::done::late(),
        CollectionState::Collected => t::done::collected(),
    }
}

/// What to do if nothing happens on the device. It opens by itself when the device is late.
fn late_help(flow: Flow, state: RwSignal<CollectionState>) -> AnyView {
    let name = move || flow.session.account().map(|account| account.name).unwrap_or_default();
    let advice = view! {
        <ul>
            <li>{t::done::late_restart()}</li>
            <li>{live(move || names::in_text(&t::done::late_account(&name())))}</li>
            <li>{t::done::late_devices()}</li>
        </ul>
    };
    more(t::done::nothing_happens(), Signal::derive(move || state.get() == CollectionState::Late), advice.into_any())
}

fn next_steps() -> AnyView {
    view! {
        <ul class="links">
            <li><a href=Destination::Link.path()>{t::done::another()}</a></li>
        </ul>
    }
    .into_any()
}

/// Asks every two seconds for a minute, then every ten for half an hour, and only while the page is visible.
async fn poll(linked: LinkedDevice, state: RwSignal<CollectionState>, alerts: Alerts) {
    let request = ReadCollection { device: linked.device.into() };
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
        let was_collectable = linked.is_collectable();
        match send(&request).await {
            Ok(collection) if collection.collected => return finish(state, CollectionState::Collected),
            Ok(_) if !was_collectable => return finish(state, CollectionState::Expired),
            // No answer, or too many requests: try again at the next interval.
            Ok(_) | Err(RequestError::Unreachable | RequestError::Problem(Problem::TooMany { .. })) => {}
            Err(RequestError::Problem(problem)) => return show_problem(alerts, problem),
        }
    }
}

/// Shows how the wait ended. A control that goes would take the focus with it, so it moves to the heading.
fn finish(state: RwSignal<CollectionState>, ending: CollectionState) {
    let is_going =
        |active: &web_sys::Element| matches!(active.closest("#screen .actions, #screen .after"), Ok(Some(_)));
    if document().active_element().as_ref().is_some_and(is_going) {
        focus_heading();
    }
    state.try_set(ending);
}
