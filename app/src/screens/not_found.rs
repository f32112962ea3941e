//! The screen for unknown addresses.

use leptos::prelude::*;

use crate::lazy;
use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::heading::heading;
use crate::parts::icon::{Icon, icon};
#[cfg(any(debug_assertions, feature = "dev-tools"))]
use crate::parts::lazy_view;
#[cfg(any(debug_assertions, feature = "dev-tools"))]
use crate::screens::dev_parts;

lazy::door! { not_found_door: chunk extra, words Extra => not_found() }

/// The screen.
pub(crate) fn not_found() -> AnyView {
    #[cfg(any(debug_assertions, feature = "dev-tools"))]
    if dev_parts::is_here() {
        return lazy_view::part(&dev_parts::dev_parts_door::DOOR);
    }
    view! {
        <div class="picture plain">{icon(Icon::BROWSER)}</div>
        {heading(t::not_found::heading().into())}
        <p class="lead">{t::not_found::text()}</p>
        <div class="actions">
            <a class="button primary" href=Destination::Home.path()>{t::not_found::home()}</a>
        </div>
    }
    .into_any()
}
