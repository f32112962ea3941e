//! The shell with its slots filled, compressed, and the policy that allows only its own inline scripts and styles (N5).

use super::Packed;
use crate::config::Brand;
use crate::html::escape;
use axum::body::Bytes;
use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::rules::accent::{ColorScheme, accent};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Our mark, for a brand without a logo.
pub(super) const MARK: &str = include_str!("../../../../app/mark.svg");

/// A rendered shell.
pub(super) struct Shell {
    plain: Bytes,
    brotli: Bytes,
    gzip: Bytes,
    policy: HeaderValue,
}

impl Shell {
    /// Fills the server's slots in a language's `index.html`.
    pub(super) fn render(template: &str, brand: &Brand, shows_code: bool) -> Self {
        let name = escape(&brand.name);
        let link = |url: &Option<url::Url>| url.as_ref().map_or(String::new(), |url| escape(url.as_str()));
        let mut html = template.to_owned();
        for (slot, value) in [
            ("{{server.brand_name}}", name.clone()),
            ("{{server.brand_logo}}", logo(brand)),
            ("{{server.brand_style}}", style(brand)),
            ("{{server.form_hidden}}", if shows_code { String::new() } else { "hidden".to_owned() }),
            ("{{server.help_url}}", link(&brand.help_url)),
            ("{{server.privacy_url}}", link(&brand.privacy_url)),
            ("{{server.terms_url}}", link(&brand.terms_url)),
        ] {
            html = html.replace(slot, &value);
        }
        let mut html = without_empty_links(&html);
        if !shows_code {
            // The template has the title of the link screen. Other screens set theirs when they start.
            html = with_title(&html, &name);
        }
        let policy = policy(&html);
        Self { brotli: brotli(html.as_bytes()), gzip: gzip(html.as_bytes()), plain: html.into(), policy }
    }

    pub(super) fn packed(&self, packing: Packed) -> Bytes {
        match packing {
            Packed::Brotli => self.brotli.clone(),
            Packed::Gzip => self.gzip.clone(),
            Packed::Not => self.plain.clone(),
        }
    }

    pub(super) fn policy(&self) -> HeaderValue {
        self.policy.clone()
    }
}

fn with_title(html: &str, title: &str) -> String {
    match (html.find("<title>"), html.find("</title>")) {
        (Some(start), Some(end)) => format!("{}{title}{}", &html[..start + "<title>".len()], &html[end..]),
        _ => html.to_owned(),
    }
}

/// The page without the links that the operator hasn't set.
fn without_empty_links(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::new();
    while let Some(at) = rest.find("<a href=\"\"") {
        let end = rest[at..].find("</a>").map_or(rest.len(), |end| at + end + "</a>".len());
        kept.push_str(&rest[..at]);
        rest = &rest[end..];
    }
    kept + rest
}

fn policy(html: &str) -> HeaderValue {
    let (scripts, styles) = (hashes(html, "script"), hashes(html, "style"));
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The hashes of all inline elements of a kind, each after a space. Data blocks need no hash, but theirs do no harm.
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut found = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(&open) {
        let Some((inline, after)) = after.split_once(&close) else { break };
        let content = inline.split_once('>').map_or("", |(_, content)| content);
        if !content.is_empty() {
            found += " 'sha256-";
            found += &BASE64_STANDARD.encode(Sha256::digest(content));
            found.push('\'');
        }
        rest = after;
    }
    found
}

/// The operator's logo, in dark mode the one for it; without one, our mark.
fn logo(brand: &Brand) -> String {
    const LOGO: &str = r#"<img src="/brand/logo" alt="">"#;
    const IN_DARK: &str = r#"<source srcset="/brand/logo-dark" media="(prefers-color-scheme: dark)">"#;
    match (&brand.logo, &brand.logo_dark) {
        (None, _) => MARK.trim_end().to_owned(),
        (Some(_), None) => LOGO.to_owned(),
        (Some(_), Some(_)) => format!("<picture>{IN_DARK}{LOGO}</picture>"),
    }
}

