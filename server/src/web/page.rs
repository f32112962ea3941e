//! The page: its shell in every language with the operator's brand, and its hashed files, all served from memory.

#[cfg(page_on_disk)]
mod disk;
mod home_screen;
mod shell;

use crate::config::{Brand, Config};
use crate::grants::clients::read_logo;
use crate::messages::LANGUAGES;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::Screen;
use domain::rules::accent::ColorScheme;
use shell::Shell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

#[cfg(not(page_on_disk))]
mod built {
    use super::File;
    include!(concat!(env!("OUT_DIR"), "/page.rs"));
}
#[cfg(not(page_on_disk))]
use built::files;
#[cfg(page_on_disk)]
use disk::files;

/// A file of the built page, with its path.
type File = (&'static str, &'static [u8]);

/// The files by path; none until the page has been built.
static FILES: LazyLock<HashMap<&'static str, &'static [u8]>> = LazyLock::new(|| files().into_iter().collect());

/// The answer without a page.
const NOT_BUILT: &str = if cfg!(page_on_disk) {
    "The page wasn't built when this server started: build it with `scripts/page quick`, and start the server again.\n"
} else {
    "This binary was built without its page: build it with `make build`.\n"
};

/// Lets pages of other sites show a picture.
const ANY_SITE: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");

/// The page, as this server serves it.
pub struct Page {
    /// By language, and by whether the code field is visible. Rendered on the first request, so that the server starts quickly.
    shells: HashMap<(&'static str, bool), OnceLock<Shell>>,
    brand: Brand,
    is_dev: bool,
    logo: Option<Picture>,
    logo_dark: Option<Picture>,
}

/// A picture with its media type.
type Picture = (HeaderValue, Vec<u8>);

/// The compression of a response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packed {
    Brotli,
    Gzip,
    Not,
}

impl Page {
    /// The built page with a configuration's brand. The error is one line for the operator.
    pub fn new(config: &Config) -> Result<Self, String> {
        // In a debug build, this reads them: not when the first person asks, and before anything builds the page again.
        LazyLock::force(&FILES);
        let shells = LANGUAGES.iter().flat_map(|language| [(*language, true), (*language, false)]);
        Ok(Self {
            shells: shells.map(|key| (key, OnceLock::new())).collect(),
            brand: config.brand.clone(),
            is_dev: config.is_dev,
            logo: logo("brand.logo", config.brand.logo.as_deref())?,
            logo_dark: logo("brand.logo_dark", config.brand.logo_dark.as_deref())?,
        })
    }

    /// Whether this binary has the page.
    pub fn is_built() -> bool {
        !FILES.is_empty()
    }

