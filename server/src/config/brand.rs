//! The look of the page (O3).

use super::ConfigError;
use super::client::{LONGEST_NAME, is_name};
use super::setting::settings;
use domain::color::Color;
use domain::rules::accent::{ColorScheme, LEAST_CONTRAST, accent, contrast, is_readable};
use std::path::PathBuf;

settings! {
    /// The look of the page.
    pub struct Brand {
        /// The brand's name.
        name: String = "Countersign".into();
        /// The logo: an image file. Emails show it as well, unless it is an SVG.
        logo: Option<PathBuf> = None;
        /// The logo in dark mode: an image file. Without it, the logo is on a white plate there.
        logo_dark: Option<PathBuf> = None;
        /// The color of primary buttons and links, and of emails, as `#rrggbb`. Where it couldn't be read, it is shown darker, or lighter in dark mode.
        color: Option<Color> = None;
        /// The same in dark mode, instead of one made from `color`. Its contrast with the dark background must be at least 4.5.
        color_dark: Option<Color> = None;
        /// The link to the operator's help.
        help_url: Option<url::Url> = None;
        /// The link to the privacy policy.
        privacy_url: Option<url::Url> = None;
        /// The link to the terms of use.
        terms_url: Option<url::Url> = None;
    }
}

impl Brand {
    /// Rejects values that the page can't use.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |what: &str| Err(ConfigError::Value(what.to_owned()));
        if !is_name(&self.name) {
            let error = format!("brand.name must have 1 to {LONGEST_NAME} characters, without control characters");
            return Err(ConfigError::Value(error));
        }
        if self.logo_dark.is_some() && self.logo.is_none() {
            return wrong("brand.logo_dark is the logo in dark mode: also set brand.logo, for light mode");
        }
        if let Some(dark) = self.color_dark.filter(|color| !is_readable(*color, ColorScheme::Dark)) {
            return wrong(&too_dark(dark));
        }
        let is_web = |url: &Option<url::Url>| url.as_ref().is_none_or(|url| matches!(url.scheme(), "https" | "http"));
        if ![&self.help_url, &self.privacy_url, &self.terms_url].into_iter().all(is_web) {
            return wrong("brand.help_url, brand.privacy_url and brand.terms_url must start with https:// or http://");
        }
        Ok(())
    }
}

/// Why a color can't be that of dark mode, with one that can.
fn too_dark(color: Color) -> String {
    let scheme = ColorScheme::Dark;
    let contrast = (contrast(color, scheme) * 100.0).floor() / 100.0; // never up to the bound
    let lighter = accent(color, scheme);
    format!(
        "brand.color_dark ({color}) can't be read in dark mode: its contrast with the background is {contrast:.2}, and at least \
         {LEAST_CONTRAST} is needed; use a lighter color such as {lighter}, or remove it to have one made from brand.color"
    )
}
