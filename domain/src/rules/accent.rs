//! The brand's color as the page shows it (O3): its hue stays, and it becomes lighter or darker where it couldn't be read.

use crate::color::{Color, nearest};

/// The least contrast of text with its background (WCAG 2.2, 1.4.3). Shapes need 3 (1.4.11), so one color is enough for both.
pub const LEAST_CONTRAST: f64 = 4.5;

/// A color scheme of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorScheme {
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
}

impl ColorScheme {
    /// The backgrounds of text: the card, the ground around it, and what is only shown on the card. They are those of `style/tokens.css`, as
    /// are all colors here; a story compares them.
    pub const fn backgrounds(self) -> [Color; 3] {
        match self {
            Self::Light => [Color::new(0xff, 0xff, 0xff), Color::new(0xf4, 0xf3, 0xee), Color::new(0xf8, 0xf7, 0xf3)],
            Self::Dark => [Color::new(0x17, 0x1e, 0x1c), Color::new(0x0f, 0x14, 0x13), Color::new(0x1e, 0x26, 0x24)],
        }
    }

    /// Our own accent, for a brand without a color.
    pub const fn default_accent(self) -> Color {
        match self {
            Self::Light => Color::new(0x0f, 0x5b, 0x57),
            Self::Dark => Color::new(0x84, 0xd6, 0xc8),
        }
    }

    /// The color of text on an accent, such as the label of a primary button.
    pub const fn on_accent(self) -> Color {
        match self {
            Self::Light => Color::new(0xff, 0xff, 0xff),
            Self::Dark => Color::new(0x0b, 0x1a, 0x18),
        }
    }

    /// The lightness with the most contrast: black, or white.
    const fn readable_lightness(self) -> f64 {
        match self {
            Self::Light => 0.0,
            Self::Dark => 1.0,
        }
    }
}

/// The contrast of a color with the background on which it has less of it.
pub fn contrast(color: Color, scheme: ColorScheme) -> f64 {
    scheme.backgrounds().into_iter().map(|background| color.contrast(background)).fold(f64::INFINITY, f64::min)
}

/// Whether text in a color can be read.
pub fn is_readable(color: Color, scheme: ColorScheme) -> bool {
    contrast(color, scheme) >= LEAST_CONTRAST
}

/// The accent that is made from the brand's color. Every color has one.
pub fn accent(brand: Color, scheme: ColorScheme) -> Color {
    if is_readable(brand, scheme) {
        return brand;
    }
    let color = brand.oklab();
    let fits = |lightness: f64| is_readable(color.at(lightness), scheme);
    color.at(nearest(scheme.readable_lightness(), color.lightness, fits))
}
