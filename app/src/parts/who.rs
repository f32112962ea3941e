//! Whose sign-in it is: a face beside the name, or beside its hint.

use leptos::prelude::*;

use super::face::face;

/// The line below the heading.
pub(crate) fn who(name: String) -> AnyView {
    view! {
        <p class="account who">
            {face(name.clone())}
            <span>
                <bdi translate="no">{name}</bdi>
            </span>
        </p>
    }
    .into_any()
}
