//! The look of all emails: the frame, the brand's color in both color schemes, and the logo.

use super::words::Words;
use crate::config::{Brand, PublicUrl};
use crate::grants::clients::read_logo;
use crate::html::escape;
use domain::color::Color;
use domain::rules::accent::{ColorScheme, accent};

/// The look of this server's emails.
pub(super) struct EmailLook {
    /// The brand's name.
    brand: String,
    /// The color of buttons and of the card's edge, and the one in dark mode.
    accent: Color,
    accent_dark: Color,
    /// The address of the logo; `None` where emails can't show it.
    logo_url: Option<String>,
}

impl EmailLook {
    /// The look of a brand on a server.
    pub(super) fn new(brand: &Brand, server: &PublicUrl) -> Self {
        let made = |scheme: ColorScheme| brand.color.map_or(scheme.default_accent(), |color| accent(color, scheme));
        // Hardly any email program shows SVG. A file that can't be read stops the start, in `web/page.rs`.
        let logo = brand.logo.as_deref().and_then(|path| read_logo(path).ok());
        let is_shown = logo.is_some_and(|logo| logo.media_type != "image/svg+xml");
        Self {
            brand: brand.name.clone(),
            accent: made(ColorScheme::Light),
            accent_dark: brand.color_dark.unwrap_or_else(|| made(ColorScheme::Dark)),
            logo_url: is_shown.then(|| server.to("/brand/logo")),
        }
    }

    /// The name, as the first line of an email's plain text.
    pub(super) fn brand(&self) -> &str {
        &self.brand
    }

    /// An email: its title in plain text, and its heading and body in HTML.
    pub(super) fn page(&self, words: Words, title: &str, heading: &str, body: &str) -> String {
        format!(
            include_str!("../../templates/mail.html"),
            language = words.language,
            direction = words.direction,
            title = escape(title),
            style = self.style(),
            logo = self.logo(),
            brand = escape(&self.brand),
            accent = self.accent,
            heading = heading,
            body = body,
        )
    }

    /// The style for dark mode. Email programs know no variables, so the colors take their places.
    fn style(&self) -> String {
        include_str!("../../templates/mail.css")
            .replace("var(--accent)", &self.accent_dark.to_string())
            .replace("var(--on-accent)", &ColorScheme::Dark.on_accent().to_string())
    }

    /// The logo. The name is beside it as text, which stays where pictures are off, so its `alt` is empty. Its plate is a gradient, which
    /// programs that invert colors leave as it is.
    fn logo(&self) -> String {
        let Some(url) = &self.logo_url else { return String::new() };
        format!(
            "<img src=\"{}\" alt=\"\" height=\"24\" style=\"height:24px; width:auto; max-width:128px; padding:4px; \
             border-radius:4px; background:#ffffff linear-gradient(#ffffff,#ffffff); vertical-align:middle;\">&nbsp; ",
            escape(url)
        )
    }

