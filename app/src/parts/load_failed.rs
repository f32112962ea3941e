//! Shown in place of a screen whose code or words can't be had: offline, or a newer version was published.

#![allow(unreachable_pub, reason = "Leptos makes the component's inner function `pub`")]

use std::cell::Cell;

use leptos::prelude::*;

use super::busy::{Busy, button};
use super::heading::heading;
use crate::locale::t;
use crate::reload;

thread_local! {
    static TRIED: Cell<bool> = const { Cell::new(false) };
}

/// "Try again" fetches once more; when that was not enough, it loads the page anew, which brings the newer version.
#[component]
pub(crate) fn LoadFailed(
    /// Fetches the screen again.
    again: Callback<()>,
) -> impl IntoView {
    let press = move || {
        if TRIED.replace(true) { reload::reload() } else { again.run(()) }
    };
    view! {
        {heading(t::load_failed::heading().into())}
        <p class="lead" role="alert">{t::load_failed::text()}</p>
        <div class="actions">
            // The screens' own kind of button, which makes it part of the base, where all of them find it.
            {button("primary", t::load_failed::try_again(), Busy::new(), press)}
        </div>
    }
}
