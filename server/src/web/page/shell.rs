//! The shell with its slots filled, compressed, and the policy that allows only its own inline scripts and styles (N5).

use super::Packed;
use crate::config::Brand;
use crate::html::escape;
use axum::body::Bytes;
use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};
use std::io::Write;

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
        let logo = brand.logo.as_ref().map_or(String::new(), |_| r#"<img src="/brand/logo" alt="">"#.to_owned());
        let style = brand
            .color
            .as_ref()
            .map_or(String::new(), |color| format!("<style>:root{{--brand:{color};--on-brand:{}}}</style>", on(color)));
        let link = |url: &Option<url::Url>| url.as_ref().map_or(String::new(), |url| escape(url.as_str()));
        let mut html = template.to_owned();
        for (slot, value) in [
            ("{{server.brand_name}}", name.clone()),
            ("{{server.brand_logo}}", logo),
            ("{{server.brand_style}}", style),
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

/// Black or white, whichever has more contrast on a color (WCAG relative luminance).
fn on(color: &str) -> &'static str {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(color.get(at..at + 2).unwrap_or("00"), 16).unwrap_or(0)) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    if luminance > 0.179 { "#000" } else { "#fff" }
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

    #[test]
    fn the_brand_is_text_and_its_scripts_are_the_only_ones() {
        let brand = Brand { name: "A<b>\"&".into(), color: Some("#ffcc00".into()), ..Brand::default() };
        let template = "{{server.brand_style}}<script>boot()</script><b>{{server.brand_name}}</b><form {{server.form_hidden}}>\
                        <a href=\"{{server.terms_url}}\">Terms</a>";
        let shell = Shell::render(template, &brand, false);
        let html = String::from_utf8(shell.packed(Packed::Not).to_vec()).expect("text");
        assert_eq!(
            html,
            "<style>:root{--brand:#ffcc00;--on-brand:#000}</style><script>boot()</script><b>A&lt;b&gt;&quot;&amp;</b><form hidden>"
        );
        let policy = shell.policy();
        let policy = policy.to_str().expect("text");
        assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"));
    }
}
