//! A line drawing for each kind of device; decorative, because the kind is also named in words.

use domain::device::DeviceKind;
use leptos::prelude::*;

use crate::locale::t;

/// The drawing.
pub(crate) fn picture(kind: DeviceKind) -> AnyView {
    let svg = match kind {
        DeviceKind::Console => include_str!("pictures/console.svg"),
        DeviceKind::Pc => include_str!("pictures/pc.svg"),
        DeviceKind::Office => include_str!("pictures/office.svg"),
        DeviceKind::Tv => include_str!("pictures/tv.svg"),
        DeviceKind::App => include_str!("pictures/app.svg"),
    };
    view! { <div class="picture" aria-hidden="true" inner_html=svg></div> }.into_any()
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
