//! `/devices`: the devices that are linked to the account, and their removal (L6).

mod item;
mod remove;
mod rename;

use domain::api::devices::{Device, ReadDevices};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::dialog::{Dialog, focus_heading};
use crate::parts::heading::heading;
use crate::parts::names;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::reactive::live;

lazy::door! { devices_door: chunk account, words Account + Device + Form => devices() }

/// The state that list and dialogs share.
#[derive(Clone, Copy)]
struct DeviceList {
    /// `None` until they have been read.
    all: RwSignal<Option<Vec<Device>>>,
    /// The device to remove.
    removing: Dialog<Device>,
    /// The device to rename.
    renaming: Dialog<Device>,
    /// The result of an action, for people who don't see the list change.
    status: RwSignal<String>,
    alerts: Alerts,
}

impl DeviceList {
    /// Whether the person has navigated away: then late responses change nothing.
    fn is_left(self) -> bool {
        self.all.try_get_untracked().is_none()
    }

    /// Stores a late response: the remaining list, and a text for people who don't see it change.
    fn update(self, all: Vec<Device>, status: String) {
        if !self.is_left() {
            self.status.set(status);
            self.all.set(Some(all));
            focus_heading();
        }
    }
}

/// The screen.
pub(crate) fn devices() -> AnyView {
    let devices = DeviceList {
        all: RwSignal::new(None),
        removing: Dialog::new(),
        renaming: Dialog::new(),
        status: RwSignal::new(String::new()),
        alerts: RwSignal::new(None),
    };
    widen_card();
    spawn_local(read(devices, use_signed_in(NextStep::Devices)));
    view! {
        {heading(t::devices::heading().into())}
        {summary(devices.alerts, NextStep::Devices)}
        <p class="status" role="status">{live(move || names::in_text(&devices.status.get()))}</p>
        {live(move || list(devices))}
        <div class="actions">
            <a class="button" href=Destination::Link.path()>{t::devices::link()}</a>
        </div>
        {remove::dialog(devices)}
        {rename::dialog(devices)}
    }
    .into_any()
}

async fn read(devices: DeviceList, signed_in: SignedInRequests) {
    match signed_in.ask(ReadDevices {}, move || devices.is_left()).await {
        Some(Ok(answer)) => devices.all.set(Some(answer.devices)),
        Some(Err(problem)) => show_problem(devices.alerts, problem),
        None => {}
    }
}

fn list(devices: DeviceList) -> AnyView {
    let items = |all: &Vec<Device>| all.iter().map(|device| item::item(device, devices)).collect::<Vec<_>>();
    match devices.all.with(|all| all.as_ref().map(items)) {
        None if devices.alerts.with(Option::is_some) => ().into_any(),
        None => view! { <p class="empty busy">{t::devices::loading()}</p> }.into_any(),
        Some(items) if items.is_empty() => view! { <p class="empty">{t::devices::empty()}</p> }.into_any(),
        Some(items) => view! { <ul class="list">{items}</ul> }.into_any(),
    }
}

/// A list needs more room than a form.
fn widen_card() {
    let wide = |wide: bool| {
        if let Ok(Some(card)) = document().query_selector(".card") {
            let _ = card.class_list().toggle_with_force("wide", wide);
        }
    };
    wide(true);
    on_cleanup(move || wide(false));
}
