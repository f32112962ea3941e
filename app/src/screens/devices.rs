//! `/devices`: the devices that are linked to the account, and their removal (L6).

mod item;
mod remove;
mod rename;

use domain::api::devices::{Device, Devices, ReadDevices};
use domain::{Problem, Screen};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{RequestError, send};
use crate::dom;
use crate::lazy;
use crate::locale::t;
use crate::navigator::{Destination, NextStep};
use crate::parts::account_page::account_page;
use crate::parts::bones::bones;
use crate::parts::dialog::{Dialog, focus_heading};
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::signed_in::{SignedInRequests, use_signed_in};
use crate::parts::summary::{Alerts, show_problem, summary};
use crate::parts::try_again::try_again;
use crate::reactive::{live, live_if};

lazy::door! { devices_door: chunk account, words Account + Device + Form => devices() }

/// The rows that keep the place of the list while it loads.
const ROWS_TO_COME: usize = 3;
/// While a device is awaited, the list is read again at this interval, for a quarter of an hour at most.
const READ_AGAIN_MS: i32 = 5_000;
const MOST_READS: usize = 180;

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
    /// The awaited device that has just signed in, for people who don't see its badge change.
    arrival: RwSignal<String>,
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

    /// Follows the devices that haven't collected their tokens, while the page is visible.
    async fn follow(self) {
        for _ in 0..MOST_READS {
            let awaits_one = |all: Vec<Device>| all.iter().any(|device| device.used_s_ago.is_none());
            if !self.all.try_get_untracked().flatten().is_some_and(awaits_one) {
                return;
            }
            dom::sleep(READ_AGAIN_MS).await;
            if document().hidden() {
                continue;
            }
            match send(&ReadDevices {}).await {
                Ok(Devices { devices }) => self.note_arrivals(&devices),
                // No answer, or too many requests: try again at the next interval.
                Err(RequestError::Unreachable | RequestError::Problem(Problem::TooMany { .. })) => {}
                Err(RequestError::Problem(_)) => return,
            }
        }
    }

    /// Shows which of them have signed in. Nothing else changes, because the person may be removing or renaming a device.
    fn note_arrivals(self, now: &[Device]) {
        let Some(Some(mut all)) = self.all.try_get_untracked() else { return };
        let mut arrival = None;
        for device in all.iter_mut().filter(|device| device.used_s_ago.is_none()) {
            device.used_s_ago = now.iter().find(|now| now.id == device.id).and_then(|now| now.used_s_ago);
            if device.used_s_ago.is_some() {
                arrival = Some(t::devices::signed_in(device.shown_name()));
            }
        }
        if let Some(arrival) = arrival {
            self.arrival.set(arrival);
            self.all.set(Some(all));
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
        arrival: RwSignal::new(String::new()),
        alerts: RwSignal::new(None),
    };
    let signed_in = use_signed_in(NextStep::Devices);
    spawn_local(read(devices, signed_in));
    let content = view! {
        <div class="head with-action">
            <div>
                {heading(t::devices::heading().into())}
                <p class="lead">{t::devices::lead()}</p>
            </div>
            <a class="button primary" href=Destination::Link.path()>{t::devices::link()}</a>
        </div>
        {summary(devices.alerts, NextStep::Devices)}
        {result(devices.status)}
        <p class="visually-hidden" role="status">{live(move || names::in_text(&devices.arrival.get()))}</p>
        {live(move || list(devices, signed_in))}
        {remove::dialog(devices)}
        {rename::dialog(devices)}
    };
    account_page(Screen::Devices, content).into_any()
}

async fn read(devices: DeviceList, signed_in: SignedInRequests) {
    match signed_in.ask(ReadDevices {}, move || devices.is_left()).await {
        Some(Ok(answer)) => {
            devices.all.set(Some(answer.devices));
            devices.follow().await;
        }
        Some(Err(problem)) => show_problem(devices.alerts, problem),
        None => {}
    }
}

/// The place of the result of an action. It is there before the notice, so that it is announced.
fn result(status: RwSignal<String>) -> AnyView {
    let notice = move || {
        let text = status.get();
        let notice = || {
            view! {
                <div class="notice good">
                    {icon(Icon::TICK)}
                    <div>
                        <strong>{names::in_text(&text)}</strong>
                    </div>
                </div>
            }
            .into_any()
        };
        (!text.is_empty()).then(notice)
    };
    view! { <div class="result" role="status">{live_if(notice)}</div> }.into_any()
}

fn list(devices: DeviceList, signed_in: SignedInRequests) -> AnyView {
    let items = |all: &Vec<Device>| all.iter().map(|device| item::item(device, devices)).collect::<Vec<_>>();
    match devices.all.with(|all| all.as_ref().map(items)) {
        None if devices.alerts.with(Option::is_some) => {
            try_again(devices.alerts, move || spawn_local(read(devices, signed_in)))
        }
        None => bones(ROWS_TO_COME).into_any(),
        Some(items) if items.is_empty() => view! {
            <section class="group">
                <div class="empty">
                    {icon(Icon::TV)}
                    <p>{t::devices::empty()}</p>
                </div>
            </section>
        }
        .into_any(),
        Some(items) => view! { <ul class="list">{items}</ul> }.into_any(),
    }
}
