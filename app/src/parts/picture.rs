//! A line drawing for each kind of device; decorative, because the kind is also named in words.

use domain::device::Kind;
use leptos::prelude::*;

use crate::locale::t;

/// The drawing.
pub(crate) fn picture(kind: Kind) -> AnyView {
    let svg = match kind {
        Kind::Console => include_str!("pictures/console.svg"),
        Kind::Pc => include_str!("pictures/pc.svg"),
        Kind::Office => include_str!("pictures/office.svg"),
        Kind::Tv => include_str!("pictures/tv.svg"),
        Kind::App => include_str!("pictures/app.svg"),
    };
    view! { <div class="picture" aria-hidden="true" inner_html=svg></div> }.into_any()
}

/// The kind in words.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Console => t::kind::console(),
        Kind::Pc => t::kind::pc(),
        Kind::Office => t::kind::office(),
        Kind::Tv => t::kind::tv(),
        Kind::App => t::kind::app(),
    }
}
