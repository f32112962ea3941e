//! One device of the list.

use domain::api::devices::Device;
use leptos::prelude::*;

use super::DeviceList;
use crate::intl;
use crate::locale::t;
use crate::parts::dialog::Dialog;
use crate::parts::fact::{self, fact};
use crate::parts::picture::{kind, picture};
use crate::words::request;

pub(super) fn item(device: &Device, devices: DeviceList) -> AnyView {
    let name_id = format!("device-{}", device.id);
    view! {
        <li class="item">
            {picture(device.kind)}
            <div>
                <h2 id=name_id.clone()><bdi translate="no">{device.shown_name().to_owned()}</bdi></h2>
                {facts(device)}
            </div>
            <div class="actions row">
                {dialog_button(t::devices::rename(), devices.renaming, device, name_id.clone())}
                {dialog_button(t::devices::remove(), devices.removing, device, name_id)}
            </div>
        </li>
    }
    .into_any()
}

/// A button that opens a dialog about the device. Its accessible name includes the device's, for screen readers.
fn dialog_button(words: &'static str, dialog: Dialog<Device>, device: &Device, name_id: String) -> AnyView {
    let device = device.clone();
    let open = move |_| dialog.subject.set(Some(device.clone()));
    view! { <button class="button" type="button" aria-describedby=name_id on:click=open>{words}</button> }.into_any()
}

fn facts(device: &Device) -> AnyView {
    let used = device.used_s_ago.map_or_else(|| t::devices::not_collected().into(), intl::ago);
    let itself = device.calls_itself.clone().map(|name| fact::name(t::devices::calls_itself(), name));
    let client = device.name.as_ref().map(|_| fact::name(t::devices::client(), device.client.clone()));
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
