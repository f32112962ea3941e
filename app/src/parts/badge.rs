//! A state in words, with an icon.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::reactive::live;

/// The badge. `tone` is `good`, `warning`, `bad` or `plain`; nothing for a state without one.
pub(crate) fn badge(
    tone: &'static str,
    drawing: Option<Icon>,
    text: impl Fn() -> String + Send + 'static,
) -> impl IntoView {
    view! {
        <span class=format!("badge {tone}")>
            {drawing.map(icon)}
            {live(text)}
        </span>
    }
}
