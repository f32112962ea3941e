//! What opens on demand: facts and advice that nobody needs before deciding. A risk is never here.

use leptos::prelude::*;

use crate::parts::icon::{Icon, icon};

/// The line that opens it, and its content.
pub(super) fn more(title: &'static str, is_open: Signal<bool>, content: AnyView) -> AnyView {
    view! {
        <details class="details boxed" open=is_open>
            <summary>{title} {icon(Icon::DOWN)}</summary>
            <div class="inside">{content}</div>
        </details>
    }
    .into_any()
}
