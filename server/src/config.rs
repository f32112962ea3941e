//! What an operator can set: one TOML file, every key also as `COUNTERSIGN_…`, and the flags of `serve`.

mod brand;
mod client;
mod keys;
mod limits;
mod networks;
mod providers;
mod public_url;

pub use brand::Brand;
pub use client::{ClientConfig, Secret};
pub use limits::{Life, Limits};
pub use providers::{SmsWebhook, Smtp, Twilio};
pub use public_url::{BadPublicUrl, PublicUrl};

use crate::passwords::Breached;
use crate::phones::{NoCountry, Phones};
use crate::places::Places;
use crate::store::NewClient;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The folder of the store.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where Prometheus reads the metrics; nowhere unless it is set, since they are the operator's business alone.
    pub metrics_listen: Option<SocketAddr>,
    /// The address people and devices reach this server at.
    pub public_url: PublicUrl,
    /// Whether somebody has said so; else it follows `listen`.
    #[serde(skip)]
    pub is_public_url_set: bool,
    /// A folder that messages are written to, one JSON file each.
    pub outbox: Option<PathBuf>,
    /// A mail server; without one, mails go to the folder.
    pub smtp: Option<Smtp>,
    /// A provider of texts whose API is Twilio's.
    pub twilio: Option<Twilio>,
    /// An operator's own way to send texts.
    pub sms_webhook: Option<SmsWebhook>,
    /// Proxies whose `X-Forwarded-For` counts (O7).
    #[serde(deserialize_with = "networks::read")]
    pub trusted_proxies: Vec<IpNet>,
    /// A GeoIP database in the MaxMind DB format, to say where devices are.
    pub geoip_database: Option<PathBuf>,
    /// Countries whose phones get texts, as ISO 3166-1 has them: `["DE", "AT"]`. None means all.
    pub phone_countries: Vec<String>,
    /// Passwords that nobody may choose: a file that `countersign passwords compact` has made.
    pub breached_passwords: Option<PathBuf>,
    /// Lifetimes.
    pub life: Life,
    /// Limits on tries.
    pub limits: Limits,
    /// How the page looks.
    pub brand: Brand,
    /// Clients beside those added on the command line.
    pub clients: Vec<ClientConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            metrics_listen: None,
            public_url: PublicUrl::default(),
            is_public_url_set: false,
            outbox: None,
            smtp: None,
            twilio: None,
            sms_webhook: None,
            trusted_proxies: Vec::new(),
            geoip_database: None,
            phone_countries: Vec::new(),
            breached_passwords: None,
            life: Life::default(),
            limits: Limits::default(),
            brand: Brand::default(),
            clients: Vec::new(),
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
        nearest: &'static str,
    },
    /// A value that a key cannot have.
    #[error("{0}")]
    Value(String),
    /// A client that cannot be used.
    #[error(transparent)]
    Client(#[from] crate::clients::BadClient),
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
        let Life {
            user_code_minutes: 1..=30,
            access_token_minutes: 1..=60,
            single_use_code_minutes: 1..=30,
            settled_days: 1..=365,
            trusted_days: 1..=365,
        } = self.life
        else {
            return Err(ConfigError::Value(
                "life.user_code_minutes and life.single_use_code_minutes are 1 to 30, life.access_token_minutes is 1 to 60, \
                 life.settled_days and life.trusted_days are 1 to 365"
                    .into(),
            ));
        };
        self.brand.check()?;
        providers::check(self.twilio.as_ref(), self.sms_webhook.as_ref())?;
        Ok(self)
    }

    /// How long a code that a message brings lives.
    pub fn single_use_code_life(&self) -> Duration {
        Duration::from_secs(60 * u64::from(self.life.single_use_code_minutes))
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

    /// How phone numbers are read.
    pub fn phones(&self) -> Result<Phones, NoCountry> {
        Phones::new(&self.phone_countries)
    }

    /// Where messages are written to.
    pub fn outbox_folder(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }

    /// Where network addresses are.
    pub fn places(&self) -> Result<Places, ConfigError> {
        let file = self.geoip_database.as_deref();
        Places::open(file).map_err(|cause| {
            let path = file.map(|path| path.display().to_string()).unwrap_or_default();
            ConfigError::Value(format!("geoip_database: {path}: {cause}"))
        })
    }

    /// Passwords that nobody may choose.
    pub fn breached(&self) -> Result<Option<Breached>, ConfigError> {
        let open = |path: &PathBuf| {
            let told = |cause| ConfigError::Value(format!("breached_passwords: {}: {cause}", path.display()));
            Breached::open(path).map_err(told)
        };
        self.breached_passwords.as_ref().map(open).transpose()
    }

    /// The clients of the file, with their logos read.
    pub fn file_clients(&self) -> Result<Vec<NewClient>, ConfigError> {
        Ok(self.clients.iter().map(crate::clients::client).collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests;
