//! Line drawings on a grid of 24, one file each with its shapes; decorative, because words are always beside them.

use leptos::prelude::*;

/// A drawing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Icon {
    class: &'static str,
    shapes: &'static str,
}

/// A constant each, so that a chunk has only the shapes that it draws. Those that mean a direction are mirrored in a page from right to left.
impl Icon {
    pub(crate) const EMAIL: Self = Self::of(include_str!("pictures/email.svg"));
    pub(crate) const PHONE: Self = Self::of(include_str!("pictures/phone.svg"));
    pub(crate) const AUTHENTICATOR: Self = Self::of(include_str!("pictures/authenticator.svg"));
    pub(crate) const PASSKEY: Self = Self::of(include_str!("pictures/passkey.svg"));
    pub(crate) const CODES: Self = Self::of(include_str!("pictures/codes.svg"));
    pub(crate) const PASSWORD: Self = Self::of(include_str!("pictures/password.svg"));
    pub(crate) const BROWSER: Self = Self::of(include_str!("pictures/browser.svg"));
    pub(crate) const TV: Self = Self::of(include_str!("pictures/tv.svg"));
    pub(crate) const CONSOLE: Self = Self::of(include_str!("pictures/console.svg"));
    pub(crate) const COMPUTER: Self = Self::of(include_str!("pictures/computer.svg"));
    pub(crate) const TICK: Self = Self::of(include_str!("pictures/tick.svg"));
    pub(crate) const CLOCK: Self = Self::of(include_str!("pictures/clock.svg"));
    pub(crate) const WARNING: Self = Self::of(include_str!("pictures/warning.svg"));
    pub(crate) const CROSS: Self = Self::of(include_str!("pictures/cross.svg"));
    pub(crate) const ARROW: Self = Self { class: "icon flip", shapes: include_str!("pictures/arrow.svg") };
    pub(crate) const PERSON: Self = Self::of(include_str!("pictures/person.svg"));
    pub(crate) const PLUS: Self = Self::of(include_str!("pictures/plus.svg"));
    pub(crate) const OFFICE: Self = Self::of(include_str!("pictures/office.svg"));
    pub(crate) const APP: Self = Self::of(include_str!("pictures/app.svg"));
    pub(crate) const DOWN: Self = Self::of(include_str!("pictures/down.svg"));
    pub(crate) const BACK: Self = Self { class: "icon back flip", shapes: include_str!("pictures/back.svg") };
    pub(crate) const HOME: Self = Self::of(include_str!("pictures/home.svg"));
    pub(crate) const SECURITY: Self = Self::of(include_str!("pictures/security.svg"));
    pub(crate) const DEVICES: Self = Self::of(include_str!("pictures/devices.svg"));
    pub(crate) const ANOTHER_ACCOUNT: Self = Self::of(include_str!("pictures/another_account.svg"));
    pub(crate) const SIGN_OUT: Self = Self { class: "icon flip", shapes: include_str!("pictures/sign_out.svg") };

    const fn of(shapes: &'static str) -> Self {
        Self { class: "icon", shapes }
    }
}

/// The drawing.
pub(crate) fn icon(Icon { class, shapes }: Icon) -> AnyView {
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=shapes></svg> }.into_any()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::Icon;

    #[wasm_bindgen_test]
    fn only_directions_are_mirrored() {
        for icon in [Icon::ARROW, Icon::BACK, Icon::SIGN_OUT] {
            assert!(icon.class.ends_with(" flip"), "{icon:?}");
        }
        for icon in [Icon::TICK, Icon::CLOCK, Icon::DOWN, Icon::CROSS] {
            assert_eq!(icon.class, "icon", "{icon:?}");
        }
    }

    #[wasm_bindgen_test]
    fn a_drawing_is_shapes_alone() {
        for icon in [Icon::EMAIL, Icon::TV, Icon::CLOCK, Icon::ANOTHER_ACCOUNT] {
            let shapes = icon.shapes;
            assert!(shapes.starts_with('<') && shapes.trim_end().ends_with("/>"), "{icon:?}: {shapes}");
            assert!(!shapes.contains("<svg"), "{icon:?}: it would be inside another one");
        }
    }
}
