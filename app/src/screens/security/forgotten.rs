//! What the page shows only to the person who has just verified.

use leptos::prelude::*;

use crate::parts::other_tabs::on_sign_out;
use crate::session::use_session;

/// Forgets it when the browser leaves the page, which it may keep for Back, and when another tab signs out (L13).
pub(super) fn forget_when_left<T: Send + Sync + 'static>(shown: RwSignal<Option<T>>) {
    let forget = move || {
        shown.try_set(None);
    };
    let leaving = window_event_listener_untyped("pagehide", move |_| forget());
    on_cleanup(move || leaving.remove());
    on_sign_out(use_session(), forget);
}
