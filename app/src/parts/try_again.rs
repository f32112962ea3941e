//! The reading of a screen's content, and "Try again" where it failed.

use leptos::prelude::*;

use super::busy::{Busy, button};
use super::dialog::focus_heading;
use super::summary::Alerts;
use crate::locale::t;
use crate::reactive::effect;

/// Reads now, and again when the error of a read is gone: after "Try again", and when the person stays with the account. The pressed button
/// goes with the error, so the focus moves to the heading.
pub(crate) fn read_until(is_read: impl Fn() -> bool + 'static, alerts: Alerts, read: impl Fn() + 'static) {
    let mut had_error = None;
    effect(move || {
        let has_error = alerts.with(Option::is_some);
        let before = had_error.replace(has_error);
        if has_error || before == Some(false) || untrack(&is_read) {
            return;
        }
        if before.is_some() {
            focus_heading();
        }
        untrack(&read);
    });
}

/// The button, where the screen is read with [`read_until`].
pub(crate) fn try_again(alerts: Alerts) -> AnyView {
    let press = move || alerts.set(None);
    view! { <div class="actions">{button("primary", t::notice::try_again(), Busy::new(), press)}</div> }.into_any()
}
