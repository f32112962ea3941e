//! Device clients (D3).

use super::Store;
use super::changes::{Cached, changed};
use super::error::{Result, Stop};
use super::tables::client::{self, Client, Origin};
use super::tables::device_authorization;
use crate::config::Secret;
use crate::secrets::SealPurpose;
use subtle::ConstantTimeEq;

/// A client to add, with its secret as the operator wrote it: the store keeps its keyed hash.
#[derive(Clone)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// Its secret, if it can keep one.
    pub secret: Option<Secret>,
}

impl Store {
    /// Adds clients, replacing those with the same ids.
    pub async fn put_clients(&self, clients: Vec<NewClient>) -> Result<(), Stop> {
        let clients = self.hashed(clients);
        self.write(move |tx| {
            clients.iter().try_for_each(|client| client::put(tx, client, Origin::Command))?;
            Ok(changed(tx, Cached::Clients)?)
        })
        .await
    }

    /// Makes the clients of the configuration file those of the store. One that the file no longer names rests: it may not ask for
    /// anything, and its devices are there again when it comes back. Gives the ids of those that begin to rest.
    pub async fn put_file_clients(&self, clients: Vec<NewClient>) -> Result<Vec<String>, Stop> {
        let clients = self.hashed(clients);
        self.write(move |tx| {
            let mut gone = client::ids_from_file(tx)?;
            gone.retain(|id| clients.iter().all(|client| client.id != *id));
            gone.iter().try_for_each(|id| client::let_rest(tx, id))?;
            clients.iter().try_for_each(|client| client::put(tx, client, Origin::File))?;
            changed(tx, Cached::Clients)?;
            Ok(gone)
        })
        .await
    }

    /// Whether the configuration file names a client: then it is changed there.
    pub async fn is_from_file(&self, id: &str) -> Result<bool> {
        let id = id.to_owned();
        self.read(move |tx| client::is_from_file(tx, &id)).await
    }

    /// Removes a client with its devices and the codes that they show; `false` when there is none.
    pub async fn remove_client(&self, id: String) -> Result<bool, Stop> {
        self.write(move |tx| {
            device_authorization::delete_of_client(tx, &id)?;
            let removed = client::delete(tx, &id)?;
            changed(tx, Cached::Clients)?;
            Ok(removed)
        })
        .await
    }

    /// All clients, by id.
    pub async fn clients(&self) -> Result<Vec<Client>> {
        self.read(client::all).await
    }

    /// Whether a secret is a confidential client's; in constant time.
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
