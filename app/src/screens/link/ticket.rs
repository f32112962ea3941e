//! The ticket: the device above the account that it is linked to, and between them how far that is.

use domain::device::DeviceKind;
use leptos::prelude::*;

use super::flow::Flow;
use crate::locale::t;
use crate::parts::device_tile::device_tile;
use crate::parts::face::face;
use crate::parts::names;
use crate::reactive::live;

/// The device's half. The client's name and logo are the operator's; the device chooses its own name.
pub(super) fn device_half(
    kind: DeviceKind,
    client: String,
    logo: Option<String>,
    calls_itself: Option<&str>,
    about: Option<AnyView>,
) -> AnyView {
    let logo = logo.map(|logo| view! { <img class="logo" src=logo alt="" /> });
    let itself = calls_itself.map(|name| view! { <p>{names::in_text(&t::confirm::calls_itself(name))}</p> });
    view! {
        <div class="half">
            {device_tile(kind, false)}
            <div>
                <strong>{logo}<bdi translate="no">{client}</bdi></strong>
                {itself}
                {about}
            </div>
        </div>
    }
    .into_any()
}

/// The middle: what the device asks for, or whether it has got it. `knot` is a drawing, or nothing for a ring.
pub(super) fn between(knot: AnyView, text: AnyView) -> AnyView {
    view! {
        <div class="between">
            <span class="knot" aria-hidden="true">{knot}</span>
            <div>{text}</div>
        </div>
    }
    .into_any()
}

/// The account's half. `label` is for people who don't see where it stands. After a reload, the account is known a moment later.
pub(super) fn account_half(flow: Flow, label: Option<&'static str>, action: Option<AnyView>) -> AnyView {
    let label = label.map(|label| view! { <span class="visually-hidden">{label}</span> });
    let name = move || flow.session.account().map(|account| account.name).unwrap_or_default();
    view! {
        <div class="half">
            {live(move || face(name()))}
            <div>
                {label}
                <strong><bdi translate="no">{live(move || names::hint(&name()))}</bdi></strong>
                {action}
            </div>
        </div>
    }
    .into_any()
}
