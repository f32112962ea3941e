//! "Rename …": the owner's name for a device, or none.

use domain::api::devices::{Device, RenameDevice};
use domain::device::OwnersName;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::DeviceList;
use crate::ask::ask;
use crate::locale::t;
use crate::parts::busy::{Busy, submit};
use crate::parts::summary::{Alert, Alerts, show_problem};
use crate::parts::text_field::{FieldContent, TextField};
use crate::reactive::effect;
use crate::words;

const NAME: &str = "device-name";

pub(super) fn dialog(devices: DeviceList) -> AnyView {
    let busy = Busy::new();
    let (name, errors): (_, Alerts) = (RwSignal::new(String::new()), RwSignal::new(None));
    effect(move || {
        let about = devices.renaming.subject;
        name.set(about.with(|device| device.as_ref().and_then(|device| device.name.clone())).unwrap_or_default());
        errors.set(None);
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(device) = devices.renaming.subject.get_untracked() {
            match name.with_untracked(|name| OwnersName::parse(name)) {
                Ok(name) => busy.run(rename(device, name, devices)),
                Err(why) => errors.set(Some(Alert::for_field(NAME, words::rule(&why.into())))),
            }
        }
    };
    let (label, hint) = (t::devices::name(), t::devices::name_hint());
    // The dialog has no summary that would announce it.
    let field =
        TextField { id: NAME, label, hint, content: FieldContent::FreeText, value: name, announces_errors: true };
    let body = view! {
        <form novalidate on:submit=save>
            {field.view(errors, Box::new(|| {}))}
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

async fn rename(device: Device, name: OwnersName, devices: DeviceList) {
    devices.alerts.try_set(None);
    let answer = ask(RenameDevice { device: device.id.into(), name: name.into() }).await;
    devices.renaming.close_if(|open| open.id == device.id);
    match answer {
        Ok(all) => devices.update(all.devices, t::devices::renamed().into()),
        Err(problem) => show_problem(devices.alerts, problem),
    }
}
