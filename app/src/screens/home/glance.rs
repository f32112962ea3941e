//! Security and devices at a glance, each with the link to look closer.

use domain::api::devices::Device;
use domain::api::security::{MethodItemKind, SecurityInfo};
use leptos::prelude::*;

use crate::intl;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::bones::silent_bones;
use crate::parts::device_tile::device_tile;
use crate::parts::icon::{Icon, icon};

/// The most rows of a group.
const MOST_ROWS: usize = 3;

pub(super) fn security(info: &SecurityInfo) -> AnyView {
    let on = if info.two_step { t::overview::on() } else { t::overview::off() };
    let has_password = if info.password { t::overview::is_set() } else { t::overview::not_set() };
    let rows = view! {
        <ul class="list">
            {methods(info)}
            {row(tile(Icon::SECURITY), t::overview::two_step().into_any(), on.to_owned())}
            {row(tile(Icon::PASSWORD), t::overview::password().into_any(), has_password.to_owned())}
        </ul>
    };
    security_group(rows.into_any())
}

/// How many sign-in methods there are, and whether all of them can replace others.
fn methods(info: &SecurityInfo) -> AnyView {
    let number = |number: usize| intl::small(number as u64);
    let new = info.methods.iter().filter(|method| method.established_in_s > 0).count();
    let state = match new {
        _ if info.methods.is_empty() => t::overview::no_methods().to_owned(),
        0 => t::overview::all_established().to_owned(),
        new => t::overview::not_established(number(new)),
    };
    let picture = match info.methods.first().map(|method| method.kind) {
        Some(MethodItemKind::Phone) => Icon::PHONE,
        Some(MethodItemKind::Authenticator) => Icon::AUTHENTICATOR,
        Some(MethodItemKind::Passkey) => Icon::PASSKEY,
        Some(MethodItemKind::Email) | None => Icon::EMAIL,
    };
    row(tile(picture), t::overview::methods(number(info.methods.len())).into_any(), state)
}

pub(super) fn devices(devices: &[Device]) -> AnyView {
    if devices.is_empty() {
        return devices_group(
            view! {
                <div class="empty">
                    {icon(Icon::TV)}
                    <p>{t::overview::no_devices()}</p>
                </div>
            }
            .into_any(),
        );
    }
    let rows: Vec<_> = devices.iter().take(MOST_ROWS).map(device).collect();
    devices_group(view! { <ul class="list">{rows}</ul> }.into_any())
}

fn device(device: &Device) -> AnyView {
    let name = view! { <bdi translate="no">{device.shown_name().to_owned()}</bdi> }.into_any();
    let used = match device.used_s_ago {
        None => t::overview::device_waits().to_owned(),
        Some(0) => t::overview::device_used_just_now().to_owned(),
        Some(seconds) => t::overview::device_used(&intl::ago(seconds)),
    };
    row(device_tile(device.kind, device.used_s_ago.is_none()), name, used)
}

/// The links alone, where the state couldn't be read.
pub(super) fn without_rows() -> AnyView {
    view! {
        <div class="groups two">
            {security_group(().into_any())}
            {devices_group(().into_any())}
        </div>
    }
    .into_any()
}

/// A group that is being read.
pub(super) fn to_come(title: &'static str) -> AnyView {
    view! {
        <section class="group glance">
            <header>
                <h2>{title}</h2>
            </header>
            {silent_bones(MOST_ROWS)}
            <p class="links">
                <span class="bone"></span>
            </p>
        </section>
    }
    .into_any()
}

fn security_group(rows: AnyView) -> AnyView {
    group("security-glance", t::overview::security(), rows, closer(Destination::Security, t::menu::security()))
}

fn devices_group(rows: AnyView) -> AnyView {
    let links = view! {
        {closer(Destination::Devices, t::menu::devices())}
        <a class="button" href=Destination::Link.path()>{t::home::link()}</a>
    };
    group("devices-glance", t::overview::devices(), rows, links.into_any())
}

fn group(id: &'static str, title: &'static str, rows: AnyView, links: AnyView) -> AnyView {
    view! {
        <section class="group glance" aria-labelledby=id>
            <header>
                <h2 id=id>{title}</h2>
            </header>
            {rows}
            <p class="links">{links}</p>
        </section>
    }
    .into_any()
}

/// The link to all of it.
fn closer(to: Destination, words: &'static str) -> AnyView {
    view! { <a href=to.path()>{words} {icon(Icon::ARROW)}</a> }.into_any()
}

fn tile(picture: Icon) -> AnyView {
    view! { <span class="tile">{icon(picture)}</span> }.into_any()
}

fn row(tile: AnyView, name: AnyView, text: String) -> AnyView {
    view! {
        <li class="item">
            {tile}
            <div class="what">
                <strong>{name}</strong>
                <p>{text}</p>
            </div>
        </li>
    }
    .into_any()
}
