//! The look of the page (O3).

use super::ConfigError;
use super::client::{LONGEST_NAME, is_name};
use super::setting::settings;
use std::path::PathBuf;

settings! {
    /// The look of the page.
    pub struct Brand {
        /// The brand's name.
        name: String = "Countersign".into();
        /// The logo: an image file.
        logo: Option<PathBuf> = None;
        /// The color of primary buttons, as `#rrggbb`.
        color: Option<String> = None;
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
            let told = format!("brand.name must have 1 to {LONGEST_NAME} characters, without control characters");
            return Err(ConfigError::Value(told));
        }
        let is_color = |color: &String| {
            color.len() == 7 && color.starts_with('#') && color[1..].chars().all(|c| c.is_ascii_hexdigit())
        };
        if !self.color.as_ref().is_none_or(is_color) {
            return wrong("brand.color must be a color such as \"#0b5fff\"");
        }
        let is_web = |url: &Option<url::Url>| url.as_ref().is_none_or(|url| matches!(url.scheme(), "https" | "http"));
        if ![&self.help_url, &self.privacy_url, &self.terms_url].into_iter().all(is_web) {
            return wrong("brand.help_url, brand.privacy_url and brand.terms_url must start with https:// or http://");
        }
        Ok(())
    }
}
