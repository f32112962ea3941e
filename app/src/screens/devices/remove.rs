//! "Remove …?": the confirmation.

use domain::Problem;
use domain::api::devices::{Device, ReadDevices, RemoveDevice};
use leptos::prelude::*;

use super::DeviceList;
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::summary::show_problem;

pub(super) fn dialog(devices: DeviceList) -> AnyView {
    let busy = Busy::new();
    let remove = move || {
        if let Some(device) = devices.removing.subject.get_untracked() {
            busy.run(remove(device, devices));
        }
    };
    let body = view! {
        <p>{t::devices::remove_text()}</p>
        <div class="actions row">
            {button("danger", t::devices::remove(), busy, remove)}
            <button class="button" type="button" autofocus on:click=move |_| devices.removing.close()>
                {t::devices::cancel()}
            </button>
        </div>
    };
    devices.removing.view("remove-title", |device| t::devices::remove_title(device.shown_name()), body.into_any())
}

async fn remove(device: Device, devices: DeviceList) {
    devices.alerts.try_set(None);
    let answer = match ask(RemoveDevice { device: device.id.into() }).await {
        // Already removed: the response to an earlier request was lost, or another tab was faster.
        Err(Problem::DeviceUnknown) => ask(ReadDevices {}).await,
        answer => answer,
    };
    devices.removing.close_if(|open| open.id == device.id);
    match answer {
        Ok(left) => devices.update(left.devices, t::devices::removed(device.shown_name())),
        Err(problem) => show_problem(devices.alerts, problem),
    }
}
