//! One line of a list of facts.

use leptos::prelude::*;

/// A name and its value, in a `dl`. The value may be in any language.
pub(crate) fn fact(name: &'static str, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> }.into_any()
}

/// The same for a value that is a name or an address: a browser's translator leaves it as it is.
pub(crate) fn name(name: &'static str, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd><bdi translate="no">{value}</bdi></dd></div> }.into_any()
}

/// Permissions as a list; nothing when there are none.
pub(crate) fn facts(name: &'static str, values: Vec<String>) -> Option<AnyView> {
    let items: Vec<_> = values.into_iter().map(|value| view! { <li><bdi>{value}</bdi></li> }).collect();
    (!items.is_empty()).then(|| view! { <div><dt>{name}</dt><dd><ul>{items}</ul></dd></div> }.into_any())
}
