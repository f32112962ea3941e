//! A line drawing for each kind of device; decorative, because the kind is also named in words.

use domain::device::DeviceKind;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::locale::t;

/// The drawing, over the heading of a task.
pub(crate) fn picture(kind: DeviceKind) -> AnyView {
    view! { <div class="picture" aria-hidden="true">{icon(icon_of(kind))}</div> }.into_any()
}

/// The drawing's name, for rows.
pub(crate) fn icon_of(kind: DeviceKind) -> Icon {
    match kind {
        DeviceKind::Console => Icon::CONSOLE,
        DeviceKind::Pc => Icon::COMPUTER,
        DeviceKind::Office => Icon::OFFICE,
        DeviceKind::Tv => Icon::TV,
        DeviceKind::App => Icon::APP,
    }
}

/// The kind in words.
pub(crate) fn kind(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Console => t::kind::console(),
        DeviceKind::Pc => t::kind::pc(),
        DeviceKind::Office => t::kind::office(),
        DeviceKind::Tv => t::kind::tv(),
        DeviceKind::App => t::kind::app(),
    }
}
