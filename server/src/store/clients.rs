//! Clients (D3).

use super::Store;
use super::changes::{Cached, changed};
use super::client_refusal::ClientRefusal;
use super::error::{Result, Stop};
use super::tables::client::{self, Client, Origin};
use super::tables::{device_authorization, unlinked_device};
use super::tx::Tx;
use crate::config::Secret;
use crate::secrets::SealPurpose;
use domain::{Moment, scopes};
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long a client's old secret works after it was replaced.
pub const OLD_SECRET_WORKS_FOR: Duration = Duration::from_hours(24);

/// A client to add, with its secret as the operator wrote it. The store keeps a keyed hash.
#[derive(Clone)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// The client secret. Without one, the client is public.
    pub secret: Option<Secret>,
    /// Whether it may lose the secret that it had before (O12).
    pub is_public: bool,
    /// The settings that the operator hasn't written.
    pub unset: UnsetSettings,
}

/// The settings of a client that an operator hasn't written. A new client gets their defaults. A client that exists loses nothing by them
/// (O12): a command keeps what the client has, and a configuration that would take it away is refused.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each setting is written or not")]
pub struct UnsetSettings {
    /// The format of its user codes.
    pub format: bool,
    /// Its scopes.
    pub scopes: bool,
    /// Its logo.
    pub logo: bool,
    /// Its audience.
    pub audience: bool,
    /// Whether it is sensitive.
    pub sensitive: bool,
}

impl Store {
    /// Adds a client, or changes the one with the same ID, which keeps what isn't set. Returns whether there was one. A client that is or was
    /// in the configuration is looked for in the same transaction, because a server can start meanwhile.
    pub async fn add_client(&self, new: NewClient) -> Result<bool, Stop> {
        let (client, unset) = self.hashed(new);
        self.write(move |tx| {
            let before = match client::by_id(tx, &client.id)? {
                Some((_, Origin::File)) => return Err(ClientRefusal::InFile(client.id.clone()).into()),
                Some((_, Origin::FileBefore)) => return Err(ClientRefusal::Suspended(client.id.clone()).into()),
                Some((before, Origin::Command)) => Some(before),
                None => None,
            };
            let was_known = before.is_some();
            client::put(tx, &keep_unset(client.clone(), unset, before), Origin::Command)?;
            changed(tx, Cached::Clients)?;
            Ok(was_known)
        })
        .await
    }

    /// Adds or changes the clients of the configuration file. A client that was removed from the file is suspended, not deleted: when it is
    /// back, its devices have access again. Returns the IDs of the newly suspended clients. Writes nothing if one client is refused.
    pub async fn put_file_clients(&self, clients: Vec<NewClient>) -> Result<Vec<String>, Stop> {
        let public: Vec<bool> = clients.iter().map(|new| new.is_public).collect();
        let (clients, unset): (Vec<Client>, Vec<UnsetSettings>) =
            clients.into_iter().map(|new| self.hashed(new)).unzip();
        self.write(move |tx| {
            for ((client, unset), is_public) in clients.iter().zip(&unset).zip(&public) {
                check_file_client(tx, client, *unset, *is_public)?;
            }
            let mut gone = client::ids_from_file(tx)?;
            gone.retain(|id| clients.iter().all(|client| client.id != *id));
            gone.iter().try_for_each(|id| client::suspend(tx, id))?;
            clients.iter().try_for_each(|client| client::put(tx, client, Origin::File))?;
            changed(tx, Cached::Clients)?;
            Ok(gone)
        })
        .await
    }

    /// Removes a client with its devices and their user codes, unless it is in the configuration; `false` if there is none.
    pub async fn remove_client(&self, id: String) -> Result<bool, Stop> {
        self.write(move |tx| {
            if client::is_from_file(tx, &id)? {
                return Err(ClientRefusal::InFile(id.clone()).into());
            }
            device_authorization::delete_of_client(tx, &id)?;
            unlinked_device::note_of_client(tx, &id)?;
            let removed = client::delete(tx, &id)?;
            changed(tx, Cached::Clients)?;
            Ok(removed)
        })
        .await
    }