    /// A link as a button. The border keeps its shape where a person's own colors replace these.
    pub(super) fn button(&self, url: &str, label: &str) -> String {
        let (accent, on_accent) = (self.accent, ColorScheme::Light.on_accent());
        format!(
            "<a class=\"button\" href=\"{}\" style=\"display:inline-block; padding:12px 20px; \
             border:1px solid {accent}; border-radius:12px; background:{accent}; color:{on_accent}; \
             font-weight:600; line-height:1.25; text-decoration:none;\">{label}</a>",
            escape(url)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::EmailLook;
    use crate::config::{Brand, PublicUrl};
    use crate::messages::words::Words;
    use domain::color::Color;
    use domain::rules::accent::{ColorScheme, LEAST_CONTRAST};
    use std::path::Path;

    /// The least contrast of shapes (WCAG 2.2, 1.4.11).
    const LEAST_OF_SHAPES: f64 = 3.0;

    fn server() -> PublicUrl {
        "https://account.acme.example".parse().expect("a URL")
    }

    fn with_logo(path: &Path) -> String {
        let brand = Brand { name: "Acme <1>".into(), logo: Some(path.into()), ..Brand::default() };
        EmailLook::new(&brand, &server()).page(Words::of("en"), "Hello", "Hello", "")
    }

    #[test]
    fn the_name_is_in_an_email_as_text_with_and_without_a_logo() {
        let folder = tempfile::tempdir().expect("a folder");
        let (picture, drawing) = (folder.path().join("logo.png"), folder.path().join("logo.svg"));
        std::fs::write(&picture, [0x89, b'P', b'N', b'G']).expect("written");
        std::fs::write(&drawing, "<svg/>").expect("written");
        let url = "https://account.acme.example/brand/logo";
        for (logo, is_shown) in [(&picture, true), (&drawing, false), (&folder.path().join("none.png"), false)] {
            let email = with_logo(logo);
            assert!(email.contains("<bdi>Acme &lt;1&gt;</bdi>"), "{email}");
            let has_picture = email.contains(&format!("<img src=\"{url}\" alt=\"\""));
            assert_eq!(has_picture, is_shown, "{}: {email}", logo.display());
            assert!(!email.contains("href"), "a logo is no link: {email}");
        }
    }

    /// The colors that follow `property:` in the style of an element, or in a rule for dark mode.
    fn color_of(style: &str, property: &str) -> Color {
        let value = style.split([';', '{', '"']).find_map(|part| part.trim().strip_prefix(&format!("{property}:")));
        let value = value.and_then(|value| value.trim().get(..7));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {property} in {style}"))
    }

    /// The part of an email that begins with `start` and ends with `end`.
    fn part<'a>(email: &'a str, start: &str, end: &str) -> &'a str {
        let (_, rest) = email.split_once(start).unwrap_or_else(|| panic!("no {start} in {email}"));
        rest.split_once(end).expect("an end").0
    }

    #[test]
    fn an_email_can_be_read_in_both_color_schemes_whatever_the_brand() {
        let set = ["#0b5fff", "#ffcc00", "#000000"].map(|color| Some(color.parse().expect("a color")));
        for color in [None].into_iter().chain(set) {
            let look = EmailLook::new(&Brand { color, ..Brand::default() }, &server());
            let email = look.page(Words::of("en"), "Hello", "Hello", &look.button("https://acme.example", "Go"));
            let has = |one: Color, other: Color, least: f64| {
                let contrast = one.contrast(other);
                assert!(contrast >= least, "{color:?}: {one} on {other}: {contrast:.2}");
            };
            let readable = |text: Color, ground: Color| has(text, ground, LEAST_CONTRAST);
            let (card, button) = (part(&email, "<td class=\"card", ">"), part(&email, "<a class=\"button\"", ">"));
            readable(color_of(card, "color"), color_of(card, "background"));
            readable(color_of(button, "color"), color_of(button, "background"));
            has(color_of(button, "background"), color_of(card, "background"), LEAST_OF_SHAPES);
            let ground = color_of(part(&email, "<body", ">"), "background");
            readable(color_of(card, "color"), ground);
            let in_light = [color_of(card, "background"), ground];
            assert_eq!(in_light[..], ColorScheme::Light.backgrounds()[..2], "as on the page");
            let dark = |class: &str| part(&email, &format!("  .{class} {{"), "}");
            for ground in ["ground", "card", "code"].map(|class| color_of(dark(class), "background")) {
                for text in ["ink", "soft"] {
                    readable(color_of(dark(text), "color"), ground);
                }
            }
            readable(color_of(dark("button"), "color"), color_of(dark("button"), "background"));
            has(color_of(dark("button"), "background"), color_of(dark("card"), "background"), LEAST_OF_SHAPES);
            let in_dark = ["card", "ground"].map(|class| color_of(dark(class), "background"));
            assert_eq!(in_dark[..], ColorScheme::Dark.backgrounds()[..2], "as on the page");
        }
    }
}
