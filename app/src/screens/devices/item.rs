//! One device of the list.

use domain::api::devices::Device;
use leptos::prelude::*;

use super::Devices;
use crate::intl;
use crate::locale::t;
use crate::parts::picture::{kind, picture};
use crate::words::request;

pub(super) fn item(device: &Device, devices: Devices) -> AnyView {
    let name_id = format!("device-{}", device.id);
    let described_by = name_id.clone();
    let leaving = device.clone();
    view! {
        <li class="item">
            {picture(device.kind)}
            <div>
                <h2 id=name_id dir="auto">{device.client.clone()}</h2>
                {facts(device)}
            </div>
            <div class="actions row">
                <button
                    class="button"
                    type="button"
                    aria-describedby=described_by
                    on:click=move |_| devices.leaving.set(Some(leaving.clone()))
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
    view! {
        <dl class="facts">
            {fact(t::devices::kind(), kind(device.kind).into())}
            {itself}
            {fact(t::devices::linked(), intl::ago(device.linked_s_ago))}
            {fact(t::devices::from(), request::place(device.place.as_deref(), &device.address))}
            {fact(t::devices::used(), used)}
        </dl>
    }
    .into_any()
}

fn fact(name: &'static str, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd dir="auto">{value}</dd></div> }.into_any()
}
