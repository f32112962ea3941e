//! Device clients (D3).

use super::changes::{Cached, changed};
use super::tables::device_authorization;
use super::tx::Tx;
use super::{Result, Store};
use crate::config::Secret;
use crate::secrets::Purpose;
use domain::code::user::Format;
use domain::device::Kind;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// A client that may ask for codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What it runs on.
    pub kind: Kind,
    /// What its codes are made of.
    pub format: Format,
    /// Scopes it may ask for, separated by spaces.
    pub scopes: String,
    /// Its picture.
    pub logo: Option<Logo>,
    /// The `aud` of its access tokens, if they are for somebody else than this server.
    pub audience: Option<String>,
    /// Whether linking it deserves a warning (L5).
    pub sensitive: bool,
    /// The keyed hash of its secret; none makes it public.
    pub secret: Option<[u8; 16]>,
}

/// A client to add, with its secret as the operator wrote it: the store keeps its keyed hash.
#[derive(Clone)]
pub struct NewClient {
    /// The client.
    pub client: Client,
    /// Its secret, if it can keep one.
    pub secret: Option<Secret>,
}

/// A client's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Adds clients, replacing those with the same ids.
    pub async fn put_clients(&self, clients: Vec<NewClient>) -> Result<()> {
        let clients = self.hashed(clients);
        self.0
            .engine
            .writer
            .write(move |connection| {
                clients.into_iter().try_for_each(|client| put(connection, client, false))?;
                changed(connection, Cached::Clients)?;
                Ok(())
            })
            .await
    }

    /// Makes the clients of the configuration file those of the store. One that the file no longer names rests: it may not ask for
    /// anything, and its devices are there again when it comes back. Gives the ids of those that begin to rest.
    pub async fn put_file_clients(&self, clients: Vec<NewClient>) -> Result<Vec<String>> {
        let clients = self.hashed(clients);
        self.0
            .engine
            .writer
            .write(move |connection| {
                let known: Vec<String> = connection
                    .prepare("SELECT id FROM client WHERE from_file = 1")?
                    .query_map([], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                let gone: Vec<String> =
                    known.into_iter().filter(|id| clients.iter().all(|client| client.id != *id)).collect();
                for id in &gone {
                    connection.execute("UPDATE client SET from_file = 2 WHERE id = ?1", [id])?;
                }
                clients.into_iter().try_for_each(|client| put(connection, client, true))?;
                changed(connection, Cached::Clients)?;
                Ok(gone)
            })
            .await
    }

    /// Whether the configuration file names a client: then it is changed there.
    pub fn is_from_file(&self, id: &str) -> Result<bool> {
        self.0.engine.readers.read(|connection| {
            connection.query_row("SELECT EXISTS (SELECT 1 FROM client WHERE id = ?1 AND from_file = 1)", [id], |row| {
                row.get(0)
            })
        })
    }

    /// Removes a client with its devices; `false` when there is none.
    pub async fn remove_client(&self, id: String) -> Result<bool> {
        self.0
            .engine
            .writer
            .write(move |connection| {
                let removed = remove(connection, &id)?;
                changed(connection, Cached::Clients)?;
                Ok(removed)
            })
            .await
    }

    /// All clients, by id.
    pub fn clients(&self) -> Result<Vec<Client>> {
        self.0.engine.readers.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT id, name, kind, format, scopes, logo, logo_type, audience, sensitive, secret
                     FROM client WHERE from_file < 2 ORDER BY id",
                )?
                .query_map([], read_client)?
                .collect()
        })
    }

    /// Whether a secret is a confidential client's; in constant time.
    pub fn is_secret_of(&self, client: &Client, secret: &str) -> bool {
        client.secret.is_some_and(|known| self.client_secret(secret).ct_eq(&known).into())
    }

    fn client_secret(&self, secret: &str) -> [u8; 16] {
        self.0.key.hash(Purpose::ClientSecret, secret.as_bytes())
    }

    fn hashed(&self, clients: Vec<NewClient>) -> Vec<Client> {
        let hashed = |new: NewClient| {
            let secret = new.secret.map(|secret| self.client_secret(&secret.0));
            Client { secret, ..new.client }
        };
        clients.into_iter().map(hashed).collect()
    }
}

fn put(connection: &Connection, client: Client, from_file: bool) -> Result<()> {
    let (media_type, bytes) = client.logo.map(|logo| (logo.media_type, logo.bytes)).unzip();
    connection.execute(
        "INSERT INTO client (id, name, kind, format, scopes, logo, logo_type, from_file, audience, sensitive, secret)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, format = excluded.format,
         scopes = excluded.scopes, logo = excluded.logo, logo_type = excluded.logo_type,
         from_file = iif(client.from_file = 0, 0, excluded.from_file),
         audience = excluded.audience, sensitive = excluded.sensitive,
         secret = iif(excluded.from_file, excluded.secret, coalesce(excluded.secret, client.secret))",
        params![
            client.id,
            client.name,
            text(&client.kind),
            text(&client.format),
            client.scopes,
            bytes,
            media_type,
            from_file,
            client.audience,
            client.sensitive,
            client.secret
        ],
    )?;
    Ok(())
}

/// Removes a client with its devices and the codes that they show.
fn remove(connection: &Connection, id: &str) -> Result<bool> {
    device_authorization::delete_of_client(&Tx::new(connection), id)?;
    Ok(connection.execute("DELETE FROM client WHERE id = ?1", [id])? == 1)
}

fn read_client(row: &Row) -> rusqlite::Result<Client> {
    let bytes: Option<Vec<u8>> = row.get(5)?;
    let logo = bytes.zip(row.get(6)?).map(|(bytes, media_type)| Logo { media_type, bytes });
    let (kind, format) = (value(&row.get::<_, String>(2)?, 2)?, value(&row.get::<_, String>(3)?, 3)?);
    Ok(Client {
        id: row.get(0)?,
        name: row.get(1)?,
        kind,
        format,
        scopes: row.get(4)?,
        logo,
        audience: row.get(7)?,
        sensitive: row.get(8)?,
        secret: row.get(9)?,
    })
}

/// Enums stand in the store under the names they have on the wire.
fn text(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn value<T: for<'a> Deserialize<'a>>(text: &str, column: usize) -> rusqlite::Result<T> {
    T::deserialize(serde::de::value::StrDeserializer::<serde_json::Error>::new(text)).map_err(|cause| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(cause))
    })
}
