//! The endings in which nothing was linked, each with what to do next.

use leptos::prelude::*;

use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};

/// The person has declined.
pub(super) fn declined() -> AnyView {
    let advice = view! { <div class="notice"><div><p>{t::declined::advice()}</p></div></div> };
    nothing_linked(Icon::CROSS, t::declined::text(), Some(advice.into_any()))
}

/// The device hasn't collected its tokens while it could.
pub(super) fn expired() -> AnyView {
    nothing_linked(Icon::CLOCK, t::declined::expired(), None)
}

fn nothing_linked(drawing: Icon, text: &'static str, advice: Option<AnyView>) -> AnyView {
    view! {
        <div class="picture plain">{icon(drawing)}</div>
        {heading(t::declined::heading().into())}
        <p class="lead">{text}</p>
        {advice}
        <div class="actions">
            <a class="button" href=Destination::Link.path()>{t::declined::link()}</a>
        </div>
        <ul class="links">
            <li><a href=Destination::Devices.path()>{t::menu::devices()}</a></li>
        </ul>
    }
    .into_any()
}
