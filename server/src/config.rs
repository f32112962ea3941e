//! The operator's settings: a TOML file, environment variables (`COUNTERSIGN_…`), and the flags of `serve`.

mod brand;
mod client;
mod exposed_secrets;
mod keys;
mod limits;
mod networks;
pub(crate) mod paths;
mod providers;
mod public_url;
pub(crate) mod remote;
mod setting;

pub use brand::Brand;
pub use client::{ClientConfig, Secret};
pub(crate) use client::{LONGEST_NAME, is_name};
pub(crate) use exposed_secrets::exposes_secrets;
pub use keys::KEY_FILE;
pub use limits::{Life, Limits};
pub use providers::{ProviderUrl, SmsWebhook, Smtp, Twilio};
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
        /// The folder for messages in development, one JSON file each. Without it, they are in `outbox` in the data folder.
        outbox: Option<PathBuf> = None;
        /// A mail server.
        smtp: Option<Smtp> = None;
        /// A text message provider with Twilio's API.
        twilio: Option<Twilio> = None;
        /// The operator's own program that sends text messages.
        sms_webhook: Option<SmsWebhook> = None;
        /// Proxies whose `X-Forwarded-For` header is trusted (O7): addresses, or networks of at most /8 (IPv4), /24 (IPv6), `fc00::/7` or
        /// `fe80::/10`. IPv4-mapped ones (`::ffff:10.0.0.0/104`) are read as IPv4.
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
            /// Empty environment variables of settings, which set nothing.
            empty_variables: Vec<String> = Vec::new();
            /// Whether messages without a provider go to a folder and to a page for developers (O9). Only the flag `--dev` turns it on.
            is_dev: bool = false;
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
    /// Development mode as a setting, which could be copied to production by accident (O9).
    #[error("{0} isn't a setting: only the flag of `countersign serve --dev` turns development mode on")]
    DevIsFlag(String),
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
    /// Reads the file, if there is one, then the environment, which overrides it. Paths that they set are complete.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let mut table = file.map(read).transpose()?.unwrap_or_default();
        keys::check(&table)?;
        if let Some(folder) = file.and_then(Path::parent) {
            paths::resolve(&mut table, folder);
        }
        let (set, empty_variables) = keys::overlay(&mut table, environment)?;
        paths::resolve(&mut table, Path::new(""));
        let client_ids = client::ids(&table);
        let is_public_url_set = table.contains_key("public_url");
        let config: Self = serde_path_to_error::deserialize(table).map_err(|cause| {
            let (key, cause) = (cause.path().to_string(), cause.into_inner());
            keys::invalid(&key, cause.message(), &set, &client_ids)
        })?;
        Self { is_public_url_set, empty_variables, ..config }.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        Listed::check(&self, "")?;
        self.life.check()?;
        self.brand.check()?;
        client::check(&self.clients)?;
        providers::check(self.twilio.as_ref(), self.sms_webhook.as_ref())?;
        Ok(self)
    }

    /// The numbers for the domain's rules.
    pub fn policy(&self) -> Policy {
        limits::policy(&self.life, &self.limits)
    }

    /// Turns development mode on. Messages and their codes must not be shown at an address that others use.
    pub fn in_development(self) -> Result<Self, ConfigError> {
        if self.public_url.is_https() {
            return Err(ConfigError::Value(format!(
                "--dev shows messages and their codes to developers, so public_url can't be {}: remove one of them",
                self.public_url
            )));
        }
        Ok(Self { is_dev: true, ..self })
    }

    /// Whether text messages can be sent.
    pub fn sends_texts(&self) -> bool {
        self.has_text_provider() || self.is_dev
    }

    fn has_text_provider(&self) -> bool {
        self.twilio.is_some() || self.sms_webhook.is_some()
    }

    /// The folder for messages that have no provider, read by developers (U8).
    pub fn inbox_folder(&self) -> Option<PathBuf> {
        let is_used = self.smtp.is_none() || !self.has_text_provider();
        (is_used && self.is_dev).then(|| self.outbox_folder())
    }

    /// The folder for messages.
    pub fn outbox_folder(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }
}

fn read(file: &Path) -> Result<toml::Table, ConfigError> {
    let path = paths::full(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => text.parse().map_err(|cause| ConfigError::syntax(&path, &text, &cause)),
        Err(cause) => Err(ConfigError::File { path, cause }),
    }
}

#[cfg(test)]
mod tests;
