//! The contrast of the style's colors: of all text and shapes, on all backgrounds, for three brands (O3).

use domain::color::Color;
use domain::rules::accent::{ColorScheme, LEAST_CONTRAST, accent};
use std::collections::BTreeMap;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The least contrast of shapes (WCAG 2.2, 1.4.11).
const LEAST_OF_SHAPES: f64 = 3.0;
/// The label of a button that destroys, in both color schemes.
const WHITE: Color = Color::new(0xff, 0xff, 0xff);
/// A blue, a yellow and a red.
const BRANDS: [&str; 3] = ["#0b5fff", "#ffcc00", "#c8102e"];

/// What the style declares in a color scheme, by the tokens' names, for browsers that know no relative colors.
fn declared(scheme: ColorScheme) -> BTreeMap<&'static str, &'static str> {
    const ENDS: [char; 3] = ['{', '}', ';'];
    const DARK: &str = "prefers-color-scheme: dark";
    let style = include_str!("../../../style/tokens.css");
    let mut declared = BTreeMap::new();
    let is_left_out =
        |block: &&str| block.contains("@supports") || (block.contains(DARK) && scheme == ColorScheme::Light);
    let mut blocks: Vec<&str> = Vec::new();
    let without_comments = style.split("*/").filter_map(|part| part.split("/*").next());
    for piece in without_comments.flat_map(|part| part.split_inclusive(ENDS)) {
        let (text, end) = piece.split_at(piece.trim_end_matches(ENDS).len());
        let is_meant = !blocks.iter().any(is_left_out);
        let token = text.trim().strip_prefix("--").and_then(|token| token.split_once(':'));
        if let (true, Some((name, value))) = (is_meant, token) {
            declared.insert(name.trim(), in_scheme(value.trim(), scheme));
        }
        match end {
            "{" => blocks.push(text),
            "}" => {
                blocks.pop();
            }
            _ => {}
        }
    }
    declared
}

/// The value for a color scheme: one of `light-dark(a, b)`, or any other as it is.
fn in_scheme(value: &str, scheme: ColorScheme) -> &str {
    let both = value.strip_prefix("light-dark(").and_then(|both| both.strip_suffix(')')?.split_once(','));
    match (both, scheme) {
        (None, _) => value,
        (Some((light, _)), ColorScheme::Light) => light.trim(),
        (Some((_, dark)), ColorScheme::Dark) => dark.trim(),
    }
}

/// The colors of the style in a color scheme, by the tokens' names. Those that the browser mixes are left out.
fn tokens(scheme: ColorScheme) -> BTreeMap<&'static str, Color> {
    let declared = declared(scheme);
    let of = |name: &str| {
        let mut value = *declared.get(name)?;
        // A token can have the color of another one.
        while let Some(other) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
            value = *declared.get(other)?;
        }
        let pair = |digit: char| [digit, digit];
        match value.strip_prefix('#').filter(|digits| digits.len() == 3) {
            Some(digits) => format!("#{}", digits.chars().flat_map(pair).collect::<String>()).parse().ok(),
            None => value.parse().ok(),
        }
    };
    declared.keys().filter_map(|name| Some((*name, of(name)?))).collect()
}

/// The tokens of these names that the style has.
fn of_these<'a>(tokens: &'a BTreeMap<&str, Color>, names: &[&'a str]) -> Vec<(&'a str, Color)> {
    names.iter().filter_map(|name| Some((*name, *tokens.get(*name)?))).collect()
}

#[test]
fn all_text_can_be_read_on_all_backgrounds_of_the_style_whatever_the_brand() {
    for scheme in [ColorScheme::Light, ColorScheme::Dark] {
        let tokens = tokens(scheme);
        let has = |one: (&str, Color), other: (&str, Color), least: f64| {
            let contrast = one.1.contrast(other.1);
            assert!(contrast >= least, "{} on {}, {scheme:?}: {contrast:.2}", one.0, other.0);
        };
        let grounds = of_these(&tokens, &["ground", "card", "well"]);
        assert!(grounds.len() >= 2, "{tokens:?}");
        let accents = BRANDS.map(|brand| (brand, accent(brand.parse().expect("a color"), scheme)));
        let texts = of_these(&tokens, &["ink", "soft", "link", "brand", "accent", "good", "warn", "bad"]);
        assert!(texts.len() >= 6, "{tokens:?}");
        for ground in &grounds {
            for text in texts.iter().chain(&accents) {
                has(*text, *ground, LEAST_CONTRAST);
            }
            for shape in of_these(&tokens, &["edge", "focus"]) {
                has(shape, *ground, LEAST_OF_SHAPES);
            }
        }
        for tone in ["good", "warn", "bad"] {
            let name = format!("{tone}-ground");
            let ground = tokens[&*name];
            for text in of_these(&tokens, &["ink", "soft", tone]) {
                has(text, (&*name, ground), LEAST_CONTRAST);
            }
        }
        for accent in accents.into_iter().chain([("our own accent", scheme.default_accent())]) {
            has(("the label of a button", scheme.on_accent()), accent, LEAST_CONTRAST);
        }
        // Where it can't be computed from the accent, too, the equal of the primary button can be read, and weighs as much.
        let counter = ("counter", tokens["counter"]);
        has(("the label of a button", scheme.on_accent()), counter, LEAST_CONTRAST);
        let [card, ..] = scheme.backgrounds();
        let weight = counter.1.contrast(card) / scheme.default_accent().contrast(card);
        assert!((0.9..1.1).contains(&weight), "{scheme:?}: {weight:.2}");
        has(("the label of a button that destroys", WHITE), ("danger", tokens["danger"]), LEAST_CONTRAST);
    }
}
