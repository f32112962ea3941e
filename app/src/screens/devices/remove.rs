//! "Remove …?": asked once, in a dialog that gives the focus back.

use domain::Problem;
use domain::api::devices::{Device, ReadDevices, RemoveDevice};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::Devices;
use crate::api;
use crate::locale::t;
use crate::parts::busy::{Busy, button};
use crate::parts::summary::tell;

const TITLE: &str = "remove-title";

pub(super) fn dialog(devices: Devices) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let busy = Busy::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match devices.leaving.with(Option::is_some) {
            true if !dialog.open() => drop(dialog.show_modal()),
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    // The title keeps its device while the dialog closes.
    let title = move |before: Option<&String>| {
        let now = devices.leaving.with(|device| device.as_ref().map(|device| t::devices::remove_title(&device.client)));
        now.or_else(|| before.cloned()).unwrap_or_default()
    };
    let title = Memo::new(title);
    let close = move || devices.leaving.set(None);
    let remove = move || {
        if let Some(device) = devices.leaving.get_untracked() {
            busy.run(remove(device, devices, node));
        }
    };
    view! {
        <dialog class="dialog" node_ref=node aria-labelledby=TITLE on:close=move |_| close()>
            <h2 id=TITLE>{move || title.get()}</h2>
            <p>{t::devices::remove_text()}</p>
            <div class="actions row">
                {button("danger", t::devices::remove(), busy, remove)}
                <button class="button" type="button" autofocus on:click=move |_| close()>
                    {t::devices::cancel()}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

async fn remove(device: Device, devices: Devices, dialog: NodeRef<html::Dialog>) {
    devices.alerts.try_set(None);
    let answer = match api::ask(RemoveDevice { device: device.id }).await {
        // Gone already: the answer to an earlier try was lost on its way, or another tab was faster.
        Err(Problem::DeviceUnknown) => api::ask(ReadDevices {}).await,
        answer => answer,
    };
    // Closed at once: while it is open nothing behind it can take the focus.
    if let Some(dialog) = dialog.try_get_untracked().flatten() {
        dialog.close();
    }
    match answer {
        Ok(left) => {
            devices.status.try_set(t::devices::removed(&device.client));
            devices.all.try_set(Some(left.devices));
            // The button that the dialog would give the focus back to has gone with its device.
            if let Ok(Some(heading)) = document().query_selector("#screen h1") {
                let _ = wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(heading).focus();
            }
        }
        Err(problem) => tell(devices.alerts, problem),
    }
}
