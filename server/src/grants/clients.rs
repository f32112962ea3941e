//! The clients of devices: the checks of their configuration, and the copy in memory.

use crate::config::{ClientConfig, LONGEST_NAME, Secret, is_name};
use crate::store::{Cached, Client, Logo, NewClient, Store, StoreError, UnsetSettings};
use domain::scopes::{KNOWN, is_scope};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The shortest secret of a confidential client, in bytes. It must be random, since its hash is fast to compute.
const SHORTEST_SECRET: usize = 32;
/// The longest secret, in bytes.
const LONGEST_SECRET: usize = 256;
/// The largest logo, in bytes.
const LARGEST_LOGO: usize = 64 * 1024;

/// The reason why a client can't be added.
#[derive(Debug, thiserror::Error)]
pub enum BadClient {
    /// The id is too long or has characters that aren't allowed.
    #[error("{0:?} is not a valid client id: use 1 to 64 letters, digits, dots, dashes and underscores")]
    Id(String),
    /// The name can't be displayed.
    #[error("{0:?} is not a valid client name: use 1 to {LONGEST_NAME} characters, without control characters")]
    Name(String),
    /// The scope isn't valid in a list of scopes.
    #[error("{0:?} is not a valid scope: RFC 6749 allows printable ASCII without spaces, quotes and backslashes")]
    Scope(String),
    /// The secret's length is out of bounds.
    #[error(
        "the secret of the client {0:?} must have {SHORTEST_SECRET} to {LONGEST_SECRET} characters; `openssl rand -hex 32` makes a good one"
    )]
    Secret(String),
    /// The logo can't be used.
    #[error("{}: {why}", path.display())]
    Logo {
        /// The file.
        path: PathBuf,
        /// The error.
        why: String,
    },
}

/// The client with an operator's configuration, if that is valid.
pub fn client(said: &ClientConfig) -> Result<NewClient, BadClient> {
    let ClientConfig { id, name, kind, code, scopes, logo, secret, public, audience, sensitive } = said.clone();
    if !(1..=64).contains(&id.len()) || !id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        return Err(BadClient::Id(id));
    }
    if !is_name(&name) {
        return Err(BadClient::Name(name));
    }
    // In the file, a client without a logo has none, and one without `code` has letters. A command decides for itself what it leaves unset.
    let unset = UnsetSettings {
        format: false,
        scopes: scopes.is_none(),
        logo: false,
        audience: audience.is_none(),
        sensitive: sensitive.is_none(),
    };
    let (scopes, sensitive) = (scopes.unwrap_or_default(), sensitive.unwrap_or_default());
    if let Some(scope) = scopes.iter().find(|scope| !is_scope(scope)) {
        return Err(BadClient::Scope(scope.clone()));
    }
    if let Some(secret) = &secret {
        check_secret(&id, secret)?;
    }
    let scopes = if scopes.is_empty() { KNOWN.join(" ") } else { scopes.join(" ") };
    let (name, logo) = (name.trim().to_owned(), logo.as_deref().map(read_logo).transpose()?);
    let client =
        Client { id, name, kind, format: code, scopes, logo, audience, sensitive, secret: None, old_secret: None };
    Ok(NewClient { client, secret, is_public: public, unset })
}

/// Rejects a secret that is too short or too long.
pub fn check_secret(id: &str, secret: &Secret) -> Result<(), BadClient> {
    let is_long_enough = (SHORTEST_SECRET..=LONGEST_SECRET).contains(&secret.0.len());
    if is_long_enough { Ok(()) } else { Err(BadClient::Secret(id.to_owned())) }
}

/// Reads a logo. Fails if the file isn't a picture in a supported format.
pub(crate) fn read_logo(path: &Path) -> Result<Logo, BadClient> {
    let bad = |why: String| BadClient::Logo { path: path.into(), why };
    let bytes = std::fs::read(path).map_err(|cause| bad(cause.to_string()))?;
    let media_type = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        text if std::str::from_utf8(text).is_ok_and(|text| text.contains("<svg")) => "image/svg+xml",
        _ => return Err(bad("a logo is a PNG, JPEG, WebP or SVG picture".into())),
    };
    if bytes.len() > LARGEST_LOGO {
        return Err(bad(format!("a logo has at most {} kB", LARGEST_LOGO / 1024)));
    }
    Ok(Logo { media_type: media_type.into(), bytes })
}

/// The clients of a running server. Clones share them.
#[derive(Clone, Default)]
pub struct Clients(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    version: Option<i64>,
    clients: HashMap<String, Arc<Client>>,
}

impl Clients {
    /// A client by its id.
    pub fn get(&self, id: &str) -> Option<Arc<Client>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clients.get(id).cloned()
    }

    /// A client by its id. Reads the clients again if the id is unknown, since it can be new.
    pub async fn get_fresh(&self, id: &str, store: &Store) -> Result<Option<Arc<Client>>, StoreError> {
        if let Some(client) = self.get(id) {
            return Ok(Some(client));
        }
        self.refresh(store).await?;
        Ok(self.get(id))
    }

    /// Reads the clients again if they have changed. Cheap enough for several calls per second (O5).
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let version = Some(store.version_of(Cached::Clients).await?);
        if self.0.read().unwrap_or_else(PoisonError::into_inner).version == version {
            return Ok(());
        }
        let clients = store.clients().await?.into_iter().map(|client| (client.id.clone(), Arc::new(client))).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Known { version, clients };
        Ok(())
    }
}
