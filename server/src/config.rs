//! What an operator can set: one TOML file, every key also as `COUNTERSIGN_…`, and the flags of `serve`.

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
pub use keys::KEY_FILE;
pub use limits::{Life, Limits};
pub use providers::{SmsWebhook, Smtp, Twilio, TwilioUrl};
pub use public_url::{BadPublicUrl, PublicUrl};
pub use setting::Setting;

use domain::rules::policy::Policy;
use ipnet::IpNet;
use setting::{Listed, settings};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

settings! {
    /// The whole configuration.
    pub struct Config {
        /// The folder of the store.
        data: PathBuf = "data".into();
        /// Where to listen.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080));
        /// Where Prometheus reads the metrics; nowhere unless it is set, since they are the operator's business alone.
        metrics_listen: Option<SocketAddr> = None;
        /// The address people and devices reach this server at.
        public_url: PublicUrl = PublicUrl::default();
        /// A folder that messages are written to, one JSON file each.
        outbox: Option<PathBuf> = None;
        /// A mail server; without one, mails go to the folder.
        smtp: Option<Smtp> = None;
        /// A provider of texts whose API is Twilio's.
        twilio: Option<Twilio> = None;
        /// An operator's own way to send texts.
        sms_webhook: Option<SmsWebhook> = None;
        /// Proxies whose `X-Forwarded-For` counts (O7).
        #[serde(deserialize_with = "networks::read")]
        trusted_proxies: Vec<IpNet> = Vec::new();
        /// A GeoIP database in the MaxMind DB format, to say where devices are.
        geoip_database: Option<PathBuf> = None;
        /// Countries whose phones get texts, as ISO 3166-1 has them: `["DE", "AT"]`. None means all.
        phone_countries: Vec<String> = Vec::new();
        /// Passwords that nobody may choose: a file that `countersign passwords compact` has made.
        breached_passwords: Option<PathBuf> = None;
        /// Lifetimes.
        life: Life = Life::default();
        /// Limits on tries.
        limits: Limits = Limits::default();
        /// How the page looks.
        brand: Brand = Brand::default();
        /// Clients beside those added on the command line.
        clients: Vec<ClientConfig> = Vec::new();
        skip {
            /// Whether somebody has said what `public_url` is; else it follows `listen`.
            is_public_url_set: bool = false;
        }
    }
}

/// Why a configuration cannot be used; each is one clear line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{}, line {line}: {cause}", path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Which line; what stands there may be a secret.
        line: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// A key that does not exist.
    #[error("there is no setting {key:?}; did you mean {nearest:?}?")]
    UnknownKey {
        /// As written.
        key: String,
        /// The nearest that exists.
        nearest: String,
    },
    /// A key that has another name now.
    #[error("the setting {old:?} is called {new:?} now")]
    Renamed {
        /// As written.
        old: String,
        /// Its name.
        new: String,
    },
    /// A value that a key cannot have.
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
    /// Reads the file, if there is one, and the environment over it.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
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
        keys::overlay(&mut table, environment)?;
        let is_public_url_set = table.contains_key("public_url");
        let config: Self = serde_path_to_error::deserialize(table).map_err(|cause| {
            let (key, cause) = (cause.path().to_string(), cause.into_inner());
            ConfigError::Value(format!("{key}: {}", cause.message()))
        })?;
        Self { is_public_url_set, ..config }.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        Listed::check(&self, "")?;
        self.brand.check()?;
        providers::check(self.twilio.as_ref(), self.sms_webhook.as_ref())?;
        Ok(self)
    }

    /// The numbers that the rules ask for.
    pub fn policy(&self) -> Policy {
        limits::policy(&self.life, &self.limits)
    }

    /// How soon another code can be sent to the same contact.
    pub fn resend_after(&self) -> Duration {
        Duration::from_secs(self.limits.resend_after_seconds.into())
    }

    /// Whether real people use this server: it is reached from other machines.
    pub fn is_production(&self) -> bool {
        self.public_url.is_https()
    }

    /// Whether texts can be sent.
    pub fn sends_texts(&self) -> bool {
        self.has_text_provider() || !self.is_production()
    }

    fn has_text_provider(&self) -> bool {
        self.twilio.is_some() || self.sms_webhook.is_some()
    }

    /// The folder where developers read messages that have no other way (U8).
    pub fn inbox_folder(&self) -> Option<PathBuf> {
        let is_used = self.smtp.is_none() || !self.has_text_provider();
        (is_used && !self.is_production()).then(|| self.outbox_folder())
    }

    /// Where messages are written to.
    pub fn outbox_folder(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }
}

#[cfg(test)]
mod tests;
