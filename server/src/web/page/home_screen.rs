//! The page on the home screen of a phone or a computer: its manifest, and its icon in the brand's color (O3).

use super::shell::MARK;
use crate::config::Brand;
use domain::color::Color;
use domain::rules::accent::{ColorScheme, accent};
use flate2::Crc;

/// The icon in our own color, with a palette. It is drawn from `app/mark.svg` like [`icon`].
const TOUCH_ICON: &[u8] = include_bytes!("../../../../app/touch.png");
/// The position of the palette's chunk: after the signature (8 bytes), and the header's chunk (25).
const PALETTE: usize = 33;

/// The manifest. The window keeps the address and Back in reach, which an account's page needs.
pub(super) fn manifest(brand: &Brand) -> String {
    let [card, ..] = ColorScheme::Light.backgrounds();
    serde_json::json!({
        "name": brand.name,
        "short_name": brand.name,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": color(brand).to_string(),
        "background_color": card.to_string(),
        "icons": [
            { "src": "/brand/icon.svg", "type": "image/svg+xml", "sizes": "any", "purpose": "any maskable" },
            { "src": "/apple-touch-icon.png", "type": "image/png", "sizes": "180x180" },
        ],
    })
    .to_string()
}

/// The mark in white on the brand's color. Phones that cut icons to a circle or a drop cut nothing of the mark.
pub(super) fn icon(brand: &Brand) -> String {
    let (color, on_color) = (color(brand), ColorScheme::Light.on_accent());
    let shapes = MARK.split_once('>').and_then(|(_, rest)| rest.split_once("</svg>"));
    let shapes = shapes.map_or("", |(shapes, _)| shapes);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 180 180\"><path d=\"M0 0h180v180H0z\" fill=\"{color}\"/>\
         <g transform=\"translate(34 34) scale(3.5)\" fill=\"{on_color}\">{shapes}</g></svg>"
    )
}

/// The same as a PNG: its palette goes from white to our color, and is replaced by one from white to the brand's.
pub(super) fn touch_icon(brand: &Brand) -> Vec<u8> {
    let mut png = TOUCH_ICON.to_vec();
    let Some((chunk, colors)) = palette(&mut png) else { return png };
    for levels in colors.as_chunks_mut().0 {
        *levels = recolored(*levels, color(brand)).levels();
    }
    let mut crc = Crc::new();
    crc.update(b"PLTE");
    crc.update(colors);
    chunk.copy_from_slice(&crc.sum().to_be_bytes());
    png
}

/// The checksum and the colors of a PNG's palette.
fn palette(png: &mut [u8]) -> Option<(&mut [u8], &mut [u8])> {
    let (head, rest) = png.get_mut(PALETTE..)?.split_at_mut_checked(8)?;
    let (length, name) = head.split_first_chunk::<4>()?;
    if name != b"PLTE" {
        return None;
    }
    let (colors, rest) = rest.split_at_mut_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((rest.get_mut(..4)?, colors))
}

/// A color between white and ours, moved to between white and another. Red tells how far it is from white: our color has the least of it.
fn recolored([red, ..]: [u8; 3], to: Color) -> Color {
    let [ours, ..] = ColorScheme::Light.default_accent().levels();
    let (white, whole) = (u32::from(red.saturating_sub(ours)), u32::from(u8::MAX - ours));
    let mixed = |level: u8| (u32::from(level) * (whole - white) + u32::from(u8::MAX) * white) / whole;
    let [red, green, blue] = to.levels().map(|level| u8::try_from(mixed(level)).unwrap_or(u8::MAX));
    Color::new(red, green, blue)
}

/// The brand's color as light mode shows it.
fn color(brand: &Brand) -> Color {
    brand.color.map_or(ColorScheme::Light.default_accent(), |color| accent(color, ColorScheme::Light))
}

#[cfg(test)]
mod tests {
    use super::{PALETTE, TOUCH_ICON, icon, manifest, touch_icon};
    use crate::config::Brand;
    use domain::color::Color;

    fn blue() -> Brand {
        Brand { name: "A\"<b>".into(), color: Some(Color::new(0x0b, 0x5f, 0xff)), ..Brand::default() }
    }

    #[test]
    fn the_manifest_has_the_brands_name_and_color() {
        let read: serde_json::Value = serde_json::from_str(&manifest(&blue())).expect("JSON");
        assert_eq!(read["name"], "A\"<b>");
        assert_eq!(read["theme_color"], "#0b5fff");
        let ours: serde_json::Value = serde_json::from_str(&manifest(&Brand::default())).expect("JSON");
        assert_eq!(ours["name"], "Countersign");
        assert_eq!(ours["theme_color"], "#0f5b57");
    }

    #[test]
    fn both_icons_have_the_brands_color() {
        let svg = icon(&blue());
        assert!(svg.contains("fill=\"#0b5fff\"") && svg.contains("fill=\"#ffffff\""), "{svg}");
        assert_eq!(svg.matches("<path").count(), 3, "the ground, and both halves of the mark: {svg}");
        let png = touch_icon(&blue());
        assert_eq!(png.len(), TOUCH_ICON.len());
        let colors: Vec<[u8; 3]> = png[PALETTE + 8..].as_chunks().0.iter().copied().take(32).collect();
        assert!(colors.contains(&[0xff, 0xff, 0xff]), "the mark");
        assert!(colors.contains(&[0x0b, 0x5f, 0xff]), "the ground: {colors:02x?}");
    }

    #[test]
    fn our_own_icon_stays_as_it_is_drawn() {
        let png = touch_icon(&Brand::default());
        let differences = png.iter().zip(TOUCH_ICON).filter(|(one, other)| one.abs_diff(**other) > 2).count();
        assert!(differences <= 4, "only the checksum may change, after rounding: {differences}");
    }
}
