//! The notice in place of a screen whose code or texts can't be loaded: offline, or a newer version was published.

#![allow(unreachable_pub, reason = "Leptos makes the component's inner function `pub`")]

use std::cell::Cell;

use leptos::prelude::*;

use super::busy::{Busy, button};
use super::heading::heading;
use crate::locale::t;
use crate::reload;

thread_local! {
    static HAS_RETRIED: Cell<bool> = const { Cell::new(false) };
}

/// "Try again" fetches once more; if that fails too, it reloads the page, which brings the newer version.
#[component]
pub(crate) fn LoadFailed(
    /// Fetches the screen again.
    retry: Callback<()>,
) -> impl IntoView {
    let press = move || {
        if HAS_RETRIED.replace(true) { reload::reload() } else { retry.run(()) }
    };
    view! {
        {heading(t::load_failed::heading().into())}
        <p class="lead" role="alert">{t::load_failed::text()}</p>
        <div class="actions">
            // The screens' own type of button, which puts it into the base, where all of them find it.
            {button("primary", t::notice::try_again(), Busy::new(), press)}
        </div>
    }
}
