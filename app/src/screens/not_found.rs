//! The screen for unknown addresses.

use leptos::prelude::*;

use crate::lazy;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::heading::heading;

lazy::door! { not_found_door: chunk extra, words Extra => not_found() }

/// The screen.
pub(crate) fn not_found() -> AnyView {
    view! {
        {heading(t::not_found::heading().into())}
        <p class="lead">{t::not_found::text()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::Home.path()>{t::not_found::home()}</a>
        </div>
    }
    .into_any()
}
