//! The face of an account; decorative, because its name is also there in words.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::intl::initial;

/// The first letter of an address, or a person's outline for a number.
pub(crate) fn face(name: String) -> impl IntoView {
    let inside = letter(name).map_or_else(|| icon(Icon::PERSON), IntoAny::into_any);
    view! { <span class="face" aria-hidden="true" translate="no">{inside}</span> }
}

/// The letter; `None` for a number.
fn letter(name: String) -> Option<String> {
    name.contains('@').then_some(name).map(|address| initial(&address))
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::letter;

    #[wasm_bindgen_test]
    fn an_address_has_a_letter_and_a_number_has_none() {
        for (name, expected) in [("ann@example.com", "A"), ("4ann@example.com", "4"), ("ök@example.com", "Ö")] {
            assert_eq!(letter(name.to_owned()).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(letter("+351 912 345 647".to_owned()), None);
    }
}