    /// Replaces the secret of a client that was added by a command. The secret that it had works for another day, unless `ends_old`; the
    /// one before that stops working at once. Returns when the old one stops.
    pub async fn rotate_secret(&self, id: String, secret: &Secret, ends_old: bool) -> Result<Moment, Stop> {
        let (secret, now) = (self.client_secret(&secret.0), self.0.clock.now());
        let until = if ends_old { now } else { now + OLD_SECRET_WORKS_FOR };
        self.write(move |tx| {
            match client::by_id(tx, &id)? {
                None => return Err(ClientRefusal::Unknown(id.clone()).into()),
                Some((_, Origin::File | Origin::FileBefore)) => {
                    return Err(ClientRefusal::SecretInFile(id.clone()).into());
                }
                Some((client, Origin::Command)) if client.secret.is_none() => {
                    return Err(ClientRefusal::Public(id.clone()).into());
                }
                Some((_, Origin::Command)) => {}
            }
            client::replace_secret(tx, &id, &secret, until)?;
            if ends_old {
                client::forget_old_secret(tx, &id)?;
            }
            changed(tx, Cached::Clients)?;
            Ok(until)
        })
        .await
    }

    /// All clients that aren't suspended, by ID.
    pub async fn clients(&self) -> Result<Vec<Client>> {
        let mut clients = self.clients_with_origin().await?;
        clients.retain(|(_, origin)| *origin != Origin::FileBefore);
        Ok(clients.into_iter().map(|(client, _)| client).collect())
    }

    /// All clients, also the suspended ones, with their origins, by ID.
    pub async fn clients_with_origin(&self) -> Result<Vec<(Client, Origin)>> {
        self.read(client::all).await
    }

    /// Whether a secret is the client's, or the one before it while that works; compared in constant time. A public client has none.
    pub fn is_secret_of(&self, client: &Client, secret: &str) -> bool {
        let (hash, now) = (self.client_secret(secret), self.0.clock.now());
        let old = client.old_secret.filter(|old| old.until.is_valid(OLD_SECRET_WORKS_FOR, now)).map(|old| old.hash);
        let is = |known: Option<[u8; 16]>| known.is_some_and(|known| hash.ct_eq(&known).into());
        is(client.secret) | is(old)
    }

    fn client_secret(&self, secret: &str) -> [u8; 16] {
        self.0.key.hash(SealPurpose::ClientSecret, secret.as_bytes())
    }

    fn hashed(&self, NewClient { client, secret, unset, .. }: NewClient) -> (Client, UnsetSettings) {
        (Client { secret: secret.map(|secret| self.client_secret(&secret.0)), ..client }, unset)
    }
}

/// The client with the settings of the one before it, where the new ones aren't set. The table keeps the secret.
fn keep_unset(new: Client, unset: UnsetSettings, before: Option<Client>) -> Client {
    let Some(before) = before else { return new };
    Client {
        format: if unset.format { before.format } else { new.format },
        scopes: if unset.scopes { before.scopes } else { new.scopes },
        logo: if unset.logo { before.logo } else { new.logo },
        audience: if unset.audience { before.audience } else { new.audience },
        sensitive: if unset.sensitive { before.sensitive } else { new.sensitive },
        ..new
    }
}

/// Refuses a client of the configuration that would take over one of a command, or lose a protection by a missing line (O12).
fn check_file_client(tx: &Tx, client: &Client, unset: UnsetSettings, is_public: bool) -> Result<(), Stop> {
    let id = || client.id.clone();
    let before = match client::by_id(tx, &client.id)? {
        None => return Ok(()),
        Some((_, Origin::Command)) => return Err(ClientRefusal::AddedByCommand(id()).into()),
        Some((before, Origin::File | Origin::FileBefore)) => before,
    };
    if before.secret.is_some() && client.secret.is_none() && !is_public {
        return Err(ClientRefusal::LosesSecret(id()).into());
    }
    if before.sensitive && unset.sensitive {
        return Err(ClientRefusal::LosesSensitive(id()).into());
    }
    if !scopes::were_all(&before.scopes) && unset.scopes {
        return Err(ClientRefusal::LosesScopes(id()).into());
    }
    if before.audience.is_some() && unset.audience {
        return Err(ClientRefusal::LosesAudience(id()).into());
    }
    Ok(())
}
