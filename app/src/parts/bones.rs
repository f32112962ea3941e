//! Rows to come, as high as the rows that come, so that nothing moves when they do.

use leptos::prelude::*;

use crate::locale::t;

/// This many rows. They are announced once, in words.
pub(crate) fn bones(rows: usize) -> AnyView {
    view! { {loading()} {silent_bones(rows)} }.into_any()
}

/// That something loads, for people who don't see the rows.
pub(crate) fn loading() -> AnyView {
    view! { <p class="visually-hidden" role="status">{t::notice::loading()}</p> }.into_any()
}

/// The rows alone, for a page with several lists, which announces once that they load.
pub(crate) fn silent_bones(rows: usize) -> AnyView {
    let rows: Vec<_> = (0..rows).map(|_| row()).collect();
    view! { <ul class="list" aria-busy="true" aria-hidden="true">{rows}</ul> }.into_any()
}

fn row() -> AnyView {
    view! {
        <li class="item">
            <span class="tile bone"></span>
            <div class="what">
                <span class="bone"></span>
                <span class="bone"></span>
            </div>
        </li>
    }
    .into_any()
}
