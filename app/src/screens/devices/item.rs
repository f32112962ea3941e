//! One device of the list.

use domain::api::devices::Device;
use leptos::prelude::*;

use super::Devices;
use crate::intl;
use crate::locale::t;
use crate::parts::fact::{self, fact};
use crate::parts::picture::{kind, picture};
use crate::words::request;

pub(super) fn item(device: &Device, devices: Devices) -> AnyView {
    let name_id = format!("device-{}", device.id);
    let (described_by, renames) = (name_id.clone(), name_id.clone());
    let (leaving, renamed) = (device.clone(), device.clone());
    view! {
        <li class="item">
            {picture(device.kind)}
            <div>
                <h2 id=name_id dir="auto">{device.shown_name().to_owned()}</h2>
                {facts(device)}
            </div>
            <div class="actions row">
                <button
                    class="button"
                    type="button"
                    aria-describedby=renames
                    on:click=move |_| devices.renaming.about.set(Some(renamed.clone()))
                >
                    {t::devices::rename()}
                </button>
                <button
                    class="button"
                    type="button"
                    aria-describedby=described_by
                    on:click=move |_| devices.leaving.about.set(Some(leaving.clone()))
                >
                    {t::devices::remove()}
                </button>
            </div>
        </li>
    }
    .into_any()
}

fn facts(device: &Device) -> AnyView {
    let used = device.used_s_ago.map_or_else(|| t::devices::not_collected().into(), intl::ago);
    let itself = device.calls_itself.clone().map(|name| fact(t::devices::calls_itself(), name));
    let client = device.name.as_ref().map(|_| fact(t::devices::client(), device.client.clone()));
    let used_from = device.used_from.as_deref().filter(|from| *from != device.address);
    let used_from =
        used_from.map(|from| fact(t::devices::used_from(), request::place(device.used_place.as_deref(), from)));
    let scopes = device.scopes.iter().map(|scope| request::scope(scope)).collect();
    view! {
        <dl class="facts">
            {client}
            {fact(t::devices::kind(), kind(device.kind).into())}
            {itself}
            {fact::facts(t::devices::may(), scopes)}
            {fact(t::devices::linked(), intl::ago(device.linked_s_ago))}
            {fact(t::devices::from(), request::place(device.place.as_deref(), &device.address))}
            {fact(t::devices::used(), used)}
            {used_from}
        </dl>
    }
    .into_any()
}