    /// The shell for a path. Only its code field and its title differ between screens.
    pub fn shell(&self, path: &str, language: &'static str, headers: &HeaderMap) -> Response {
        let screen = Screen::of(path).filter(|screen| *screen != Screen::Inbox || self.is_dev);
        let shows_code = screen == Some(Screen::Link);
        let status = if screen.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
        let Some(template) = FILES.get(format!("index.{language}.html").as_str()) else {
            return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
        };
        let Some(shell) = self.shells.get(&(language, shows_code)) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let shell = shell.get_or_init(|| Shell::render(&String::from_utf8_lossy(template), &self.brand, shows_code));
        let mut response = packed(accepted(headers), shell.packed(accepted(headers)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, shell.policy());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
        // Revalidated on every visit, so that an upgrade takes effect at once. The files that it names never change.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    /// A hashed file. A missing one is a 404, never the shell, so that a page from before an upgrade notices.
    pub fn asset(&self, uri: &Uri, headers: &HeaderMap) -> Response {
        let name = uri.path().trim_start_matches('/');
        let Some(plain) = FILES.get(name) else { return StatusCode::NOT_FOUND.into_response() };
        let in_order = match accepted(headers) {
            Packed::Brotli => [Some(("br", Packed::Brotli)), Some(("gz", Packed::Gzip))],
            Packed::Gzip => [Some(("gz", Packed::Gzip)), None],
            Packed::Not => [None, None],
        };
        let best = in_order.into_iter().flatten().find_map(|(extension, packing)| {
            FILES.get(format!("{name}.{extension}").as_str()).map(|bytes| (packing, *bytes))
        });
        let (packing, bytes) = best.unwrap_or((Packed::Not, plain));
        let mut response = packed(packing, bytes);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        response
    }

    /// The manifest, with which a phone or a computer puts the page on its home screen.
    pub fn manifest(&self) -> Response {
        let media_type = HeaderValue::from_static("application/manifest+json");
        picture(media_type, home_screen::manifest(&self.brand).into_bytes())
    }

    /// The icon of the home screen, as an SVG that any size can be made from.
    pub fn icon(&self) -> Response {
        picture(HeaderValue::from_static("image/svg+xml"), home_screen::icon(&self.brand).into_bytes())
    }

    /// The same as a PNG, for phones that take no SVG.
    pub fn touch_icon(&self) -> Response {
        picture(HeaderValue::from_static("image/png"), home_screen::touch_icon(&self.brand))
    }

    /// The operator's logo for a color scheme.
    pub fn logo(&self, scheme: ColorScheme) -> Response {
        let logo = match scheme {
            ColorScheme::Light => &self.logo,
            ColorScheme::Dark => &self.logo_dark,
        };
        let Some((media_type, bytes)) = logo else { return StatusCode::NOT_FOUND.into_response() };
        let mut response = picture(media_type.clone(), bytes.clone());
        // Emails show it, too, at the sites of people's mailboxes.
        response.headers_mut().insert(ANY_SITE.0, HeaderValue::from_static(ANY_SITE.1));
        response
    }
}

/// Reads a setting's logo.
fn logo(setting: &str, path: Option<&Path>) -> Result<Option<Picture>, String> {
    let logo = path.map(read_logo).transpose().map_err(|cause| format!("{setting}: {cause}"))?;
    Ok(logo.and_then(|logo| Some((HeaderValue::from_str(&logo.media_type).ok()?, logo.bytes))))
}

/// A file that may change with the configuration. It may be an untrusted picture, so its policy blocks everything that it tries to load or run.
pub fn picture(media_type: HeaderValue, bytes: Vec<u8>) -> Response {
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    let cache = HeaderValue::from_static("public, max-age=300");
    let headers =
        [(header::CONTENT_TYPE, media_type), (header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, cache)];
    (headers, bytes).into_response()
}

fn packed(packing: Packed, bytes: impl Into<axum::body::Body>) -> Response {
    let mut response = Response::new(bytes.into());
    let encoding = match packing {
        Packed::Brotli => Some("br"),
        Packed::Gzip => Some("gzip"),
        Packed::Not => None,
    };
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The best compression that the client accepts.
fn accepted(headers: &HeaderMap) -> Packed {
    let list = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| {
        list.split(',').any(|item| {
            let (encoding, weight) = item.split_once(';').unwrap_or((item, ""));
            encoding.trim().eq_ignore_ascii_case(name)
                && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    match (takes("br"), takes("gzip")) {
        (true, _) => Packed::Brotli,
        (_, true) => Packed::Gzip,
        _ => Packed::Not,
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{ANY_SITE, Page};
    use crate::config::{Brand, Config};
    use axum::http::StatusCode;
    use domain::rules::accent::ColorScheme;

    #[test]
    fn the_mailboxes_of_other_sites_can_show_the_logo() {
        let folder = tempfile::tempdir().expect("a folder");
        let logo = folder.path().join("logo.svg");
        std::fs::write(&logo, "<svg/>").expect("written");
        let brand = Brand { logo: Some(logo), ..Brand::default() };
        let page = Page::new(&Config { brand, ..Config::default() }).expect("a page");
        let shown = page.logo(ColorScheme::Light);
        assert!(shown.headers().get(ANY_SITE.0).is_some_and(|policy| policy == ANY_SITE.1), "{:?}", shown.headers());
        assert_eq!(page.logo(ColorScheme::Dark).status(), StatusCode::NOT_FOUND);
    }
}
