//! The way back to the security info, above the heading of a task.

use leptos::prelude::*;

use crate::locale::t;
use crate::navigator::Destination;
use crate::parts::icon::{Icon, icon};

/// The link.
pub(super) fn way_back() -> AnyView {
    view! {
        <a class="up" href=Destination::Security.path()>
            {icon(Icon::BACK)}
            {t::security::back()}
        </a>
    }
    .into_any()
}
