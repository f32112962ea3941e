//! Colors: sRGB as people write it, contrast as WCAG 2.2 measures it, and Oklab (<https://bottosson.github.io/posts/oklab/>), in which
//! a color can become lighter or darker and keep its hue.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// An opaque color in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Color([u8; 3]);

/// A text that isn't a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a color such as #0b5fff")]
pub struct BadColor;

/// A color in Oklab. Its chroma and hue are the length and the direction of (`a`, `b`).
#[derive(Clone, Copy, Debug)]
pub struct Oklab {
    /// 0 (black) to 1 (white).
    pub lightness: f64,
    /// Green (negative) to red.
    pub a: f64,
    /// Blue (negative) to yellow.
    pub b: f64,
}

type Matrix = [[f64; 3]; 3];

const LINEAR_TO_CONES: Matrix = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const CONES_TO_OKLAB: Matrix = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
const OKLAB_TO_CONES: Matrix = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];
const CONES_TO_LINEAR: Matrix = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

/// The rounding of the matrices.
const ROUNDING: f64 = 1e-6;
/// The steps of a search: the last one is far smaller than a step between two colors.
const STEPS: u32 = 16;

impl Color {
    /// A color by its levels of red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Its levels of red, green and blue.
    pub const fn levels(self) -> [u8; 3] {
        self.0
    }

    /// Relative luminance, 0 to 1: <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio with another color, 1 to 21: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    /// The color in Oklab.
    pub fn oklab(self) -> Oklab {
        let cones = product(&LINEAR_TO_CONES, self.linear()).map(f64::cbrt);
        let [lightness, a, b] = product(&CONES_TO_OKLAB, cones);
        Oklab { lightness, a, b }
    }

    /// Its amounts of red, green and blue light, 0 to 1.
    fn linear(self) -> [f64; 3] {
        self.0.map(|level| {
            let value = f64::from(level) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }
}

impl Oklab {
    /// The color of the same hue at another lightness, with as much of its chroma as sRGB has there.
    pub fn at(self, lightness: f64) -> Color {
        let with = |chroma: f64| Self { lightness, a: self.a * chroma, b: self.b * chroma }.linear();
        let is_in_srgb = |linear: [f64; 3]| linear.iter().all(|value| (-ROUNDING..=1.0 + ROUNDING).contains(value));
        let chroma = nearest(0.0, 1.0, |chroma| is_in_srgb(with(chroma)));
        Color(with(chroma).map(level))
    }

    /// Its amounts of red, green and blue light; outside of 0 to 1, sRGB doesn't have the color.
    fn linear(self) -> [f64; 3] {
        let cones = product(&OKLAB_TO_CONES, [self.lightness, self.a, self.b]);
        product(&CONES_TO_LINEAR, cones.map(|cone| cone * cone * cone))
    }
}

/// The number nearest to `wanted` that fits, on the way from `sure`, which fits.
pub(crate) fn nearest(sure: f64, wanted: f64, fits: impl Fn(f64) -> bool) -> f64 {
    if fits(wanted) {
        return wanted;
    }
    let (mut good, mut bad) = (sure, wanted);
    for _ in 0..STEPS {
        let middle = f64::midpoint(good, bad);
        if fits(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

fn product(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|[first, second, third]| first * vector[0] + second * vector[1] + third * vector[2])
}

/// The level of an amount of light.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 0 to 255")]
fn level(linear: f64) -> u8 {
    let value = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (255.0 * value.clamp(0.0, 1.0)).round() as u8
}

impl FromStr for Color {
    type Err = BadColor;

    fn from_str(text: &str) -> Result<Self, BadColor> {
        let digits = text.strip_prefix('#').ok_or(BadColor)?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(BadColor);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| BadColor)?.to_be_bytes();
        Ok(Self::new(red, green, blue))
    }
}

impl TryFrom<String> for Color {
    type Error = BadColor;

    fn try_from(text: String) -> Result<Self, BadColor> {
        text.parse()
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}
