//! How the page looks (O3).

use super::ConfigError;
use serde::Deserialize;
use std::path::PathBuf;

/// How the page looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// The name people know.
    pub name: String,
    /// A picture beside the name.
    pub logo: Option<PathBuf>,
    /// The colour of primary actions, as `#rrggbb`.
    pub color: Option<String>,
    /// Link to the operator's help.
    pub help_url: Option<url::Url>,
    /// Link to the privacy statement.
    pub privacy_url: Option<url::Url>,
    /// Link to the terms.
    pub terms_url: Option<url::Url>,
}

impl Default for Brand {
    fn default() -> Self {
        Self { name: "Countersign".into(), logo: None, color: None, help_url: None, privacy_url: None, terms_url: None }
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
