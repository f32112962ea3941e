//! "Rename …": the owner's name for a device, or none.

use domain::api::devices::{Device, RenameDevice};
use domain::device::OwnersName;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::DeviceList;
use crate::ask::ask;
use crate::locale::t;
use crate::navigator::NextStep;
use crate::parts::busy::{Busy, submit};
use crate::parts::summary::{Alert, Alerts, show_problem, summary};
use crate::parts::text_field::{FieldContent, TextField};
use crate::reactive::effect;
use crate::words;

const NAME: &str = "device-name";

pub(super) fn dialog(devices: DeviceList) -> AnyView {
    let busy = Busy::new();
    let (name, errors): (_, Alerts) = (RwSignal::new(String::new()), RwSignal::new(None));
    effect(move || {
        let about = devices.renaming.subject;
        let shown = |device: &Option<Device>| device.as_ref().map(|device| device.shown_name().to_owned());
        name.set(about.with(shown).unwrap_or_default());
        errors.set(None);
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(device) = devices.renaming.subject.get_untracked() {
            match name.with_untracked(|name| OwnersName::parse(given_name(name, &device))) {
                Ok(name) => busy.run(rename(device, name, devices)),
                Err(why) => errors.set(Some(Alert::for_field(NAME, words::rule(&why.into())))),
            }
        }
    };
    let (label, hint) = (t::devices::name(), t::devices::name_hint());
    let field = TextField { id: NAME, label, hint, content: FieldContent::FreeText, value: name };
    let body = view! {
        <form novalidate on:submit=save>
            {summary(errors, NextStep::Devices)}
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

/// The name that the owner gives; none if it is the client's, with which the field starts.
fn given_name<'a>(typed: &'a str, device: &Device) -> &'a str {
    if typed.trim() == device.client { "" } else { typed }
}

async fn rename(device: Device, name: OwnersName, devices: DeviceList) {
    devices.alerts.try_set(None);
    let answer = ask(RenameDevice { device: device.id.into(), name: name.into() }).await;
    devices.renaming.close_if(|open| open.id == device.id);
    match answer {
        Ok(all) => {
            let has_name = all.devices.iter().any(|now| now.id == device.id && now.name.is_some());
            let done = if has_name { t::devices::renamed() } else { t::devices::own_name_again() };
            devices.update(all.devices, done.into());
        }
        Err(problem) => show_problem(devices.alerts, problem),
    }
}