/// The style of the brand: the pair of accents, and a plate. A logo without one for dark mode was made for a light background, so it gets that.
fn style(brand: &Brand) -> String {
    const PLATE: &str =
        "@media(prefers-color-scheme:dark){.brand img{padding:.25rem;border-radius:.25rem;background:#fff}}";
    let made = |scheme| brand.color.map(|color| accent(color, scheme));
    let light = made(ColorScheme::Light).map(|accent| format!("--accent-light:{accent};"));
    let dark = brand.color_dark.or_else(|| made(ColorScheme::Dark)).map(|accent| format!("--accent-dark:{accent};"));
    let pair = light.unwrap_or_default() + &dark.unwrap_or_default();
    let mut style = if pair.is_empty() { pair } else { format!(":root{{{pair}}}") };
    if brand.logo.is_some() && brand.logo_dark.is_none() {
        style += PLATE;
    }
    if style.is_empty() { style } else { format!("<style>{style}</style>") }
}

fn brotli(bytes: &[u8]) -> Bytes {
    let mut packed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params).expect("a write to memory should not fail");
    packed.into()
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.expect("a write to memory should not fail").into()
}

#[cfg(test)]
mod tests {
    use super::{Packed, Shell};
    use crate::config::Brand;
    use domain::color::Color;

    const BLUE: Color = Color::new(0x0b, 0x5f, 0xff);
    const YELLOW: Color = Color::new(0xff, 0xcc, 0);

    fn rendered(template: &str, brand: &Brand) -> String {
        String::from_utf8(Shell::render(template, brand, false).packed(Packed::Not).to_vec()).expect("text")
    }

    #[test]
    fn the_brand_is_text_and_its_scripts_are_the_only_ones() {
        let brand = Brand { name: "A<b>\"&".into(), color: Some(BLUE), ..Brand::default() };
        let template = "{{server.brand_style}}<script>boot()</script><b>{{server.brand_name}}</b><form {{server.form_hidden}}>\
                        <a href=\"{{server.terms_url}}\">Terms</a>";
        let html = rendered(template, &brand);
        let (style, rest) = html.split_once("</style>").expect("a style");
        assert_eq!(style, "<style>:root{--accent-light:#0b5fff;--accent-dark:#4886ff;}");
        assert_eq!(rest, "<script>boot()</script><b>A&lt;b&gt;&quot;&amp;</b><form hidden>");
        let policy = Shell::render(template, &brand, false).policy();
        let policy = policy.to_str().expect("text");
        assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_color_for_dark_mode_replaces_the_one_that_is_made() {
        let style =
            |color, color_dark| rendered("{{server.brand_style}}", &Brand { color, color_dark, ..Brand::default() });
        let both = style(Some(BLUE), Some(YELLOW));
        assert!(both.contains("--accent-light:#0b5fff;") && both.contains("--accent-dark:#ffcc00;"), "{both}");
        let only_dark = style(None, Some(YELLOW));
        assert_eq!(only_dark, "<style>:root{--accent-dark:#ffcc00;}</style>");
        assert_eq!(style(None, None), "", "our own colors need no style");
    }

    #[test]
    fn a_brand_without_a_logo_has_our_mark() {
        let html = rendered("{{server.brand_logo}}", &Brand::default());
        assert!(html.starts_with("<svg class=\"mark\"") && html.ends_with("</svg>"), "{html}");
    }

    #[test]
    fn a_logo_can_be_seen_in_dark_mode() {
        let template = "{{server.brand_logo}}{{server.brand_style}}";
        let logo: Option<std::path::PathBuf> = Some("acme.svg".into());
        let alone = rendered(template, &Brand { logo: logo.clone(), ..Brand::default() });
        let plate =
            "@media(prefers-color-scheme:dark){.brand img{padding:.25rem;border-radius:.25rem;background:#fff}}";
        assert_eq!(alone, format!("<img src=\"/brand/logo\" alt=\"\"><style>{plate}</style>"));
        let both = rendered(template, &Brand { logo, logo_dark: Some("dark.svg".into()), ..Brand::default() });
        assert_eq!(
            both,
            "<picture><source srcset=\"/brand/logo-dark\" media=\"(prefers-color-scheme: dark)\">\
             <img src=\"/brand/logo\" alt=\"\"></picture>"
        );
    }
}
