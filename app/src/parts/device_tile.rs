//! The picture of a kind of device in a row, as large as other rows' pictures.

use domain::device::DeviceKind;
use leptos::prelude::*;

use super::icon::icon;
use super::picture::icon_of;

/// The picture; with a warning's color for a device that hasn't collected its tokens.
pub(crate) fn device_tile(kind: DeviceKind, waits: bool) -> AnyView {
    view! { <span class="tile" class:warning=waits>{icon(icon_of(kind))}</span> }.into_any()
}
