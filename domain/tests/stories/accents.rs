//! The brand's color can be read in both color schemes, whatever it is (O3).

use domain::color::{BadColor, Color, Oklab};
use domain::rules::accent::{ColorScheme, LEAST_CONTRAST, accent, contrast};
use proptest::prelude::*;

const SCHEMES: [ColorScheme; 2] = [ColorScheme::Light, ColorScheme::Dark];
/// The least contrast of shapes (WCAG 2.2, 1.4.11).
const LEAST_OF_SHAPES: f64 = 3.0;

fn color(text: &str) -> Color {
    text.parse().expect("a color")
}

/// The background of pictures: a tenth of the accent, and nine tenths of the card.
fn tinted(accent: Color, card: Color) -> Color {
    let ([red, green, blue], card) = (accent.levels(), card.levels());
    let mixed = |one: u8, other: u8| u8::try_from((u32::from(one) + 9 * u32::from(other)) / 10).expect("a level");
    Color::new(mixed(red, card[0]), mixed(green, card[1]), mixed(blue, card[2]))
}

/// The distance of two hues in Oklab, at the smaller of both chromas. Of grays, which have no hue, it is 0.
fn distance_of_hues(one: Oklab, other: Oklab) -> f64 {
    let turn = one.b.atan2(one.a) - other.b.atan2(other.a);
    2.0 * one.a.hypot(one.b).min(other.a.hypot(other.b)) * (turn / 2.0).sin().abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn every_color_has_an_accent_that_can_be_read(levels in any::<[u8; 3]>()) {
        let [red, green, blue] = levels;
        let brand = Color::new(red, green, blue);
        for scheme in SCHEMES {
            let shown = accent(brand, scheme);
            let told = format!("{brand} is shown as {shown}, {scheme:?}");
            prop_assert!(contrast(shown, scheme) >= LEAST_CONTRAST, "{told}");
            prop_assert!(shown.contrast(scheme.on_accent()) >= LEAST_CONTRAST, "the label of a button: {told}");
            let [card, ..] = scheme.backgrounds();
            prop_assert!(shown.contrast(tinted(shown, card)) >= LEAST_OF_SHAPES, "a picture: {told}");
            prop_assert!(distance_of_hues(brand.oklab(), shown.oklab()) < 0.004, "another hue: {told}");
            let is_near = contrast(shown, scheme) < LEAST_CONTRAST + 0.1;
            prop_assert!(shown == brand || is_near, "further than needed: {told}");
        }
    }
}

#[test]
fn a_color_that_can_be_read_stays_as_it_is() {
    let accents = |text: &str| SCHEMES.map(|scheme| accent(color(text), scheme).to_string());
    assert_eq!(accents("#0b5fff"), ["#0b5fff", "#4886ff"]);
    assert_eq!(accents("#ffcc00"), ["#886c00", "#ffcc00"]);
    assert_eq!(accents("#000000"), ["#000000", "#8b8b8b"]);
    assert_eq!(accents("#FFFFFF"), ["#6f6f6f", "#ffffff"]);
}

#[test]
fn contrast_is_measured_as_wcag_does() {
    assert!((color("#000000").contrast(color("#ffffff")) - 21.0).abs() < 0.001);
    assert!((color("#0a0a0a").contrast(color("#000000")) - 1.06).abs() < 0.01, "the darkest are linear");
    assert!((color("#767676").contrast(color("#ffffff")) - 4.54).abs() < 0.01);
    assert!((color("#0b5fff").contrast(color("#1e2624")) - 3.02).abs() < 0.01, "the lightest dark surface has least");
}

#[test]
fn only_six_digits_after_a_hash_are_a_color() {
    assert_eq!(color("#0b5fff"), Color::new(0x0b, 0x5f, 0xff));
    for text in ["", "#", "0b5fff", "#fff", "#0b5ff", "#0b5fff0", "#+b5fff", "#gggggg", "blue", " #0b5fff", "#é5fff"] {
        assert_eq!(text.parse::<Color>(), Err(BadColor), "{text:?}");
    }
}

/// The rule and the style have the same colors.
#[test]
fn the_style_has_the_colors_of_the_rule() {
    let style = include_str!("../../../style/tokens.css");
    let parts = style.split_once("@media (prefers-color-scheme: dark)").expect("both color schemes");
    for (scheme, part, accent) in
        [(ColorScheme::Light, parts.0, "accent-light"), (ColorScheme::Dark, parts.1, "accent-dark")]
    {
        let read = |part: &str, name: &str| {
            let value = part.split_once(&format!("--{name}: #")).and_then(|(_, rest)| rest.split_once(';'));
            let digits = value.expect("a token").0;
            let pair = |digit: char| [digit, digit];
            color(&match digits.len() {
                3 => format!("#{}", digits.chars().flat_map(pair).collect::<String>()),
                _ => format!("#{digits}"),
            })
        };
        let token = |name: &str| read(part, name);
        assert_eq!(scheme.backgrounds(), ["card", "ground", "well"].map(token), "{scheme:?}");
        assert_eq!(scheme.on_accent(), token("on-accent"), "{scheme:?}");
        let accent = read(parts.0, accent); // both are set once, for both schemes
        assert_eq!(scheme.default_accent(), accent, "{scheme:?}");
    }
}
