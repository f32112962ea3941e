//! How the page looks (O3).

use super::ConfigError;
use super::setting::settings;
use std::path::PathBuf;

settings! {
    /// How the page looks.
    pub struct Brand {
        /// The name people know.
        name: String = "Countersign".into();
        /// A picture beside the name.
        logo: Option<PathBuf> = None;
        /// The colour of primary actions, as `#rrggbb`.
        color: Option<String> = None;
        /// Link to the operator's help.
        help_url: Option<url::Url> = None;
        /// Link to the privacy statement.
        privacy_url: Option<url::Url> = None;
        /// Link to the terms.
        terms_url: Option<url::Url> = None;
    }
}

impl Brand {
    /// Refuses what a page cannot show.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |what: &str| Err(ConfigError::Value(what.to_owned()));
        let is_color = |color: &String| {
            color.len() == 7 && color.starts_with('#') && color[1..].chars().all(|c| c.is_ascii_hexdigit())
        };
        if !self.color.as_ref().is_none_or(is_color) {
            return wrong("brand.color is a colour like \"#0b5fff\"");
        }
        let is_web = |url: &Option<url::Url>| url.as_ref().is_none_or(|url| matches!(url.scheme(), "https" | "http"));
        if ![&self.help_url, &self.privacy_url, &self.terms_url].into_iter().all(is_web) {
            return wrong("brand.help_url, brand.privacy_url and brand.terms_url start with https://");
        }
        Ok(())
    }
}
