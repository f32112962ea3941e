//! One device of the list: what it is, whether it is signed in, and the rest on demand.

use domain::api::devices::Device;
use leptos::prelude::*;
use web_sys::{Element, Event};

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

/// The parts of a row that are named elsewhere in it.
const NAME: &str = "device";
const MORE: &str = "more";

pub(super) fn item(device: &Device, devices: DeviceList) -> AnyView {
    let client = device.name.as_ref().map(|_| device.client.clone());
    let used = device.used_s_ago.map(|seconds| view! { <p>{used(seconds)}</p> });
    view! {
        <li class="item">
            {device_tile(device.kind, device.is_awaited())}
            <div class="what">
                <h2 id=id_of(NAME, device)><bdi translate="no">{device.shown_name().to_owned()}</bdi></h2>
                {client.map(|client| view! { <p><bdi translate="no">{client}</bdi></p> })}
                {used}
            </div>
            <div class="side">{state(device)}</div>
            {details(device, devices)}
            <div class="actions row">
                {dialog_button("rename", t::devices::rename(), devices.renaming, device)}
                {dialog_button("remove", t::devices::remove(), devices.removing, device)}
            </div>
        </li>
    }
    .into_any()
}

/// All that is known of the device. Another device can take its place in the list, so whether it is open is kept by its id.
fn details(device: &Device, devices: DeviceList) -> AnyView {
    let id = device.id;
    let is_open = devices.open.with_value(|open| open.contains(&id));
    let note = move |event: Event| devices.note_open(id, event_target::<Element>(&event).has_attribute("open"));
    view! {
        <details class="details" prop:open=is_open on:toggle=note>
            <summary id=id_of(MORE, device) aria-labelledby=label_with_name(MORE, device)>
                {t::devices::more()} {icon(Icon::DOWN)}
            </summary>
            {facts(device)}
        </details>
    }
    .into_any()
}

fn used(seconds_ago: u64) -> String {
    if seconds_ago == 0 { t::devices::used_just_now().into() } else { t::devices::used_ago(&intl::ago(seconds_ago)) }
}

/// "Waiting for your device", or the day on which it was linked.
fn state(device: &Device) -> AnyView {
    if device.is_awaited() {
        return badge("warning", Some(Icon::CLOCK), || t::devices::waiting().to_owned()).into_any();
    }
    let linked = intl::day_ago(device.linked_s_ago);
    badge("", None, move || t::devices::linked_on(&linked)).into_any()
}

/// A button that opens a dialog about the device.
fn dialog_button(part: &str, words: &'static str, dialog: Dialog<Device>, device: &Device) -> AnyView {
    let (id, label) = (id_of(part, device), label_with_name(part, device));
    let device = device.clone();
    let open = move |_| dialog.subject.set(Some(device.clone()));
    view! {
        <button class="button quiet" type="button" id=id aria-labelledby=label on:click=open>
            {words}
        </button>
    }
    .into_any()
}

/// The id of a part of a device's row.
fn id_of(part: &str, device: &Device) -> String {
    format!("{part}-{}", device.id)
}

/// The `aria-labelledby` of a control: its own words and the device's name, because every row has the same controls.
fn label_with_name(part: &str, device: &Device) -> String {
    format!("{} {}", id_of(part, device), id_of(NAME, device))
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
