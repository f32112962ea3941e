//! Nothing was linked.

use leptos::prelude::*;

use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::heading::heading;

pub(super) fn declined() -> AnyView {
    view! {
        <div class="picture declined" aria-hidden="true"></div>
        {heading(t::declined::heading().into())}
        <p class="lead">{t::declined::text()}</p>
        <p>{t::declined::advice()}</p>
        <div class="actions">
            <a class="button" href=Destination::Devices.path()>{t::menu::devices()}</a>
            <a class="button quiet" href=Destination::Link.path()>{t::done::another()}</a>
        </div>
    }
    .into_any()
}
