//! "Try again", where a page of the account couldn't be read.

use leptos::prelude::*;

use super::busy::{Busy, button};
use super::dialog::focus_heading;
use super::summary::Alerts;
use crate::locale::t;

/// The button, which reads once more. It goes with the error above it, so the focus moves to the heading.
pub(crate) fn try_again(alerts: Alerts, read: impl Fn() + 'static) -> AnyView {
    let press = move || {
        focus_heading();
        alerts.set(None);
        read();
    };
    view! { <div class="actions">{button("primary", t::notice::try_again(), Busy::new(), press)}</div> }.into_any()
}
