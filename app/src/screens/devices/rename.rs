//! "Rename …": a name of one's own for a device, or none.

use domain::Problem;
use domain::api::devices::{Device, RenameDevice};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::Devices;
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::summary::tell;
use crate::words;

const NAME: &str = "device-name";

pub(super) fn dialog(devices: Devices) -> AnyView {
    let busy = Busy::new();
    let (input, error) = (NodeRef::<html::Input>::new(), RwSignal::new(None::<String>));
    let name = move || {
        error.set(None);
        devices.renaming.about.with(|device| device.as_ref().and_then(|device| device.name.clone())).unwrap_or_default()
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let name = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        if let Some(device) = devices.renaming.about.get_untracked() {
            busy.run(rename(device, name, devices, error));
        }
    };
    let body = view! {
        <form novalidate on:submit=save>
            <div class="field">
                <label for=NAME>{t::devices::name()}</label>
                <input
                    id=NAME
                    type="text"
                    autocomplete="off"
                    dir="auto"
                    aria-describedby="device-name-hint"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=name
                    node_ref=input
                />
                <p id="device-name-hint" class="hint" class:error=move || error.with(Option::is_some) role="status">
                    {move || error.get().unwrap_or_else(|| t::devices::name_hint().into())}
                </p>
            </div>
            <div class="actions row">
                {submit(t::devices::save(), busy)}
                <button class="button" type="button" on:click=move |_| devices.renaming.close()>
                    {t::devices::cancel()}
                </button>
            </div>
        </form>
    };
    devices.renaming.view("rename-title", |device| t::devices::rename_title(device.shown_name()), body.into_any())
}

async fn rename(device: Device, name: String, devices: Devices, error: RwSignal<Option<String>>) {
    devices.alerts.try_set(None);
    let answer = ask(RenameDevice { device: device.id.clone(), name }).await;
    if let Err(problem @ Problem::Fields { .. }) = &answer {
        error.try_set(Some(words::problem(problem)));
        return;
    }
    devices.renaming.close_about(|open| open.id == device.id);
    match answer {
        Ok(all) => devices.take(all.devices, t::devices::renamed().into()),
        Err(problem) => tell(devices.alerts, problem),
    }
}
