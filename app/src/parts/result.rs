//! What an action has done, and what comes next: said once, in a notice.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::names;
use crate::reactive::live_if;

/// The place of the notice. It is there before the notice, so that it is announced, and stays in sight after an action far below it.
pub(crate) fn result(notice: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    view! { <div class="result" role="status">{live_if(notice)}</div> }.into_any()
}

/// The notice. `next` is empty if there is nothing to say.
pub(crate) fn done_notice(done: &str, next: &str) -> AnyView {
    let next = (!next.is_empty()).then(|| view! { <p>{names::in_text(next)}</p> });
    view! {
        <div class="notice good">
            {icon(Icon::TICK)}
            <div>
                <strong>{names::in_text(done)}</strong>
                {next}
            </div>
        </div>
    }
    .into_any()
}
