//! The operator's settings: a TOML file, environment variables (`COUNTERSIGN_…`), and the flags of `serve`.

mod brand;
mod client;
mod keys;
mod limits;
mod networks;
mod providers;
mod public_url;
pub(crate) mod remote;
mod setting;

pub use brand::Brand;
pub use client::{ClientConfig, Secret};
pub(crate) use client::{LONGEST_NAME, is_name};
pub use keys::KEY_FILE;
pub use limits::{Life, Limits};
pub use providers::{SmsWebhook, Smtp, Twilio, TwilioUrl};
pub use public_url::{BadPublicUrl, PublicUrl};
pub use setting::Setting;

use domain::rules::policy::Policy;
use ipnet::IpNet;
use setting::{Listed, settings};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

settings! {
    /// The configuration.
    pub struct Config {
        /// The folder of the store.
        data: PathBuf = "data".into();
        /// The network address and port that the server listens on.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080));
        /// The network address and port that serve the metrics to Prometheus. Without it, no metrics are served.
        metrics_listen: Option<SocketAddr> = None;
        /// Whether the log has clients' whole network addresses. Otherwise, it has their networks (IPv4 /24, IPv6 /56).
        log_whole_addresses: bool = false;
        /// The address at which people and devices reach this server.
        public_url: PublicUrl = PublicUrl::default();
        /// The folder for messages, one JSON file each.
        outbox: Option<PathBuf> = None;
        /// A mail server. Without one, emails are written to the outbox folder.
        smtp: Option<Smtp> = None;
        /// A text message provider with Twilio's API.
        twilio: Option<Twilio> = None;
        /// The operator's own program that sends text messages.
        sms_webhook: Option<SmsWebhook> = None;
        /// Proxies whose `X-Forwarded-For` header is trusted (O7).
        #[serde(deserialize_with = "networks::read")]
        trusted_proxies: Vec<IpNet> = Vec::new();
        /// A GeoIP database in the MaxMind DB format, which locates devices.
        geoip_database: Option<PathBuf> = None;
        /// Countries whose phones get text messages, as ISO 3166-1 codes: `["DE", "AT"]`. An empty list means all.
        phone_countries: Vec<String> = Vec::new();
        /// Breached passwords, which can't be chosen: a file made by `countersign passwords compact`.
        breached_passwords: Option<PathBuf> = None;
        /// Lifetimes.
        life: Life = Life::default();
        /// Limits on attempts.
        limits: Limits = Limits::default();
        /// The look of the page.
        brand: Brand = Brand::default();
        /// Clients, in addition to those added on the command line.
        clients: Vec<ClientConfig> = Vec::new();
        skip {
            /// Whether `public_url` was set. Otherwise, it follows `listen`.
            is_public_url_set: bool = false;
        }
    }
}

/// An error in the configuration, as one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("{}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        cause: std::io::Error,
    },
    /// The file isn't valid TOML.
    #[error("{}, line {line}: {cause}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line's number. Its content isn't quoted, since it can be a secret.
        line: usize,
        /// The parser's error.
        cause: String,
    },
    /// An unknown setting.
    #[error("there is no setting {key:?}; did you mean {nearest:?}?")]
    UnknownKey {
        /// As written.
        key: String,
        /// The most similar setting.
        nearest: String,
    },
    /// A setting that was renamed.
    #[error("the setting {old:?} is now called {new:?}")]
    Renamed {
        /// As written.
        old: String,
        /// Its new name.
        new: String,
    },
    /// An invalid value.
    #[error("{0}")]
    Value(String),
}

impl ConfigError {
    fn syntax(path: &Path, text: &str, cause: &toml::de::Error) -> Self {
        let before = cause.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Self::Syntax { path: path.into(), line: 1 + before.matches('\n').count(), cause: cause.message().to_owned() }
    }
}

impl Config {
    /// Reads the file, if there is one, then the environment, which overrides it.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut table = match file {
            Some(path) => {
                let text =
                    std::fs::read_to_string(path).map_err(|cause| ConfigError::File { path: path.into(), cause })?;
                text.parse().map_err(|cause| ConfigError::syntax(path, &text, &cause))?
            }
            None => toml::Table::new(),
        };
        keys::check(&table)?;
        let set = keys::overlay(&mut table, environment)?;
        let is_public_url_set = table.contains_key("public_url");
        let config: Self = serde_path_to_error::deserialize(table).map_err(|cause| {
            let (key, cause) = (cause.path().to_string(), cause.into_inner());
            keys::invalid(&key, cause.message(), &set)
        })?;
        Self { is_public_url_set, ..config }.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        Listed::check(&self, "")?;
        self.life.check()?;
        self.brand.check()?;
        providers::check(self.twilio.as_ref(), self.sms_webhook.as_ref())?;
        Ok(self)
    }

    /// The numbers for the domain's rules.
    pub fn policy(&self) -> Policy {
        limits::policy(&self.life, &self.limits)
    }

    /// Whether this server is in production: its public address uses https.
    pub fn is_production(&self) -> bool {
        self.public_url.is_https()
    }

    /// Whether text messages can be sent.
    pub fn sends_texts(&self) -> bool {
        self.has_text_provider() || !self.is_production()
    }

    fn has_text_provider(&self) -> bool {
        self.twilio.is_some() || self.sms_webhook.is_some()
    }

    /// The folder for messages that have no provider, read by developers (U8).
    pub fn inbox_folder(&self) -> Option<PathBuf> {
        let is_used = self.smtp.is_none() || !self.has_text_provider();
        (is_used && !self.is_production()).then(|| self.outbox_folder())
    }

    /// The folder for messages.
    pub fn outbox_folder(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }
}

#[cfg(test)]
mod tests;
