//! One device of the list: what it is, whether it is signed in, and the rest on demand.

use domain::api::devices::Device;
use leptos::prelude::*;

use super::DeviceList;
use crate::intl;
use crate::locale::t;
use crate::parts::badge::badge;
use crate::parts::device_tile::device_tile;
use crate::parts::dialog::Dialog;
use crate::parts::fact::{self, fact};
use crate::parts::icon::{Icon, icon};
use crate::parts::picture::kind;
use crate::words::request;

pub(super) fn item(device: &Device, devices: DeviceList) -> AnyView {
    let name_id = format!("device-{}", device.id);
    let client = device.name.as_ref().map(|_| device.client.clone());
    let used = device.used_s_ago.map(|seconds| view! { <p>{used(seconds)}</p> });
    view! {
        <li class="item">
            {device_tile(device.kind, device.used_s_ago.is_none())}
            <div class="what">
                <h2 id=name_id.clone()><bdi translate="no">{device.shown_name().to_owned()}</bdi></h2>
                {client.map(|client| view! { <p><bdi translate="no">{client}</bdi></p> })}
                {used}
            </div>
            <div class="side">{state(device)}</div>
            <details class="details">
                <summary>{t::devices::more()} {icon(Icon::DOWN)}</summary>
                {facts(device)}
            </details>
            <div class="actions row">
                {dialog_button(t::devices::rename(), devices.renaming, device, name_id.clone())}
                {dialog_button(t::devices::remove(), devices.removing, device, name_id)}
            </div>
        </li>
    }
    .into_any()
}

fn used(seconds_ago: u64) -> String {
    if seconds_ago == 0 { t::devices::used_just_now().into() } else { t::devices::used_ago(&intl::ago(seconds_ago)) }
}

/// "Waiting for your device", or the day on which it was linked.
fn state(device: &Device) -> AnyView {
    if device.used_s_ago.is_none() {
        return badge("warning", Some(Icon::CLOCK), || t::devices::waiting().to_owned()).into_any();
    }
    let linked = intl::day_ago(device.linked_s_ago);
    badge("", None, move || t::devices::linked_on(&linked)).into_any()
}

/// A button that opens a dialog about the device. Its accessible name includes the device's, for screen readers.
fn dialog_button(words: &'static str, dialog: Dialog<Device>, device: &Device, name_id: String) -> AnyView {
    let device = device.clone();
    let open = move |_| dialog.subject.set(Some(device.clone()));
    view! { <button class="button quiet" type="button" aria-describedby=name_id on:click=open>{words}</button> }
        .into_any()
}

fn facts(device: &Device) -> AnyView {
    let itself = device.calls_itself.clone().map(|name| fact::name(t::devices::calls_itself(), name));
    let used_from = device.used_from.as_deref().filter(|from| *from != device.address);
    let used_from =
        used_from.map(|from| fact(t::devices::used_from(), request::place(device.used_place.as_deref(), from)));
    let scopes = device.scopes.iter().map(|scope| request::scope(scope)).collect();
    view! {
        <dl class="facts">
            {fact(t::devices::kind(), kind(device.kind).into())}
            {itself}
            {fact::facts(t::devices::may(), scopes)}
            {fact(t::devices::from(), request::place(device.place.as_deref(), &device.address))}
            {used_from}
        </dl>
    }
    .into_any()
}
