//! A client, as set in the file or on the command line.

use super::ConfigError;
use super::setting::settings;
use domain::code::user::Format;
use domain::device::DeviceKind;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::path::PathBuf;

settings! {
    /// A client in the file.
    pub struct ClientConfig given {
        /// The `client_id`.
        id: String;
        /// The name that people see.
        name: String;
        /// The kind of device: `console`, `pc`, `office`, `tv` or `app`.
        kind: DeviceKind;
        /// The characters of its codes: `letters`, or `digits` for remote controls.
        code: Format, default;
        /// The scopes that it may request. An empty list means all, which is also the default for a new client.
        scopes: Option<Vec<String>>;
        /// The logo: an image file.
        logo: Option<PathBuf>;
        /// The client secret. Without one, the client is public.
        secret: Option<Secret>;
        /// Whether the client is public although it had a secret before.
        public: bool, default;
        /// The `aud` of its access tokens, if they are for another server (RFC 9068 §3).
        audience: Option<String>;
        /// Whether people see a warning and must verify before they link it. A new client isn't sensitive by default.
        sensitive: Option<bool>;
    }
}

/// The longest name of a client or a brand, in characters.
pub(crate) const LONGEST_NAME: usize = 60;

/// Whether a client's or a brand's name can be displayed.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=LONGEST_NAME).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control)
}

/// The IDs of the clients in a file, in its order; empty ones for those without.
pub(super) fn ids(table: &toml::Table) -> Vec<String> {
    let clients = table.get("clients").and_then(toml::Value::as_array);
    let id = |client: &toml::Value| client.get("id").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    clients.map(|clients| clients.iter().map(id).collect()).unwrap_or_default()
}

/// The error about a client's kind, if `key` is that of one: it names the client, not its place in the file.
pub(super) fn wrong_kind(key: &str, ids: &[String]) -> Option<String> {
    let place: usize = key.strip_prefix("clients[")?.strip_suffix("].kind")?.parse().ok()?;
    let id = ids.get(place)?;
    Some(format!("the client {id:?}: kind must be console, pc, office, tv or app"))
}

/// Rejects two clients with the same ID, and a public client with a secret.
pub(super) fn check(clients: &[ClientConfig]) -> Result<(), ConfigError> {
    for (place, client) in clients.iter().enumerate() {
        let id = &client.id;
        if clients[..place].iter().any(|other| other.id == *id) {
            return Err(ConfigError::Value(format!("two clients have the id {id:?}: remove one, or rename it")));
        }
        if client.public && client.secret.is_some() {
            return Err(ConfigError::Value(format!("the client {id:?} is public, so it can't have a secret")));
        }
    }
    Ok(())
}

/// A text that never appears in logs and errors.
#[derive(Clone)]
pub struct Secret(pub String);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Accepts any type first, because an error about a wrong type would quote the value.
        match toml::Value::deserialize(from)? {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("the value must be text in quotes")),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl ClientConfig {
    /// A public client with the defaults.
    pub fn new(id: impl Into<String>, name: impl Into<String>, kind: DeviceKind) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind,
            code: Format::default(),
            scopes: None,
            logo: None,
            secret: None,
            public: false,
            audience: None,
            sensitive: None,
        }
    }
}
