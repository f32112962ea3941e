//! A line drawing for each kind of device and of sign-in method; decorative, because the kind is also named in words.

use domain::api::security::MethodItemKind;
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

/// The drawing of a kind of sign-in method.
pub(crate) fn icon_of_method(kind: MethodItemKind) -> Icon {
    match kind {
        MethodItemKind::Email => Icon::EMAIL,
        MethodItemKind::Phone => Icon::PHONE,
        MethodItemKind::Authenticator => Icon::AUTHENTICATOR,
        MethodItemKind::Passkey => Icon::PASSKEY,
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
