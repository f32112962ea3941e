//! Clients (D3).

use super::Store;
use super::changes::{Cached, changed};
use super::error::{Result, Stop};
use super::tables::client::{self, Client, Origin};
use super::tables::device_authorization;
use crate::config::Secret;
use crate::secrets::SealPurpose;
use subtle::ConstantTimeEq;

/// A client to add, with its secret as the operator wrote it. The store keeps a keyed hash.
#[derive(Clone)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// The client secret. Without one, the client is public.
    pub secret: Option<Secret>,
}

impl Store {
    /// Adds clients, or changes those with the same IDs.
    pub async fn put_clients(&self, clients: Vec<NewClient>) -> Result<(), Stop> {
        let clients = self.hashed(clients);
        self.write(move |tx| {
            clients.iter().try_for_each(|client| client::put(tx, client, Origin::Command))?;
            Ok(changed(tx, Cached::Clients)?)
        })
        .await
    }

    /// Adds or changes the clients of the configuration file. A client that was removed from the file is suspended, not deleted: when it is
    /// back, its devices have access again. Returns the IDs of the newly suspended clients.
    pub async fn put_file_clients(&self, clients: Vec<NewClient>) -> Result<Vec<String>, Stop> {
        let clients = self.hashed(clients);
        self.write(move |tx| {
            let mut gone = client::ids_from_file(tx)?;
            gone.retain(|id| clients.iter().all(|client| client.id != *id));
            gone.iter().try_for_each(|id| client::suspend(tx, id))?;
            clients.iter().try_for_each(|client| client::put(tx, client, Origin::File))?;
            changed(tx, Cached::Clients)?;
            Ok(gone)
        })
        .await
    }

    /// Whether a client is in the configuration file, where it must be changed then.
    pub async fn is_from_file(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.read(move |tx| client::is_from_file(tx, &id)).await
    }

    /// Removes a client with its devices and their user codes; `false` if there is none.
    pub async fn remove_client(&self, id: String) -> Result<bool, Stop> {
        self.write(move |tx| {
            device_authorization::delete_of_client(tx, &id)?;
            let removed = client::delete(tx, &id)?;
            changed(tx, Cached::Clients)?;
            Ok(removed)
        })
        .await
    }

    /// All clients that aren't suspended, by ID.
    pub async fn clients(&self) -> Result<Vec<Client>> {
        self.read(|tx| client::all(tx, false)).await
    }

    /// The suspended clients, by ID.
    pub async fn suspended_clients(&self) -> Result<Vec<Client>> {
        self.read(|tx| client::all(tx, true)).await
    }

    /// Whether a secret is the client's, compared in constant time. A public client has none.
    pub fn is_secret_of(&self, client: &Client, secret: &str) -> bool {
        client.secret.is_some_and(|known| self.client_secret(secret).ct_eq(&known).into())
    }

    fn client_secret(&self, secret: &str) -> [u8; 16] {
        self.0.key.hash(SealPurpose::ClientSecret, secret.as_bytes())
    }

    fn hashed(&self, clients: Vec<NewClient>) -> Vec<Client> {
        let hashed = |new: NewClient| {
            let secret = new.secret.map(|secret| self.client_secret(&secret.0));
            Client { secret, ..new.client }
        };
        clients.into_iter().map(hashed).collect()
    }
}
