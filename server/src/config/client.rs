//! A client as an operator writes it, in the file or on the command line.

use super::setting::settings;
use domain::code::user::Format;
use domain::device::Kind;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use std::path::PathBuf;

settings! {
    /// A client in the file.
    pub struct ClientConfig given {
        /// Its `client_id`.
        id: String;
        /// What people read.
        name: String;
        /// What it runs on: `console`, `pc`, `office`, `tv` or `app`.
        kind: Kind;
        /// What its codes are made of: `letters`, or `digits` for remote controls.
        code: Format, default;
        /// Scopes it may ask for.
        scopes: Vec<String>, default;
        /// Its picture.
        logo: Option<PathBuf>;
        /// Its secret; without one it is public.
        secret: Option<Secret>;
        /// The `aud` of its access tokens, if they are for somebody else than this server (RFC 9068 §3).
        audience: Option<String>;
        /// Whether linking it deserves a warning.
        sensitive: bool, default;
    }
}

/// A text that no log and no error shows.
#[derive(Clone)]
pub struct Secret(pub String);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Read as anything: an error about the kind of value would repeat the value.
        match toml::Value::deserialize(from)? {
            toml::Value::String(text) => Ok(Self(text)),
            _ => Err(D::Error::custom("this is a text, which is written in quotes")),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl ClientConfig {
    /// A public client, with whatever is usual.
    pub fn new(id: impl Into<String>, name: impl Into<String>, kind: Kind) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind,
            code: Format::default(),
            scopes: Vec::new(),
            logo: None,
            secret: None,
            audience: None,
            sensitive: false,
        }
    }
}
